using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Rewards.Functions.Poison;
using Rewards.Functions.Storage;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.Poison;

/// <summary>Item 11 of what separates excellent from toy.</summary>
public sealed class PoisonTests(TestStorage storage)
{
    private const string At = "2026-05-04T09:30:00Z";

    [Theory]
    [InlineData("not Base64 at all {", false, "no Base64")]
    [InlineData("no JSON", true, "Base64 of what is no JSON")]
    [InlineData("null", true, "JSON that is no object")]
    [InlineData("""{"purchaseId":"p-1","memberId":"m-1","at":"2026-05-04T09:30:00Z"}""", true, "no basket")]
    [InlineData("""{"purchaseId":"p-1","memberId":"m-1","at":"2026-05-04T09:30:00Z","basket":{"currency":"EUR","lines":[{"lineId":"1","sku":"a","quantity":1,"amount":-1}]}}""", true, "a negative amount")]
    [InlineData("""{"purchaseId":"p-1","memberId":"m-1","at":"2026-05-04T09:30:00Z","basket":{"currency":"EUR","lines":[{"lineId":"1","sku":"a","quantity":1,"amount":1e30}]}}""", true, "an amount beyond all bounds")]
    [InlineData("""{"purchaseId":"p-1","memberId":"m-1","at":"2026-05-04T09:30:00Z","basket":{"currency":"EUR","lines":[{"lineId":"1","sku":"a","quantity":1,"amount":25.98}]}}""", true, "an amount in euros")]
    [InlineData("""{"purchaseId":"p-1","memberId":"anna@example.com","at":"2026-05-04T09:30:00Z","basket":{"currency":"EUR","lines":[{"lineId":"1","sku":"a","quantity":1,"amount":1}]}}""", true, "an e-mail address as a member")]
    [InlineData("""{"purchaseId":"p-1","memberId":"m-1","at":"-9998-01-01T00:00:00Z","basket":{"currency":"EUR","lines":[{"lineId":"1","sku":"a","quantity":1,"amount":1}]}}""", true, "a time before our era")]
    [InlineData("""{"purchaseId":"p-1","purchaseId":"p-2","memberId":"m-1","at":"2026-05-04T09:30:00Z"}""", true, "a member twice")]
    public async Task A_purchase_message_that_cannot_be_processed_ends_in_poison_as_it_was_and_in_no_other_table(string message, bool isEncoded, string why)
    {
        await using var app = await StartAsync();
        await app.Queue("purchases").SendMessageAsync(isEncoded ? Convert.ToBase64String(Encoding.UTF8.GetBytes(message)) : message);
        await app.WhenIdleAsync();
        await app.Host.FireTimerAsync("KeepPoison");

        var kept = (await app.GetAsync("poison/purchases")).Expect(HttpStatusCode.OK).Json["messages"]!.AsArray();
        Assert.True(Assert.Single(kept)!["message"]!.GetValue<string>() == message, why);
        Assert.Equal(1, await PoisonedAsync(app, "purchases"));
        foreach (var table in new[] { "Members", "Claims", "Agenda", "Facts" })
        {
            Assert.Empty(await app.RowsAsync(table));
        }
    }

    [Fact]
    public async Task Garbage_on_every_other_queue_ends_in_poison_too_and_health_counts_it_by_queue()
    {
        await using var app = await StartAsync();
        var queues = TableKeys.Queues;
        foreach (var queue in queues)
        {
            await app.SendAsync(queue, "[]");
            await app.Queue(queue).SendMessageAsync("<no Base64>");
        }

        await app.WhenIdleAsync();
        await app.Host.FireTimerAsync("KeepPoison");

        var health = (await app.GetAsync("health")).Expect(HttpStatusCode.OK).Json["poison"]!.AsObject();
        Assert.Equal(queues.Order(), health.Select(count => count.Key).Order());
        Assert.All(health, count => Assert.Equal(2, count.Value!.GetValue<int>()));
    }

