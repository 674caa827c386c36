using Rewards.LocalHost.Hosting;
using Rewards.LocalHost.Tests.Samples;

namespace Rewards.LocalHost.Tests.Hosting;

public sealed class TimerFunctionsTests(StorageFixture storage)
{
    private static readonly DateTimeOffset Start = new(2026, 11, 22, 9, 10, 0, TimeSpan.Zero);
    private static readonly Type[] Tick = [typeof(TimerSample)];

    [Fact]
    public async Task It_fires_when_its_schedule_says_and_not_before()
    {
        var time = new ManualTime(Start);
        await using var host = await StartAsync(time);

        await time.AdvanceAsync(TimeSpan.FromMinutes(4));
        Assert.Empty(host.Recorder.Calls);
        await time.AdvanceAsync(TimeSpan.FromMinutes(1));
        await host.Recorder.WaitForCallsAsync(1);
        await time.AdvanceAsync(TimeSpan.FromMinutes(15));
        await host.Recorder.WaitForCallsAsync(2);

        Assert.Equal(["tick 09:15:00 past due False", "tick 09:30:00 past due False"], host.Recorder.Calls);
    }

    [Fact]
    public async Task Ticks_missed_at_a_stretch_make_one_run_that_is_past_due()
    {
        var time = new ManualTime(Start);
        await using var host = await StartAsync(time);
        await time.SettleAsync();

        time.Jump(TimeSpan.FromHours(2));
        await host.Recorder.WaitForCallsAsync(1);
        await time.SettleAsync();

        Assert.Equal(["tick 11:10:00 past due True"], host.Recorder.Calls);
    }

    [Fact]
    public async Task A_tick_missed_while_the_host_was_off_is_made_up_for_at_the_start()
    {
        var statusFile = Path.Combine(Directory.CreateTempSubdirectory("timers-").FullName, "timers.json");
        var time = new ManualTime(Start);
        await using (var first = await StartAsync(time, statusFile))
        {
            await time.AdvanceAsync(TimeSpan.FromMinutes(5));
            await first.Recorder.WaitForCallsAsync(1);
        }

        var later = new ManualTime(Start.AddHours(3));
        await using var second = await StartAsync(later, statusFile);
        await second.Recorder.WaitForCallsAsync(1);

        Assert.Equal(["tick 12:10:00 past due True"], second.Recorder.Calls);
    }

    [Fact]
    public async Task A_failed_run_waits_for_the_next_tick()
    {
        var time = new ManualTime(Start);
        await using var host = await StartAsync(time);
        host.Recorder.Then = (_, _) => throw new InvalidOperationException("always");

        await time.AdvanceAsync(TimeSpan.FromMinutes(5));
        await host.Recorder.WaitForCallsAsync(1);
        await time.AdvanceAsync(TimeSpan.FromMinutes(14));
        Assert.Single(host.Recorder.Calls);
        await time.AdvanceAsync(TimeSpan.FromMinutes(1));
        await host.Recorder.WaitForCallsAsync(2);
    }

    [Fact]
    public async Task One_may_run_at_the_start()
    {
        await using var host = await SampleHost.StartAsync(storage, [typeof(StartupTimerSample)]);

        await host.Recorder.WaitForCallsAsync(1);

        Assert.Equal(["at start, past due False"], host.Recorder.Calls);
    }

    [Fact]
    public async Task One_may_be_fired_by_hand_while_none_fires_by_itself()
    {
        await using var host = await SampleHost.StartAsync(
            storage, [typeof(TimerSample), typeof(StartupTimerSample)], options => options with { RunTimers = false });

        await host.Host.FireTimerAsync("Tick", isPastDue: true);

        Assert.EndsWith("past due True", Assert.Single(host.Recorder.Calls), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_timer_fired_by_hand_throws_comes_out()
    {
        await using var host = await SampleHost.StartAsync(
            storage, Tick, prepare: recorder => recorder.Then = (_, _) => throw new InvalidOperationException("told"));

        await Assert.ThrowsAsync<InvalidOperationException>(() => host.Host.FireTimerAsync("Tick"));
        await Assert.ThrowsAsync<ArgumentException>(() => host.Host.FireTimerAsync("Tock"));
    }

    [Theory]
    [InlineData("*/1 * * * * *", "six fields begin with seconds")]
    public async Task The_real_clock_drives_it_by_default(string schedule, string why)
    {
        await using var host = await SampleHost.StartAsync(storage, Tick, settings: new() { ["TickSchedule"] = schedule });

        await host.Recorder.WaitForCallsAsync(2);

        Assert.True(host.Recorder.Calls.Distinct().Count() == host.Recorder.Calls.Count, why);
    }

    private Task<SampleHost> StartAsync(ManualTime time, string? statusFile = null) =>
        SampleHost.StartAsync(storage, Tick, options => options with { TimeProvider = time, TimerStatusFile = statusFile });
}
