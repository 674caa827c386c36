using System.Net;
using System.Text.Json;
using Rewards.Functions.FollowUps;
using Rewards.Functions.Storage;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.Points;

/// <summary>A process that dies at any storage call of a command on points.</summary>
public sealed class PointsCrashTests(TestStorage storage)
{
    private static readonly Dictionary<string, string?> Impatient = new() { ["Rewards:AbandonAfter"] = "00:00:00.3", ["Rewards:FollowUpDelay"] = "00:00:00.1" };

    [Theory]
    [InlineData("spends", """{ "points": 10 }""", Fault.DieBefore, 90, 0)]
    [InlineData("spends", """{ "points": 10 }""", Fault.DieAfter, 90, 0)]
    [InlineData("holds", """{ "points": 10 }""", Fault.DieBefore, 90, 10)]
    [InlineData("holds", """{ "points": 10 }""", Fault.DieAfter, 90, 10)]
    [InlineData("captures", """{ "points": 4 }""", Fault.DieBefore, 96, 0)]
    [InlineData("captures", """{ "points": 4 }""", Fault.DieAfter, 96, 0)]
    [InlineData("release", """{ }""", Fault.DieBefore, 100, 0)]
    [InlineData("release", """{ }""", Fault.DieAfter, 100, 0)]
    [InlineData("rollback", """{ }""", Fault.DieBefore, 100, 0)]
    [InlineData("rollback", """{ }""", Fault.DieAfter, 100, 0)]
    [InlineData("adjustments", """{ "points": -10, "reason": "r", "by": "b" }""", Fault.DieBefore, 90, 0)]
    [InlineData("adjustments", """{ "points": -10, "reason": "r", "by": "b" }""", Fault.DieAfter, 90, 0)]
    [InlineData("transfers", """{ "toMemberId": "m-friend", "points": 10 }""", Fault.DieBefore, 90, 0)]
    [InlineData("transfers", """{ "toMemberId": "m-friend", "points": 10 }""", Fault.DieAfter, 90, 0)]
    public async Task What_died_at_any_call_is_done_once_when_it_is_tried_again(string command, string body, Fault fault, long balance, long held)
    {
        var faults = new StorageFaults();
        await using var dying = await TestApp.StartAsync(storage, services: faults.Insert(), change: options => options with { RunQueues = false });
        await using var next = await TestApp.StartAsync(storage, connectionString: dying.ConnectionString, clock: dying.Clock);
        await dying.EnrolAsync("m-friend");
        for (var n = 0; ; n++)
        {
            var member = $"m-{n}";
            var path = await PathAsync(dying, member, command);
            var calls = 0;
            faults.Choose = _ => Interlocked.Increment(ref calls) == n + 1 ? fault : Fault.None;
            var first = await dying.PostAsync(path, body, "key-1");
            faults.Choose = _ => Fault.None;
            var again = await next.PostAsync(path, body, "key-1");

            Assert.True((int)again.Status is 200 or 201, $"call {n}: {again.Text}");
            if ((int)first.Status < 300)
            {
                Assert.Equal(first, again);
            }

            Assert.Equal((balance, held), await next.PointsAsync(member));
            if (calls <= n)
            {
                await next.WhenIdleAsync();
                Assert.InRange(n, 3, 40);
                Assert.Equal(command == "transfers" ? 10 * (n + 1) : 0, (await next.PointsAsync("m-friend")).Balance);
                Assert.Empty(await next.RowsOfKindAsync("Members", "transfer"));
                return;
            }
        }
    }

    [Theory]
    [InlineData(Fault.DieBefore)]
    [InlineData(Fault.DieAfter)]
    public async Task A_transfer_that_nobody_tries_again_happens_whole_or_not_at_all(Fault fault)
    {
        var faults = new StorageFaults();
        await using var dying = await TestApp.StartAsync(storage, services: faults.Insert(), change: options => options with { RunQueues = false });
        await using var next = await TestApp.StartAsync(storage, connectionString: dying.ConnectionString, clock: dying.Clock, settings: Impatient);
        await dying.EnrolAsync("m-friend");
        var arrived = 0L;
        for (var n = 0; ; n++)
        {
            await dying.GiveAsync($"m-{n}", 100);
            await next.WhenIdleAsync();
            var calls = 0;
            faults.Choose = _ => Interlocked.Increment(ref calls) == n + 1 ? fault : Fault.None;
            var answer = await dying.TransferAsync($"m-{n}", "m-friend", 10, "key-1");
            faults.Choose = _ => Fault.None;
            await next.WhenIdleAsync();

            var left = (await next.PointsAsync($"m-{n}")).Balance;
            arrived += 100 - left;
            Assert.True(left is 90 or 100, $"call {n}: {left}");
            Assert.Equal(arrived, (await next.PointsAsync("m-friend")).Balance);
            Assert.Empty(await next.RowsOfKindAsync("Members", "transfer"));
            // Where the machine is slow, the other process may give up what does not die: then it is tried once more.
            if (calls <= n && answer.Reason != "abandoned")
            {
                answer.Expect(HttpStatusCode.Created);
                Assert.True(arrived > 0);
                return;
            }
        }
    }

