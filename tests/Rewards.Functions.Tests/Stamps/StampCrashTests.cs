using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Rewards.Functions.FollowUps;
using Rewards.Functions.Http;
using Rewards.Functions.Purchases;
using Rewards.Functions.Storage;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.Stamps;

/// <summary>Purchases that come twice, at once, or whose process dies: each stamps once, and each full card has one coupon.</summary>
public sealed class StampCrashTests(TestStorage storage)
{
    [Fact]
    public async Task A_purchase_that_comes_again_stamps_nothing_more()
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.OpenAsync();
        await app.BuyCupsAsync("p-1", 7);

        await app.SendAsync("purchases", StampShop.Purchase("p-1", 7).ToJsonString());
        await app.WhenIdleAsync();
        await app.BuyCupsAsync("p-1", 9);
        await app.BuyCupsAsync("p-1", 7, member: "m-2");

        Assert.Equal("2: 2/5", await app.CardsAsync());
        Assert.Equal(["stamps:coffee:1"], await app.OccurrencesAsync());
        Assert.Equal(1, await app.ToldAsync("StampCardFilled"));
        Assert.Single(await app.RowsOfKindAsync("Coupons", "coupon"));
    }

    [Fact]
    public async Task Purchases_at_once_over_two_instances_lose_no_stamp_and_issue_each_coupon_once()
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.OpenAsync(StampShop.Card(), StampShop.Card("pairs", 2));
        await using var other = await TestApp.StartAsync(storage, connectionString: app.ConnectionString, clock: app.Clock);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => app.SendAsync("purchases", StampShop.Purchase($"p-{i}", 3).ToJsonString())));
        await app.WhenIdleAsync();
        await other.WhenIdleAsync();

        Assert.Equal("5: 4/5, 13: 0/2", await app.CardsAsync());
        Assert.Equal(16, (await app.OccurrencesAsync()).Distinct().Count());
        Assert.Equal(16, (await app.RowsOfKindAsync("Coupons", "coupon")).Count);
        Assert.Equal(16, (await app.RowsAsync("Facts", "Type eq 'Rewards.StampCardFilled'")).Count);
    }

    [Theory]
    [InlineData(Fault.DieBefore)]
    [InlineData(Fault.DieAfter)]
    public async Task A_process_that_dies_at_any_storage_call_stamps_once_and_issues_each_coupon_once(Fault fault)
    {
        var faults = new StorageFaults();
        await using var dying = await TestApp.StartAsync(storage, services: faults.Insert(), change: options => options with { RunQueues = false });
        await using var next = await TestApp.StartAsync(storage, connectionString: dying.ConnectionString);
        await dying.OpenAsync();
        for (var n = 0; ; n++)
        {
            var (member, purchase) = ($"m-{n}", StampShop.Purchase($"p-{n}", 11, $"m-{n}").ToJsonString());
            var calls = 0;
            faults.Choose = _ => Interlocked.Increment(ref calls) == n + 1 ? fault : Fault.None;
            var died = await Record.ExceptionAsync(() => AwardAsync(dying, purchase));
            faults.Choose = _ => Fault.None;

            await next.SendAsync("purchases", purchase);
            await next.WhenIdleAsync();

            Assert.True(died is null or ProcessDiedException, $"call {n}: {died}");
            Assert.True(await next.CardsAsync(member) == "3: 1/5", $"call {n}");
            Assert.Equal(["stamps:coffee:1", "stamps:coffee:2"], await next.OccurrencesAsync(member));
            Assert.Equal(2 * (n + 1), (await next.RowsOfKindAsync("Coupons", "coupon")).Count);
            Assert.Equal(2 * (n + 1), (await next.RowsAsync("Facts", "Type eq 'Rewards.StampCardFilled'")).Count);
            Assert.Equal(2 * (n + 1), (await next.RowsAsync("Facts", "Type eq 'Rewards.CouponIssued'")).Count);
            if (calls <= n)
            {
                Assert.InRange(n, 10, 60);
                return;
            }
        }
    }

    [Theory]
    [InlineData(3, 6, "profile, lots, standing, two claims and the batch")]
    [InlineData(7, 7, "and the claim of the coupon's occasion")]
    public async Task A_stamp_costs_no_call_and_a_full_card_costs_one(int cups, int expected, string why)
    {
        var requests = new RequestLog();
        await using var app = await TestApp.StartAsync(
            storage,
            services: requests.Insert(),
            settings: new() { ["Rewards:DefinitionAge"] = "00:10:00" },
            change: options => options with { RunQueues = false });
        await app.OpenAsync();
        await RunAsync(app, StampShop.Purchase("p-1", 1).ToJsonString());

        var sent = await requests.DuringAsync(() => RunAsync(app, StampShop.Purchase("p-2", cups).ToJsonString()));

        Assert.True(sent.Count == expected, $"{why}: {string.Join(", ", sent)}");
    }

    private static async Task AwardAsync(TestApp app, string purchase)
    {
        if (await RunAsync(app, purchase) is { } row)
        {
            await app.Host.Services.GetRequiredService<FollowUpRunner>().RunAsync(row, CancellationToken.None);
        }
    }

    /// <summary>The command alone, without what follows from it.</summary>
    private static async Task<OperationRow?> RunAsync(TestApp app, string purchase)
    {
        var body = Requests.Parse(Encoding.UTF8.GetBytes(purchase), WireJson.Default.PurchaseRequestBody);
        var parsed = PurchaseParsing.ToPurchase(body, app.Clock.GetCurrentInstant()).Purchase!;
        var fingerprint = Operations.Fingerprint(body, WireJson.Default.PurchaseRequestBody);
        return await app.Host.Services.GetRequiredService<AwardCommand>().RunAsync(parsed, fingerprint, CancellationToken.None);
    }
}
