using System.Text.Json;
using Azure.Data.Tables;
using NodaTime;
using Rewards.Domain.Identifiers;
using Rewards.Functions.Storage;
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

        await OneCouponAsync(app, other);
        Assert.Empty(await app.RowsAsync("Agenda", "RowKey eq 'm-1:look'"));
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
        Assert.Empty(await app.RowsAsync("Agenda", "RowKey eq 'm-1:look'"));
    }

    [Fact]
    public async Task A_look_that_died_between_two_days_goes_on_with_the_second_when_it_comes_again()
    {
        // The first batch after the first day's coupon has its own row.
        var isFirstDone = false;
        var outage = new Outage(request =>
        {
            isFirstDone |= Outage.IsInsertInto(request, "Coupons");
            return isFirstDone && request.Uri.ToUri().AbsolutePath.EndsWith("/$batch", StringComparison.Ordinal);
        });
        await using var app = await SleeperAsync(outage);
        await app.WakeAfterAsync("wake-later", Shop.Dormant(91));
        app.Clock.Set("2026-04-12T04:00:00Z");
        var look = await LookAsync(app);
        outage.FailNext(1);

        await app.SendAsync("looks", look);
        await app.WhenIdleAsync();
        await app.SendAsync("looks", look);
        await app.WhenIdleAsync();

        Assert.Equal(1, outage.Failed);
        Assert.Equal(["wake-later", "wake-up"], (await app.RowsOfKindAsync("Members", "coupon")).Select(row => row.GetString("Campaign")!).Order());
        Assert.Equal(2, (await app.RowsOfKindAsync("Coupons", "coupon")).Count);
        Assert.Equal(2, (await app.RowsAsync("Facts", "Type eq 'Rewards.CouponIssued'")).Count);
        Assert.Empty(await app.RowsAsync("Agenda", "RowKey eq 'm-1:look'"));
    }

    [Fact]
    public async Task A_leftover_row_is_looked_at_in_vain()
    {
        await using var app = await SleeperAsync();
        await app.WakeAfterAsync("wake-later", Shop.Dormant(91, frequencyCapDays: 3));
        foreach (var day in new[] { "2026-04-10", "2026-04-11" })
        {
            app.Clock.Set($"{day}T04:00:00Z");
            await app.DrainAgendaAsync();
        }

        // As a follow-up leaves one that comes again very late.
        var partition = TableKeys.AgendaPartition(new LocalDate(2026, 4, 15), MemberId.Parse("m-1"));
        await app.Table("Agenda").AddEntityAsync(new TableEntity(partition, "m-1:look") { ["Day"] = "2026-04-10" });
        app.Clock.Set("2026-04-15T04:00:00Z");
        await app.DrainAgendaAsync();

        await OneCouponAsync(app);
        Assert.Empty(await app.RowsAsync("Agenda", "RowKey eq 'm-1:look'"));
    }

    [Fact]
    public async Task A_row_whose_true_day_was_overwritten_is_filed_again_all_the_same()
    {
        await using var app = await SleeperAsync();
        await app.BuyAsync("p-2", "m-1", "2026-02-01T10:00:00Z");
        await app.WhenIdleAsync();
        var row = Assert.Single(await app.RowsAsync("Agenda", "RowKey eq 'm-1:look'"));
        row["Day"] = "2026-03-01";
        await app.Table("Agenda").UpsertEntityAsync(row);

        await app.DrainAgendaAsync();

        Assert.Empty(await app.RowsOfKindAsync("Members", "claim"));
        Assert.Equal("2026-05-02", Assert.Single(await app.RowsOfKindAsync("Members", "profile")).GetString("LookOn"));
        Assert.StartsWith("20260502:", Assert.Single(await app.RowsAsync("Agenda", "RowKey eq 'm-1:look'")).PartitionKey);
    }

    /// <summary>More than one batch would hold.</summary>
    [Fact]
    public async Task Seventy_campaigns_that_are_due_on_one_day_are_looked_at_in_several_steps()
    {
        await using var app = await SleeperAsync();
        for (var i = 1; i < 70; i++)
        {
            await app.DefineAsync($"wake-{i:D2}", body =>
            {
                body["aim"] = "reactivate";
                body["trigger"] = Shop.Dormant(90);
            });
        }

        await app.WhenIdleAsync();
        await app.DrainAgendaAsync();

        Assert.Equal(70, (await app.RowsOfKindAsync("Members", "claim")).Count);
        Assert.Equal(70, (await app.RowsOfKindAsync("Coupons", "coupon")).Count);
        Assert.Empty(await app.RowsAsync("Agenda", "RowKey eq 'm-1:look'"));
    }

    /// <summary>m-1 bought on 10 January and is due on 10 April, which it is.</summary>
    private async Task<TestApp> SleeperAsync(params StoragePolicy[] policies)
    {
        var app = await TestApp.StartAsync(storage, "2026-01-10T10:00:00Z", services: StoragePolicy.Insert(policies));
        await app.LastingPointsAsync();
        await app.WakeAfterAsync("wake-up", Shop.Dormant(90));
        await app.EnrolAsync("m-1");
        await app.BuyAsync("p-1", "m-1", "2026-01-10T10:00:00Z");
        await app.WhenIdleAsync();
        app.Clock.Set("2026-04-10T04:00:00Z");
        return app;
    }

    private static async Task<string> LookAsync(TestApp app) =>
        LookOf(Assert.Single(await app.RowsAsync("Agenda", "RowKey eq 'm-1:look'")));

    private static string LookOf(TableEntity row) => JsonSerializer.Serialize(new
    {
        member = "m-1",
        day = "2026-04-10",
        partition = row.PartitionKey,
        row = row.RowKey,
        eTag = row.ETag.ToString(),
    });

    /// <param name="others">Instances beside it, each of which tells a topic of its own.</param>
    private static async Task OneCouponAsync(TestApp app, params TestApp[] others)
    {
        var claim = Assert.Single(await app.RowsOfKindAsync("Members", "claim"));
        var listed = Assert.Single(await app.RowsOfKindAsync("Members", "coupon"));
        var coupon = Assert.Single(await app.RowsOfKindAsync("Coupons", "coupon"));
        Assert.Equal(coupon.GetString("Code"), listed.GetString("Code"));
        Assert.Contains(coupon.GetString("Code")!, claim.GetString("Coupon"));
        Assert.Single(await app.RowsAsync("Facts", "Type eq 'Rewards.CouponIssued'"));
        Assert.Single(others.Prepend(app)
            .SelectMany(one => one.Topic.Events)
            .Where(received => received.Type == "Rewards.CouponIssued")
            .Select(received => received.Id)
            .Distinct());
    }
}
