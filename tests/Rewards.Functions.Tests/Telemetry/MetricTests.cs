using System.Net;
using System.Text.Json.Nodes;
using Azure.Core;
using Azure.Data.Tables;
using Rewards.Functions.Storage;
using Rewards.Functions.Telemetry;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.Telemetry;

public sealed class MetricTests(TestStorage storage)
{
    [Fact]
    public async Task A_redemption_counts_once_and_each_answer_with_an_outcome_that_stood_already_as_replayed()
    {
        await using var app = await TestApp.StartAsync(storage);
        using var metrics = new MetricLog(app);
        await app.DefineAsync("spring");
        var code = await app.IssueAsync("spring");
        var body = Shop.Redemption(basket: Shop.Basket("r-1"));

        await app.RedeemAsync(code, body, "first");
        await app.RedeemAsync(code, body, "first");
        await app.RedeemAsync(code, body, "another");
        await app.RedeemAsync(code, Shop.Redemption(basket: Shop.Basket("r-2")), "second");
        await app.RedeemAsync(code, Shop.Redemption(basket: Shop.Basket("r-2")), "second");

        Assert.Equal(
            ["1 outcome=accepted", "1 outcome=replayed", "1 outcome=replayed", "1 outcome=refused reason=already-redeemed", "1 outcome=replayed"],
            metrics.Of(RewardsMetrics.RedemptionsName));
    }

    [Fact]
    public async Task A_refusal_counts_by_its_reason_also_where_the_storage_was_not_asked()
    {
        await using var app = await TestApp.StartAsync(storage, settings: new() { ["Rewards:GuessBurst"] = "2", ["Rewards:GuessRefill"] = "01:00:00" });
        using var metrics = new MetricLog(app);
        await app.DefineAsync("spring", campaign => campaign["conditions"] = new JsonObject { ["minimumAmount"] = 10_000 });
        var code = await app.IssueAsync("spring");

        await app.RedeemAsync(code);
        await app.RedeemAsync(Guesses.SameTag(code));
        await app.RedeemAsync(Guesses.Mistyped(code));
        await app.RedeemAsync(code);

        Assert.Equal(
            ["minimum-not-met", "unknown-code", "unknown-code", "too-many-failures"],
            metrics.Of(RewardsMetrics.RedemptionsName).Select(told => told["1 outcome=refused reason=".Length..]));
    }

    [Fact]
    public async Task A_call_without_an_outcome_and_a_validation_count_as_nothing()
    {
        var outage = new Outage(request => Outage.IsInsertInto(request, "$batch"), status: 503);
        await using var app = await TestApp.StartAsync(storage, settings: new() { ["Rewards:ConflictPatience"] = "00:00:02" }, services: outage.Insert());
        using var metrics = new MetricLog(app);
        await app.DefineAsync("spring");
        var code = await app.IssueAsync("spring");

        (await app.PostAsync($"coupons/{code}/validations", Shop.Redemption(), key: "")).Expect(HttpStatusCode.OK);
        (await app.RedeemAsync(code, new JsonObject())).Expect(HttpStatusCode.BadRequest);
        outage.FailNext(int.MaxValue);
        (await app.RedeemAsync(code)).Expect(HttpStatusCode.ServiceUnavailable);
        outage.FailNext(0);
        Assert.Empty(metrics.Of(RewardsMetrics.RedemptionsName));

        await app.RedeemAsync(code, Shop.Redemption(basket: Shop.Basket("r-1")), "key");
        (await app.RedeemAsync(code, Shop.Redemption(basket: Shop.Basket("r-2")), "key")).Expect(HttpStatusCode.UnprocessableEntity);
        Assert.Equal(["1 outcome=accepted"], metrics.Of(RewardsMetrics.RedemptionsName));
    }

    [Fact]
    public async Task Each_tick_tells_of_every_queue_how_many_messages_it_gave_up_on_zeros_as_well()
    {
        await using var app = await TestApp.StartAsync(storage);
        using var metrics = new MetricLog(app);
        await app.SendAsync(TableKeys.PurchaseQueue, "no purchase");
        await app.WhenIdleAsync();

        await app.Host.FireTimerAsync("KeepPoison");
        var first = metrics.Of(RewardsMetrics.PoisonMessagesName);
        (await app.PostAsync("poison/purchases/replays", null, key: "")).Expect(HttpStatusCode.OK);
        await app.Host.FireTimerAsync("KeepPoison");

        Assert.Equal(TableKeys.Queues.Select(queue => $"{(queue == TableKeys.PurchaseQueue ? 1 : 0)} queue={queue}"), first);
        Assert.Equal(TableKeys.Queues.Length * 2, metrics.Of(RewardsMetrics.PoisonMessagesName).Count);
    }