    [Fact]
    public async Task A_good_purchase_that_an_outage_of_storage_spoilt_earns_when_it_is_replayed_with_one_call()
    {
        var outage = new Outage(request => Outage.IsInsertInto(request, "Claims"));
        await using var app = await StartAsync(outage);
        outage.FailNext(int.MaxValue);
        for (var i = 1; i <= 3; i++)
        {
            await app.SendAsync("purchases", Shop.Purchase($"p-{i}", "m-1", At).ToJsonString());
        }

        await app.WhenIdleAsync();
        await app.Host.FireTimerAsync("KeepPoison");
        Assert.Equal(3, await PoisonedAsync(app, "purchases"));

        // Kept for ever, not only as long as a queue keeps.
        app.Clock.Set("2027-05-04T10:00:00Z");
        Assert.Equal(3, await PoisonedAsync(app, "purchases"));
        outage.FailNext(0);
        var replayed = (await app.PostAsync("poison/purchases/replays", null, key: "")).Expect(HttpStatusCode.OK);
        await app.WhenIdleAsync();

        Assert.Equal(3, replayed.Json["replayed"]!.GetValue<int>());
        Assert.Equal(0, await PoisonedAsync(app, "purchases"));
        Assert.Equal(75, (await app.GetAsync("members/m-1")).Json["points"]!["balance"]!.GetValue<long>());
        Assert.Equal("awarded", (await app.GetAsync("purchases/p-3")).Json["state"]!.GetValue<string>());
    }

    [Fact]
    public async Task One_message_of_several_is_replayed_by_its_id_and_what_fails_again_comes_back()
    {
        await using var app = await StartAsync();
        await app.SendAsync("purchases", "first");
        await app.SendAsync("purchases", "second");
        await app.WhenIdleAsync();
        await app.Host.FireTimerAsync("KeepPoison");
        var kept = (await app.GetAsync("poison/purchases")).Json["messages"]!.AsArray();
        var second = kept.Single(message => message!["message"]!.GetValue<string>() == "second")!["id"]!.GetValue<string>();

        var replayed = (await app.PostAsync("poison/purchases/replays", new { ids = new[] { second } }, key: "")).Expect(HttpStatusCode.OK);
        Assert.Equal(1, replayed.Json["replayed"]!.GetValue<int>());
        await app.WhenIdleAsync();
        Assert.Equal(1, await PoisonedAsync(app, "purchases"));

        await app.Host.FireTimerAsync("KeepPoison");
        Assert.Equal(2, await PoisonedAsync(app, "purchases"));
    }

    [Fact]
    public async Task A_message_that_the_queue_takes_no_more_is_kept_and_holds_up_no_other_replay()
    {
        var outage = new Outage(request => Outage.IsInsertInto(request, "Claims"));
        await using var app = await StartAsync(outage);
        outage.FailNext(int.MaxValue);
        await app.SendAsync("purchases", Shop.Purchase("p-1", "m-1", At).ToJsonString());
        await app.WhenIdleAsync();

        // Without Base64 it just fits on a queue, in Base64 no more; under a key that comes before the good one.
        var poison = app.Host.Services.GetRequiredService<PoisonStore>();
        await poison.KeepAsync("purchases", "0", BinaryData.FromString(new string('<', 60_000)), CancellationToken.None);
        await app.Host.FireTimerAsync("KeepPoison");
        outage.FailNext(0);

        var replayed = (await app.PostAsync("poison/purchases/replays", null, key: "")).Expect(HttpStatusCode.OK);
        await app.WhenIdleAsync();

        Assert.Equal(1, replayed.Json["replayed"]!.GetValue<int>());
        Assert.Equal("awarded", (await app.GetAsync("purchases/p-1")).Json["state"]!.GetValue<string>());
        Assert.Equal("0", Assert.Single(await app.RowsAsync("Poison")).RowKey);
    }

    [Theory]
    [InlineData("nowhere")]
    [InlineData("purchases-poison")]
    public async Task A_queue_that_is_none_of_ours_is_not_found(string queue)
    {
        await using var app = await StartAsync();
        Assert.Equal("unknown-queue", (await app.GetAsync($"poison/{queue}")).Expect(HttpStatusCode.NotFound).Reason);
        Assert.Equal("unknown-queue", (await app.PostAsync($"poison/{queue}/replays", null)).Expect(HttpStatusCode.NotFound).Reason);
    }

    private Task<TestApp> StartAsync(params StoragePolicy[] policies) => TestApp.StartAsync(
        storage,
        services: StoragePolicy.Insert(policies),
        change: options => options with { HostJson = options.HostJson! with { MaxDequeueCount = 2 } });

    private static async Task<int> PoisonedAsync(TestApp app, string queue) =>
        (await app.GetAsync("health")).Expect(HttpStatusCode.OK).Json["poison"]![queue]!.GetValue<int>();
}
