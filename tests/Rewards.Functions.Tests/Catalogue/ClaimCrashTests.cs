using System.Net;
using Azure.Core;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.Catalogue;

/// <summary>Stock, points and coupon: all of it or nothing, wherever the process ends.</summary>
public sealed class ClaimCrashTests(TestStorage storage)
{
    private const int MaxCalls = 40;

    private static readonly Dictionary<string, string?> Impatient = new()
    {
        ["Rewards:AbandonAfter"] = "00:00:00.5",
        ["Rewards:FollowUpDelay"] = "00:00:00.1",
    };

    [Theory]
    [InlineData(Fault.DieBefore, false, "nobody comes back: it is completed, or given up and the stock goes back")]
    [InlineData(Fault.DieAfter, false, "nobody comes back")]
    [InlineData(Fault.DieBefore, true, "a retry elsewhere")]
    [InlineData(Fault.DieAfter, true, "a retry elsewhere")]
    public async Task A_process_that_dies_at_any_storage_call_leaves_all_of_a_claim_or_nothing(Fault fault, bool retried, string why)
    {
        var faults = new StorageFaults();
        await using var dying = await TestApp.StartAsync(storage, services: faults.Insert(), settings: Impatient, change: WithoutQueues);
        await PrepareAsync(dying);
        List<Answer> first = [];
        for (var calls = MaxCalls; calls > first.Count - 1; )
        {
            calls = 0;
            faults.Choose = _ => Interlocked.Increment(ref calls) == first.Count + 1 ? fault : Fault.None;
            first.Add(await dying.ClaimAsync($"mug-{first.Count}", $"m-{first.Count}", "key-1"));
        }

        faults.Choose = _ => Fault.None;
        Assert.InRange(first.Count, 12, MaxCalls);
        await using var next = await TestApp.StartAsync(
            storage, connectionString: dying.ConnectionString, settings: retried ? new() { ["Rewards:AbandonAfter"] = "00:01:00" } : Impatient);
        var again = retried ? await AllAsync(first, i => next.ClaimAsync($"mug-{i}", $"m-{i}", "key-1")) : [];
        await next.WhenIdleAsync();

        for (var i = 0; i < first.Count; i++)
        {
            var claims = await next.ClaimsAsync($"m-{i}", $"mug-{i}", 600);
            Assert.True(1 - claims == await next.StockLeftAsync($"mug-{i}"), $"call {i}: {why}");
            Assert.True(claims == 1 || !(retried || first[i].Status == HttpStatusCode.Created), $"call {i}: {first[i].Text}");
            Assert.All(again.Skip(i).Take(1), answer => Assert.Equal(answer.Expect(HttpStatusCode.Created), first[i].Status == HttpStatusCode.Created ? first[i] : answer));

            // Of a claim that died before it was announced nobody knows: it may come late.
            var late = await next.ClaimAsync($"mug-{i}", $"m-{i}", "key-1");
            Assert.True(late.Status == HttpStatusCode.Created || (claims == 0 && late.Reason == "abandoned"), $"call {i}: {late.Text}");
            var inAll = await next.ClaimsAsync($"m-{i}", $"mug-{i}", 600);
            Assert.Equal(late.Status == HttpStatusCode.Created ? 1 : 0, inAll);
            Assert.Equal(1 - inAll, await next.StockLeftAsync($"mug-{i}"));
        }
    }

