using System.Net;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.Purchases;

public sealed class ReturnCrashTests(TestStorage storage)
{
    private const string At = "2026-05-04T09:30:00Z";

    private const int MaxCalls = 20;

    [Theory]
    [InlineData("return", Fault.DieBefore)]
    [InlineData("return", Fault.DieAfter)]
    [InlineData("event", Fault.DieBefore)]
    [InlineData("event", Fault.DieAfter)]
    public async Task A_process_that_dies_at_any_storage_call_leaves_nothing_half_done(string command, Fault fault)
    {
        var faults = new StorageFaults();
        await using var dying = await TestApp.StartAsync(storage, services: faults.Insert(), change: options => options with { RunQueues = false });
        await using var next = await TestApp.StartAsync(storage, connectionString: dying.ConnectionString);
        await PrepareAsync(next, command);
        var n = 0;
        for (var calls = 1; calls >= n; n++)
        {
            Assert.True(n < MaxCalls, "It never came to an end.");
            var made = 0;
            faults.Choose = _ => Interlocked.Increment(ref made) == n + 1 ? fault : Fault.None;
            var first = await CommandAsync(dying, command, n);
            faults.Choose = _ => Fault.None;
            var again = await CommandAsync(next, command, n);

            Assert.True((int)again.Status is 200 or 201, $"call {n}: {again.Text}");
            Assert.True((int)first.Status >= 300 || first == again, $"call {n}");
            calls = made;
        }

        await next.WhenIdleAsync();
        Assert.InRange(n, 6, MaxCalls);
        for (var i = 0; i < n; i++)
        {
            Assert.Equal(command == "return" ? "purchase return" : "purchase activation", await next.KindsAsync($"m-{i}"));
            Assert.Equal(command == "return" ? (10, 0, 0) : (35, 0, 0), await next.AccountAsync($"m-{i}"));
        }

        var type = command == "return" ? "Rewards.PointsTakenBack" : "Rewards.PointsActivated";
        Assert.Equal(n, next.Topic.Events.Where(received => received.Type == type).DistinctBy(received => received.Id).Count());
        Assert.Equal(n, (await next.RowsAsync("Facts", $"Type eq '{type}'")).Count);
    }

    [Fact]
    public async Task A_return_that_nobody_retries_is_completed_or_never_happened()
    {
        var faults = new StorageFaults();
        await using var app = await TestApp.StartAsync(
            storage, services: faults.Insert(), settings: new() { ["Rewards:AbandonAfter"] = "00:00:00.4", ["Rewards:FollowUpDelay"] = "00:00:00.1" });
        await app.BoughtAsync("p-1", "m-1", At, "3x1000", "1x2550");
        faults.AtBatches(Fault.DieAfter);
        (await app.ReturnAsync("p-1", ReturnShop.Return("R-1", "2"), "key-1")).Expect(HttpStatusCode.InternalServerError);
        await app.WhenIdleAsync();
        Assert.Single(app.Topic.Events, received => received.Type == "Rewards.PointsTakenBack");

        faults.AtBatches(Fault.DieBefore);
        (await app.ReturnAsync("p-1", ReturnShop.Return("R-2", "1:1"), "key-2")).Expect(HttpStatusCode.InternalServerError);
        await app.WhenIdleAsync();

        Assert.Equal("abandoned", (await app.ReturnAsync("p-1", ReturnShop.Return("R-2", "1:1"), "key-2")).Expect(HttpStatusCode.Conflict).Reason);
        Assert.Equal((10, 0, 0), await app.AccountAsync("m-1"));
        (await app.ReturnAsync("p-1", ReturnShop.Return("R-2", "1:1"), "key-3")).Expect(HttpStatusCode.Created);
    }

    [Theory]
    [InlineData(Fault.LoseReply, 2)]
    [InlineData(Fault.Conflict, 3)]
    [InlineData(Fault.Precondition, 3)]
    public async Task A_return_whose_batch_is_disturbed_is_done_once(Fault fault, int times)
    {
        var faults = new StorageFaults();
        await using var app = await TestApp.StartAsync(storage, services: faults.Insert());
        await app.BoughtAsync("p-1", "m-1", At, "3x1000", "1x2550");

        faults.AtBatches(fault, times);
        var answer = (await app.ReturnAsync("p-1", ReturnShop.Return("R-1", "2"), "key-1")).Expect(HttpStatusCode.Created);
        faults.Choose = _ => Fault.None;

        Assert.Equal(answer, await app.ReturnAsync("p-1", ReturnShop.Return("R-1", "2"), "key-1"));
        Assert.Equal((10, 0, 0), await app.AccountAsync("m-1"));
    }

    /// <summary>A purchase of 35 points for each call at which the process may die.</summary>
    private static async Task PrepareAsync(TestApp app, string command)
    {
        await app.PutProgrammeAsync(command == "event" ? """{ "kind": "onEvent", "event": "delivered" }""" : null);
        await Task.WhenAll(Enumerable.Range(0, MaxCalls).Select(n => app.BuyAsync($"p-{n}", $"m-{n}", At, ReturnShop.BasketOf($"p-{n}", "3x1000", "1x2550"))));
        await app.WhenIdleAsync();
    }

    private static Task<Answer> CommandAsync(TestApp app, string command, int n) => command == "return"
        ? app.ReturnAsync($"p-{n}", ReturnShop.Return("R-1", "2"), "key-1")
        : app.TellAsync($"p-{n}", "delivered", "key-1");
}
