using System.Net;
using System.Text.Json.Nodes;
using Rewards.Functions.Storage;
using Rewards.Functions.Tests.Activities;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.Agenda;

/// <summary>What campaigns answer at once: the command, its follow-up and the look each die in turn, and come again.</summary>
public sealed class OfferCrashTests(TestStorage storage)
{
    private const int MostCalls = 90;

    private const string Now = "2026-05-04T10:00:00Z";

    [Theory]
    [InlineData("onboarding", """{ "kind": "onboarding", "steps": [{ "afterDays": 0 }] }""", true)]
    [InlineData("onboarding", """{ "kind": "onboarding", "steps": [{ "afterDays": 0 }] }""", false)]
    [InlineData("review", """{ "kind": "activity", "activity": "review" }""", true)]
    [InlineData("first-purchase", """{ "kind": "afterPurchase", "purchase": 1, "afterDays": 0 }""", true)]
    public async Task A_process_that_died_after_any_storage_call_has_offered_one_coupon_when_all_came_again(string offer, string trigger, bool isDrained)
    {
        var faults = new StorageFaults();
        await using var app = await StartAsync(faults, offer);
        await app.ProgrammeAsync("""{ "expiry": { "kind": "never" }, "activities": [{ "kind": "review", "points": 50 }] }""");
        await app.WakeAfterAsync(offer, JsonNode.Parse(trigger)!.AsObject());
        if (offer != "onboarding")
        {
            await Parallel.ForEachAsync(Enumerable.Range(0, MostCalls), async (i, _) => await app.EnrolAsync($"m-{i}"));
            await app.WhenIdleAsync();
        }

        if (isDrained)
        {
            await app.DrainAgendaAsync();
        }

        var calls = await faults.DieEverywhereAsync(Fault.DieAfter, async (n, dying) =>
        {
            await dying(async () =>
            {
                await CallAsync(app, offer, n);
                await app.WhenIdleAsync();
            });

            Assert.True(await CouponsOfAsync(app, n) is [_], $"call {n}");
            Assert.Single(await app.RowsAsync("Members", $"PartitionKey eq 'm-{n}' and RowKey ge 'claim:' and RowKey lt 'claim;'"));
        });

        Assert.InRange(calls, 20, MostCalls - 1);
        app.Clock.Set("2026-05-05T10:00:00Z");
        await app.DrainAgendaAsync();
        Assert.Equal(calls + 1, (await app.RowsOfKindAsync("Coupons", "coupon")).Count);
        Assert.Equal(calls + 1, (await app.RowsAsync("Facts", "Type eq 'Rewards.CouponIssued'")).Count);
        Assert.DoesNotContain(await app.RowsAsync("Agenda"), row => row.RowKey.EndsWith(":look", StringComparison.Ordinal));
        Assert.Empty(await app.RowsAsync(TableKeys.Poison));
    }

    /// <summary>Pauses are short; who enrols does it under a new operation each time, so that what died may be given up soon.</summary>
    private Task<TestApp> StartAsync(StorageFaults faults, string offer) => TestApp.StartAsync(
        storage,
        Now,
        services: faults.Insert(),
        settings: new()
        {
            ["Rewards:FollowUpDelay"] = "00:00:00.05",
            ["Rewards:AbandonAfter"] = offer == "onboarding" ? "00:00:01" : "00:00:10",
            ["Rewards:DefinitionAge"] = "01:00:00",
        },
        change: options => options with { MaxPollInterval = TimeSpan.FromMilliseconds(40) });

    /// <summary>Again where it was not answered, as a till does.</summary>
    private static async Task CallAsync(TestApp app, string offer, int n)
    {
        var answer = await OnceAsync();
        if (answer.Status >= HttpStatusCode.InternalServerError)
        {
            answer = await OnceAsync();
        }

        Assert.True((int)answer.Status < 300, $"call {n}: {answer.Text}");

        Task<Answer> OnceAsync() => offer switch
        {
            "onboarding" => app.PutAsync($"members/m-{n}", new { consents = new { email = true } }),
            "review" => app.ActAsync($"m-{n}", "review", reference: "arabica", key: "key-1"),
            _ => app.PostAsync("purchases", Shop.Purchase($"p-{n}", $"m-{n}", Now), key: ""),
        };
    }

    private static async Task<IReadOnlyList<string>> CouponsOfAsync(TestApp app, int n) =>
        [.. (await app.RowsAsync("Coupons", $"Member eq 'm-{n}'")).Select(row => row.GetString("Code")!)];
}