    [Theory]
    [InlineData(Fault.None)]
    [InlineData(Fault.DieBefore)]
    [InlineData(Fault.DieAfter)]
    public async Task A_claim_that_is_refused_when_its_stock_is_set_aside_gives_it_back_wherever_the_process_ends(Fault fault)
    {
        var (faults, batches) = (new StorageFaults(), 0);
        var atCommit = new Interruption(request => StorageFaults.IsBatch(request) && Interlocked.Increment(ref batches) == 2);
        // What does not die is not given up, however slow the machine.
        var settings = fault == Fault.None ? null : Impatient;
        await using var dying = await TestApp.StartAsync(storage, services: StoragePolicy.Insert(atCommit, faults), settings: settings, change: WithoutQueues);
        await using var next = await TestApp.StartAsync(storage, connectionString: dying.ConnectionString, settings: settings);
        await PrepareAsync(next);
        await next.DefineRewardAsync("bag");
        List<Answer> first = [];
        for (var calls = MaxCalls; calls > first.Count - 1; )
        {
            var i = first.Count;
            (calls, batches) = (0, 0);
            faults.Choose = _ => Interlocked.Increment(ref calls) == i + 1 ? fault : Fault.None;

            // Set aside, and before the commit the points go elsewhere.
            atCommit.Before(async () => (await next.ClaimAsync("bag", $"m-{i}")).Expect(HttpStatusCode.Created));
            first.Add(await dying.ClaimAsync($"mug-{i}", $"m-{i}", "key-1"));
            if (fault == Fault.None)
            {
                Assert.Equal("insufficient-points", first[0].Reason);
                Assert.Equal(1, await next.StockLeftAsync("mug-0"));
                Assert.Equal(first[0], await next.ClaimAsync("mug-0", "m-0", "key-1"));
                return;
            }
        }

        faults.Choose = _ => Fault.None;
        Assert.InRange(first.Count, 15, MaxCalls);
        await next.WhenIdleAsync();

        for (var i = 0; i < first.Count; i++)
        {
            var claimed = await next.RowsAsync("Members", $"PartitionKey eq 'm-{i}' and RowKey eq 'claimed:mug-{i}:m-{i}'");
            Assert.True(1 - claimed.Count == await next.StockLeftAsync($"mug-{i}"), $"call {i}: {first[i].Text}");
            Assert.Contains((await next.ClaimAsync($"mug-{i}", $"m-{i}", "key-1")).Reason, new[] { null, "insufficient-points", "abandoned" });
        }
    }

    [Fact]
    public async Task What_a_claim_set_aside_that_was_given_up_is_there_for_somebody_else()
    {
        var faults = new StorageFaults();
        await using var app = await TestApp.StartAsync(storage, services: faults.Insert(), settings: Impatient);
        await app.OpenCatalogueAsync(600, "m-1", "m-2");
        await app.DefineRewardAsync("mug", reward => reward["stock"] = 1);

        var batches = 0;
        faults.Choose = request => StorageFaults.IsBatch(request) && Interlocked.Increment(ref batches) == 2 ? Fault.DieBefore : Fault.None;
        (await app.ClaimAsync("mug", "m-1", "key-1")).Expect(HttpStatusCode.InternalServerError);
        Assert.Equal(0, await app.StockLeftAsync("mug"));
        await app.WhenIdleAsync();

        Assert.Equal(1, await app.StockLeftAsync("mug"));
        (await app.ClaimAsync("mug", "m-2")).Expect(HttpStatusCode.Created);
        Assert.Equal("abandoned", (await app.ClaimAsync("mug", "m-1", "key-1")).Reason);
        Assert.Equal(0, await app.StockLeftAsync("mug"));
    }

    private static LocalHost.Hosting.FunctionsHostOptions WithoutQueues(LocalHost.Hosting.FunctionsHostOptions options) => options with { RunQueues = false };

    /// <summary>A reward of its own for each member, of which there is one.</summary>
    private async Task PrepareAsync(TestApp app)
    {
        await using var shop = await TestApp.StartAsync(storage, connectionString: app.ConnectionString);
        await shop.OpenCatalogueAsync(600, Enumerable.Range(0, MaxCalls).Select(i => $"m-{i}"));
        foreach (var i in Enumerable.Range(0, MaxCalls))
        {
            await app.DefineRewardAsync($"mug-{i}", reward => reward["stock"] = 1);
        }
    }

    private static async Task<List<Answer>> AllAsync(List<Answer> first, Func<int, Task<Answer>> ask)
    {
        List<Answer> answers = [];
        for (var i = 0; i < first.Count; i++)
        {
            answers.Add(await ask(i));
        }

        return answers;
    }
}
