using Microsoft.Azure.Functions.Worker;

namespace Rewards.LocalHost.Tests.Samples;

public sealed class TriggerlessSample
{
    [Function("Triggerless")]
    public Task RunAsync() => Task.CompletedTask;
}

public sealed class TwinSamples
{
    [Function("Twin")]
    public Task OneAsync([TimerTrigger("0 0 0 * * *")] TimerInfo timer) => Task.CompletedTask;

    [Function("twin")]
    public Task OtherAsync([TimerTrigger("0 0 0 * * *")] TimerInfo timer) => Task.CompletedTask;
}

public sealed class NumberQueueSample
{
    [Function("TakeNumber")]
    public Task TakeAsync([QueueTrigger("numbers")] int number) => Task.CompletedTask;
}

public sealed class ExtraParameterSample
{
    [Function("TakeExtra")]
    public Task TakeAsync([QueueTrigger("extras")] string text, Recorder recorder) => Task.CompletedTask;
}

public sealed class BadScheduleSample
{
    [Function("BadSchedule")]
    public Task RunAsync([TimerTrigger("every day")] TimerInfo timer) => Task.CompletedTask;
}

public sealed class MissingSettingSample
{
    [Function("MissingSetting")]
    public Task TakeAsync([QueueTrigger("%NotThere%")] string text) => Task.CompletedTask;
}