    [Fact]
    public async Task A_tick_that_nobody_measures_asks_the_storage_for_no_count()
    {
        var log = new RequestLog();
        await using var app = await TestApp.StartAsync(storage, services: log.Insert(), change: options => options with { RunQueues = false });

        var requests = await log.DuringAsync(() => app.Host.FireTimerAsync("KeepPoison"));

        Assert.Equal(TableKeys.Queues.Length, requests.Count);
        Assert.DoesNotContain(requests, request => request.Path.Contains(TableKeys.Poison, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_tick_tells_how_long_ago_the_first_day_began_that_is_not_drained_also_one_that_fails()
    {
        var outage = new Outage(request => Outage.IsInsertInto(request, "$batch"));
        await using var app = await TestApp.StartAsync(storage, services: outage.Insert());
        using var metrics = new MetricLog(app);
        await app.DrainAgendaAsync();
        await app.DrainAgendaAsync();

        // In Berlin the 5th began at 22:00 by UTC.
        app.Clock.Set("2026-05-06T01:00:00Z");
        outage.FailNext(1);
        await Assert.ThrowsAnyAsync<Exception>(() => app.Host.FireTimerAsync("DrainAgenda"));
        await app.DrainAgendaAsync();
        await app.DrainAgendaAsync();

        Assert.Equal(["0", "0", "97200", "97200", "0"], metrics.Of(RewardsMetrics.AgendaAgeName));
    }

    [Fact]
    public async Task What_a_check_of_books_finds_is_counted_a_members_and_a_campaigns()
    {
        await using var app = await TestApp.StartAsync(storage, "2026-06-10T10:00:00Z");
        using var metrics = new MetricLog(app);
        await app.DefineAsync("summer");
        (await app.RedeemAsync(await app.IssueAsync("summer", "m-1"), Shop.Redemption("m-1"))).Expect(HttpStatusCode.Created);
        await app.BuyAsync("p-1", "m-2", "2026-06-10T09:30:00Z");
        await app.WhenIdleAsync();
        await NextDayAsync(app, "2026-06-11T04:00:00Z");
        Assert.Empty(metrics.Of(RewardsMetrics.FindingsName));

        (await app.RedeemAsync(await app.IssueAsync("summer", "m-1"), Shop.Redemption("m-1"))).Expect(HttpStatusCode.Conflict);
        await app.BuyAsync("p-2", "m-2", "2026-06-11T03:30:00Z");
        (await app.RedeemAsync(await app.IssueAsync("summer", "m-3"), Shop.Redemption("m-3"))).Expect(HttpStatusCode.Created);
        await app.WhenIdleAsync();
        await SpoilAsync(app, "Members", "PartitionKey eq 'm-2' and RowKey eq 'lots:m-2'", "Balance", 24L);
        await SpoilAsync(app, "Coupons", "RowKey ge 'budget:' and RowKey lt 'budget;'", "Redemptions", "7;2026-06-10;7;7;7");
        await NextDayAsync(app, "2026-06-12T04:00:00Z");

        var found = metrics.Of(RewardsMetrics.FindingsName);
        Assert.Contains(found, told => told.EndsWith(" books=member", StringComparison.Ordinal));
        Assert.Contains(found, told => told.EndsWith(" books=campaign", StringComparison.Ordinal));
        Assert.All(found, told => Assert.NotEqual('0', told[0]));
    }

    private static async Task NextDayAsync(TestApp app, string now)
    {
        app.Clock.Set(now);
        await app.DrainAgendaAsync();
    }

    private static async Task SpoilAsync(TestApp app, string table, string filter, string column, object value)
    {
        var row = Assert.Single(await app.RowsAsync(table, filter));
        await app.Table(table).UpsertEntityAsync(new TableEntity(row.PartitionKey, row.RowKey) { [column] = value }, TableUpdateMode.Merge);
    }
}
