using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Rewards.Functions.Purchases;
using Rewards.Functions.Storage;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.Activities;

/// <summary>A process that dies before or after any storage call, and whoever tries again elsewhere.</summary>
public sealed class ActivityCrashTests(TestStorage storage)
{
    [Theory]
    [InlineData("activity", Fault.DieBefore)]
    [InlineData("activity", Fault.DieAfter)]
    [InlineData("referral-code", Fault.DieBefore)]
    [InlineData("referral-code", Fault.DieAfter)]
    [InlineData("referral", Fault.DieBefore)]
    [InlineData("referral", Fault.DieAfter)]
    public async Task A_call_that_died_at_any_storage_call_is_completed_once_by_the_retry(string command, Fault fault)
    {
        var faults = new StorageFaults();
        await using var dying = await TestApp.StartAsync(storage, services: faults.Insert(), change: options => options with { RunQueues = false });
        await using var next = await TestApp.StartAsync(storage, connectionString: dying.ConnectionString);
        await OfferAsync(dying);
        for (var n = 0; ; n++)
        {
            await dying.EnrolAsync($"anna-{n}");
            await dying.EnrolAsync($"ben-{n}");
            var code = command == "referral" ? await dying.ReferralCodeAsync($"anna-{n}") : "";
            var calls = 0;
            faults.Choose = _ => Interlocked.Increment(ref calls) == n + 1 ? fault : Fault.None;
            var first = await CallAsync(dying);
            faults.Choose = _ => Fault.None;
            var again = await CallAsync(next);

            Assert.True((int)again.Status is 200 or 201, $"call {n}: {again.Text}");
            Assert.True((int)first.Status >= 300 || first == again, $"call {n}: {first.Text}");
            Assert.Equal(again, await CallAsync(next));
            await next.WhenIdleAsync();
            await CheckAsync(next, command, n, again);
            if (calls <= n)
            {
                Assert.InRange(n, 3, 40);
                return;
            }

            Task<Answer> CallAsync(TestApp app) => command switch
            {
                "activity" => app.ActAsync($"ben-{n}", "review", reference: "arabica", key: "key-1"),
                "referral" => app.ReferAsync($"ben-{n}", code, "key-1"),
                _ => app.GetAsync($"members/anna-{n}/referral-code"),
            };
        }
    }

    [Theory]
    [InlineData(Fault.DieBefore)]
    [InlineData(Fault.DieAfter)]
    public async Task A_first_purchase_that_died_at_any_storage_call_rewards_both_sides_once_when_it_comes_again(Fault fault)
    {
        var faults = new StorageFaults();
        await using var dying = await TestApp.StartAsync(storage, services: faults.Insert(), change: options => options with { RunQueues = false });
        await using var next = await TestApp.StartAsync(storage, connectionString: dying.ConnectionString);
        await OfferAsync(dying);
        for (var n = 0; ; n++)
        {
            await dying.EnrolAsync($"anna-{n}");
            await dying.EnrolFriendAsync($"ben-{n}", await dying.ReferralCodeAsync($"anna-{n}"));
            var purchase = Shop.Purchase($"p-{n}", $"ben-{n}", ActivityShop.At).ToJsonString();
            var calls = 0;
            faults.Choose = _ => Interlocked.Increment(ref calls) == n + 1 ? fault : Fault.None;
            await Record.ExceptionAsync(() => ActivatorUtilities.CreateInstance<PurchaseFunctions>(dying.Host.Services)
                .AwardAsync(purchase, CancellationToken.None));
            faults.Choose = _ => Fault.None;
            await next.SendAsync(TableKeys.PurchaseQueue, purchase);
            await next.WhenIdleAsync();

            Assert.True(await next.EntryKindsAsync($"ben-{n}") is ["referral", "purchase"], $"call {n}");
            Assert.True(await next.EntryKindsAsync($"anna-{n}") is ["referral"], $"call {n}");
            Assert.Equal((75, 100), (await next.BalanceAsync($"ben-{n}"), await next.BalanceAsync($"anna-{n}")));
            Assert.Equal(2 * (n + 1), (await next.RowsAsync(TableKeys.Facts, "Type eq 'Rewards.PointsEarned'")).Count);
            if (calls <= n)
            {
                Assert.InRange(n, 10, 60);
                Assert.Empty(await next.RowsAsync(TableKeys.Poison));
                return;
            }
        }
    }

    private static async Task OfferAsync(TestApp app) => (await app.PutAsync("programme", """
        { "currency": "EUR", "timeZone": "Europe/Berlin",
          "activities": [{ "kind": "review", "points": 50, "cooldownSeconds": 60, "oncePerReference": true }],
          "referral": { "referrerPoints": 100, "friendPoints": 50, "minimumAmount": 2500 } }
        """)).Expect(HttpStatusCode.OK);

    private static async Task CheckAsync(TestApp app, string command, int n, Answer answer)
    {
        switch (command)
        {
            case "activity":
                Assert.Equal(["activity"], await app.EntryKindsAsync($"ben-{n}"));
                Assert.Equal(50, await app.BalanceAsync($"ben-{n}"));
                Assert.Equal(n + 1, (await app.RowsAsync(TableKeys.Facts, "Type eq 'Rewards.PointsEarned'")).Count);
                break;
            case "referral-code":
                var claim = Assert.Single(await app.RowsAsync(TableKeys.Claims, $"OwnerPartition eq 'anna-{n}'"));
                Assert.EndsWith($":{answer.Json["code"]}", claim.PartitionKey);
                break;
        }
    }
}