    [Theory]
    [InlineData(false, "the follow-up finds the points on their way")]
    [InlineData(true, "and comes a second time")]
    public async Task Points_on_their_way_to_an_erased_member_come_back_once(bool twice, string why)
    {
        var faults = new StorageFaults();
        await using var dying = await TestApp.StartAsync(storage, services: faults.Insert(), change: options => options with { RunQueues = false });
        await dying.GiveAsync("m-1", 100, "2026-06-30");
        await dying.EnrolAsync("m-erased-friend");
        faults.AtBatches(Fault.DieAfter);
        (await dying.TransferAsync("m-1", "m-erased-friend", 10)).Expect(HttpStatusCode.InternalServerError);
        faults.Choose = _ => Fault.None;
        Assert.Equal((90, 0), await dying.PointsAsync("m-1"));
        (await dying.DeleteAsync("members/m-erased-friend")).Expect(HttpStatusCode.NoContent);

        await using var next = await TestApp.StartAsync(storage, connectionString: dying.ConnectionString, clock: dying.Clock);
        await next.WhenIdleAsync();
        if (twice)
        {
            await RepeatAsync(next, "m-1");
        }

        Assert.True(await next.LedgerAsync("m-1") == "adjustment 100, transfer-out -10, transfer-returned 10", why);
        Assert.Equal("2026-06-30: 100", await next.LotsAsync("m-1"));
        await NamesNowhereButAsync(next, "m-erased-friend");
        Assert.Empty(await next.RowsAsync("Poison"));
    }

    [Fact]
    public async Task Points_on_their_way_from_an_erased_member_arrive()
    {
        var faults = new StorageFaults();
        await using var dying = await TestApp.StartAsync(storage, services: faults.Insert(), change: options => options with { RunQueues = false });
        await dying.GiveAsync("m-erased-giver", 100);
        await dying.EnrolAsync("m-2");
        faults.AtBatches(Fault.DieAfter);
        (await dying.TransferAsync("m-erased-giver", "m-2", 10)).Expect(HttpStatusCode.InternalServerError);
        faults.Choose = _ => Fault.None;
        (await dying.DeleteAsync("members/m-erased-giver")).Expect(HttpStatusCode.NoContent);

        await using var next = await TestApp.StartAsync(storage, connectionString: dying.ConnectionString, clock: dying.Clock);
        await next.WhenIdleAsync();

        Assert.Equal("transfer-in 10", await next.LedgerAsync("m-2"));
        await NamesNowhereButAsync(next, "m-erased-giver");
    }

    [Fact]
    public async Task After_an_erasure_neither_spends_nor_holds_nor_the_other_side_of_a_transfer_name_the_member()
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.GiveAsync("m-erased", 100);
        await app.GiveAsync("m-2", 100);
        await app.TransferAsync("m-erased", "m-2", 10);
        await app.TransferAsync("m-2", "m-erased", 20);
        await app.SpendAsync("m-erased", 5);
        await app.HoldAsync("m-erased", 5);
        var hold = await app.HoldAsync("m-erased", 5);
        (await app.PostAsync($"{hold}/captures", null)).Expect(HttpStatusCode.Created);
        await app.WhenIdleAsync();

        (await app.DeleteAsync("members/m-erased")).Expect(HttpStatusCode.NoContent);
        await app.WhenIdleAsync();

        await NamesNowhereButAsync(app, "m-erased");
        Assert.Equal("adjustment 100, transfer-in 10, transfer-out -20", await app.LedgerAsync("m-2"));
        (await app.GetAsync(hold)).Expect(HttpStatusCode.NotFound);
    }

    /// <summary>Puts the member in place with 100 points, of which 10 are spent or held where the command needs that.</summary>
    private static async Task<string> PathAsync(TestApp app, string member, string command)
    {
        await app.GiveAsync(member, 100);
        return command switch
        {
            "captures" or "release" => $"{await app.HoldAsync(member, 10)}/{command}",
            "rollback" => $"members/{member}/points/spends/{(await app.SpendAsync(member, 10)).Text("spendId")}/rollback",
            _ => $"members/{member}/points/{command}",
        };
    }

    /// <summary>As a queue does that delivers a message again.</summary>
    private static async Task RepeatAsync(TestApp app, string sender)
    {
        var operation = Assert.Single(await app.RowsAsync("Members", $"PartitionKey eq '{sender}' and Kind eq 'transfer'"));
        var message = new FollowUpMessage("Members", sender, operation.RowKey["op:".Length..], "transfer", 0);
        await app.SendAsync(TableKeys.FollowUpQueue, JsonSerializer.Serialize(message, FollowUpJson.Default.FollowUpMessage));
        await app.WhenIdleAsync();
    }

    /// <summary>But in the tombstone and in the operation that made it.</summary>
    private static async Task NamesNowhereButAsync(TestApp app, string member)
    {
        var left = (await app.DumpAsync()).Where(row => row.Contains(member)).ToList();
        Assert.True(left.Count == 2, string.Join("\n", left));
        Assert.Single(left, row => row.Contains($"RowKey=profile:{member}") && row.Contains("ErasedAt="));
        Assert.Single(left, row => row.Contains("Kind=erase"));
        Assert.DoesNotContain(await app.PeekAsync(), message => message.Contains(member));
    }
}
