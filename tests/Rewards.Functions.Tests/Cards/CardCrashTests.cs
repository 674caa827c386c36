using System.Net;
using Azure.Core;
using Microsoft.Extensions.DependencyInjection;
using Rewards.Functions.Tests.Support;
using static Rewards.Functions.Tests.Cards.CardShop;

namespace Rewards.Functions.Tests.Cards;

/// <summary>The process dies before or after any call to storage: a retry does it once, another takes over what was left, an erasure finds it.</summary>
public sealed class CardCrashTests(TestStorage storage)
{
    /// <summary>More calls than any of the commands makes.</summary>
    private const int MaxCalls = 20;

    [Theory]
    [InlineData("assign", Fault.DieBefore)]
    [InlineData("assign", Fault.DieAfter)]
    [InlineData("replace", Fault.DieBefore)]
    [InlineData("replace", Fault.DieAfter)]
    [InlineData("lose", Fault.DieBefore)]
    [InlineData("lose", Fault.DieAfter)]
    public async Task Whatever_a_command_dies_at_its_retry_does_it_once(string command, Fault fault)
    {
        var faults = new StorageFaults();
        await using var app = await StartAsync(faults);
        var died = 0;
        for (var call = 1; call <= MaxCalls; call++)
        {
            var member = $"m-{call}";
            var (old, next) = ($"old-{call}", $"new-{call}");
            await app.EnrolAsync(member);
            if (command != "assign")
            {
                (await app.AssignAsync(member, old)).Expect(HttpStatusCode.Created);
            }

            var first = await DyingAsync(faults, fault, call, () => DoAsync(app, command, member, old, next));
            var again = await DoAsync(app, command, member, old, next);

            Assert.True(again.Status is HttpStatusCode.Created or HttpStatusCode.OK, $"Call {call}: {again.Text}");
            died += first is null ? 1 : 0;
            Assert.True(first is null || first.Text == again.Text, $"Call {call}: {first?.Text}");
            var states = (await app.GetAsync($"members/{member}/cards")).Json["cards"]!.AsArray().Select(card => card!["state"]!.GetValue<string>());
            Assert.Equal(command switch { "assign" => ["active"], "lose" => ["lost"], _ => ["active", "replaced"] }, states);
            if (first is not null)
            {
                break;
            }
        }

        Assert.InRange(died, 3, MaxCalls - 1);
    }

    [Theory]
    [InlineData(Fault.DieBefore)]
    [InlineData(Fault.DieAfter)]
    public async Task What_a_dead_command_left_another_member_takes_over_and_an_erasure_finds(Fault fault)
    {
        var faults = new StorageFaults();
        await using var app = await StartAsync(faults);
        await app.EnrolAsync("other");
        for (var call = 1; call <= MaxCalls; call++)
        {
            var (member, number) = ($"victim-{call}", $"card-{call}");
            await app.EnrolAsync(member);
            var first = await DyingAsync(faults, fault, call, () => app.AssignAsync(member, number, "key"));
            var got = await app.GetAsync($"cards/{number}");
            if (call % 2 == 0 && got.Status == HttpStatusCode.NotFound)
            {
                (await app.AssignAsync("other", number)).Expect(HttpStatusCode.Created);
                var late = (await app.AssignAsync(member, number, "key")).Expect(HttpStatusCode.Conflict);
                Assert.Contains(late.Reason, (string[])["abandoned", "card-taken"]);
            }

            (await app.DeleteAsync($"members/{member}")).Expect(HttpStatusCode.NoContent);
            await RunFollowUpsAsync(app);
            Assert.DoesNotContain(await app.DumpAsync(), row => row.StartsWith("Claims", StringComparison.Ordinal) && $"{row} ".Contains($"={member} ", StringComparison.Ordinal));
            Assert.DoesNotContain(await app.RowsOfKindAsync("Members", "number"), row => row.PartitionKey == member);
            if (first is not null)
            {
                return;
            }
        }

        Assert.Fail("It never came through.");
    }

    private static Task<Answer> DoAsync(TestApp app, string command, string member, string old, string next) => command switch
    {
        "assign" => app.AssignAsync(member, old, "key"),
        "lose" => app.LoseAsync(old, "key"),
        _ => app.ReplaceAsync(old, next, "key"),
    };

    /// <returns>Null: it died.</returns>
    private static async Task<Answer?> DyingAsync(StorageFaults faults, Fault fault, int call, Func<Task<Answer>> doing)
    {
        var count = 0;
        var dead = false;
        faults.Choose = request =>
        {
            if (dead)
            {
                return Fault.DieBefore;
            }

            dead = Interlocked.Increment(ref count) == call;
            return dead ? fault : Fault.None;
        };
        var answer = await doing();
        faults.Choose = _ => Fault.None;
        return dead ? null : answer;
    }

    private static async Task RunFollowUpsAsync(TestApp app)
    {
        var follow = ActivatorUtilities.CreateInstance<Rewards.Functions.FollowUps.FollowUpFunction>(app.Host.Services);
        var queue = app.Queue("follow-ups");
        while ((await queue.ReceiveMessageAsync(TimeSpan.FromMinutes(1))).Value is { } message)
        {
            await follow.RunAsync(System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(message.MessageText)), CancellationToken.None);
            await queue.DeleteMessageAsync(message.MessageId, message.PopReceipt);
        }
    }

    private Task<TestApp> StartAsync(StorageFaults faults) => TestApp.StartAsync(
        storage,
        services: faults.Insert(),
        settings: new() { ["Rewards:FollowUpDelay"] = "00:00:00", ["Rewards:AbandonAfter"] = "00:00:00" },
        change: options => options with { RunQueues = false });
}
