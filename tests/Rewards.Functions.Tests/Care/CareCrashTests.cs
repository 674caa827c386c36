using System.Net;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.Care;

/// <summary>Offer, coupon and budget: all of it or nothing, wherever the process ends.</summary>
public sealed class CareCrashTests(TestStorage storage)
{
    private const int MaxCalls = 40;

    private static readonly Dictionary<string, string?> Impatient = new()
    {
        ["Rewards:AbandonAfter"] = "00:00:00.5",
        ["Rewards:FollowUpDelay"] = "00:00:00.1",
    };

    [Theory]
    [InlineData(Fault.DieBefore, false, "nobody comes back: it is completed, or given up and the offer goes back")]
    [InlineData(Fault.DieAfter, false, "nobody comes back")]
    [InlineData(Fault.DieBefore, true, "a retry elsewhere")]
    [InlineData(Fault.DieAfter, true, "a retry elsewhere")]
    public async Task A_process_that_dies_at_any_storage_call_leaves_all_of_an_offer_or_nothing(Fault fault, bool retried, string why)
    {
        var faults = new StorageFaults();
        await using var dying = await TestApp.StartAsync(
            storage, services: faults.Insert(), settings: Impatient, change: options => options with { RunQueues = false });
        await using var next = await TestApp.StartAsync(
            storage, connectionString: dying.ConnectionString, settings: retried ? new() { ["Rewards:AbandonAfter"] = "00:01:00" } : Impatient);
        foreach (var i in Enumerable.Range(0, MaxCalls))
        {
            await next.EnrolAsync($"m-{i}");
        }

        await next.DefineSaveOfferAsync("save", offers: MaxCalls);
        await next.WhenIdleAsync();
        List<Answer> first = [];
        for (var calls = MaxCalls; calls > first.Count - 1; )
        {
            calls = 0;
            faults.Choose = _ => Interlocked.Increment(ref calls) == first.Count + 1 ? fault : Fault.None;
            first.Add(await dying.CancelAsync($"m-{first.Count}", "key-1"));
        }

        faults.Choose = _ => Fault.None;
        Assert.InRange(first.Count, 12, MaxCalls);
        for (var i = 0; retried && i < first.Count; i++)
        {
            var again = (await next.CancelAsync($"m-{i}", "key-1")).Expect(HttpStatusCode.Created);
            Assert.True(first[i].Status != HttpStatusCode.Created || first[i] == again, $"call {i}: {why}");
        }

        await next.WhenIdleAsync();
        await AddsUpAsync(next, first.Count, (i, offers) =>
            Assert.True(offers == 1 || !(retried || first[i].Status == HttpStatusCode.Created), $"call {i}: {why}: {first[i].Text}"));

        // Of a call that died before it was announced nobody knows: it may come late.
        for (var i = 0; i < first.Count; i++)
        {
            var late = await next.CancelAsync($"m-{i}", "key-1");
            Assert.True(late.Status == HttpStatusCode.Created || late.Reason == "abandoned", $"call {i}: {late.Text}");
        }

        await next.WhenIdleAsync();
        await AddsUpAsync(next, first.Count, (_, _) => { });
    }

    private static async Task AddsUpAsync(TestApp app, int members, Action<int, int> check)
    {
        var inAll = 0;
        for (var i = 0; i < members; i++)
        {
            var offers = await app.OffersAsync($"m-{i}");
            Assert.InRange(offers, 0, 1);
            check(i, offers);
            inAll += offers;
        }

        Assert.Equal(inAll, await app.OffersTakenAsync("save"));
    }
}
