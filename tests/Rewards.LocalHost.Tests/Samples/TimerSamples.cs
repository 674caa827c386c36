using Microsoft.Azure.Functions.Worker;

namespace Rewards.LocalHost.Tests.Samples;

public sealed class TimerSample(Recorder recorder)
{
    [Function("Tick")]
    public Task TickAsync([TimerTrigger("%TickSchedule%")] TimerInfo timer) =>
        recorder.CallAsync($"tick {timer.ScheduleStatus?.Last:HH:mm:ss} past due {timer.IsPastDue}");
}

public sealed class StartupTimerSample(Recorder recorder)
{
    [Function("AtStart")]
    public Task RunAsync([TimerTrigger("0 0 0 1 1 *", RunOnStartup = true)] TimerInfo timer) =>
        recorder.CallAsync($"at start, past due {timer.IsPastDue}");
}
