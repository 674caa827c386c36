using System.Text.Json;
using Azure.Data.Tables;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.Agenda;

/// <summary>The message "look at this member as of that day", delivered in every way in which a queue delivers.</summary>
public sealed class LookTests(TestStorage storage)
{
    [Fact]
    public async Task A_look_that_is_delivered_many_times_at_once_to_two_instances_issues_one_coupon()
    {
        await using var app = await SleeperAsync();
        await using var other = await TestApp.StartAsync(storage, connectionString: app.ConnectionString, clock: app.Clock);
        var look = await LookAsync(app);

        await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => app.SendAsync("looks", look)));
        await app.WhenIdleAsync();
        await app.SendAsync("looks", look);
        await app.WhenIdleAsync();
        await other.WhenIdleAsync();

        await OneCouponAsync(app);
        Assert.Empty(await app.RowsAsync("Agenda", "RowKey ge 'm-1:' and RowKey lt 'm-1;'"));
    }

    [Fact]
    public async Task A_look_that_died_between_its_commit_and_the_coupons_own_row_is_completed_when_it_comes_again()
    {
        var outage = new Outage(request => Outage.IsInsertInto(request, "Coupons"));
        await using var app = await SleeperAsync(outage);
        outage.FailNext(1);

        await app.DrainAgendaAsync();

        Assert.Equal(1, outage.Failed);
        await OneCouponAsync(app);
        Assert.Empty(await app.RowsAsync("Agenda", "RowKey ge 'm-1:' and RowKey lt 'm-1;'"));
    }

    [Fact]
    public async Task A_look_of_a_filing_that_was_overtaken_changes_nothing()
    {
        await using var app = await SleeperAsync();
        await app.BuyAsync("p-2", "m-1", "2026-04-09T10:00:00Z");
        await app.WhenIdleAsync();
        var standing = Assert.Single(await app.RowsAsync("Agenda", "RowKey ge 'm-1:' and RowKey lt 'm-1;'"));
        var stale = LookOf(standing).Replace("2026-04-10", "2026-04-01", StringComparison.Ordinal);

        await app.SendAsync("looks", stale);
        await app.WhenIdleAsync();

        Assert.Empty(await app.RowsOfKindAsync("Members", "claim"));
        var profile = Assert.Single(await app.RowsOfKindAsync("Members", "profile"));
        Assert.Equal("2026-04-10", profile.GetString("LookOn"));
    }

    /// <summary>m-1 bought on 10 January and is due on 10 April, which it is.</summary>
    private async Task<TestApp> SleeperAsync(params StoragePolicy[] policies)
    {
        var app = await TestApp.StartAsync(storage, "2026-01-10T10:00:00Z", services: StoragePolicy.Insert(policies));
        await app.WakeAfterAsync("wake-up", Shop.Dormant(90));
        await app.EnrolAsync("m-1");
        await app.BuyAsync("p-1", "m-1", "2026-01-10T10:00:00Z");
        await app.WhenIdleAsync();
        app.Clock.Set("2026-04-10T04:00:00Z");
        return app;
    }

    private static async Task<string> LookAsync(TestApp app) =>
        LookOf(Assert.Single(await app.RowsAsync("Agenda", "RowKey ge 'm-1:' and RowKey lt 'm-1;'")));

    private static string LookOf(TableEntity row) => JsonSerializer.Serialize(new
    {
        member = "m-1",
        day = "2026-04-10",
        trueDay = row.GetString("Day"),
        partition = row.PartitionKey,
        row = row.RowKey,
        eTag = row.ETag.ToString(),
    });

    private static async Task OneCouponAsync(TestApp app)
    {
        var claim = Assert.Single(await app.RowsOfKindAsync("Members", "claim"));
        var listed = Assert.Single(await app.RowsOfKindAsync("Members", "coupon"));
        var coupon = Assert.Single(await app.RowsOfKindAsync("Coupons", "coupon"));
        Assert.Equal(coupon.GetString("Code"), listed.GetString("Code"));
        Assert.Contains(coupon.GetString("Code")!, claim.GetString("Coupon"));
        Assert.Single(await app.RowsAsync("Facts", "Type eq 'Rewards.CouponIssued'"));
        Assert.Single(app.Topic.Events, received => received.Type == "Rewards.CouponIssued");
    }
}
