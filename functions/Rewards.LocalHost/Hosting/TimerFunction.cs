using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using NCrontab;
using Rewards.Functions.Telemetry;

namespace Rewards.LocalHost.Hosting;

/// <summary>Fires a timer function on its schedule (UTC), one run at a time; a failed run waits for the next tick.</summary>
internal sealed class TimerFunction : IDisposable
{
    /// <summary>A run that begins later than this after its tick is told that it is past due.</summary>
    private static readonly TimeSpan LateAfter = TimeSpan.FromSeconds(5);

    // A machine that slept keeps no timers: the clock is looked at again at least this often.
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    private readonly FunctionInvoker invoker;
    private readonly TimerTriggerAttribute trigger;
    private readonly CrontabSchedule schedule;
    private readonly TimerStatusStore store;
    private readonly TimeProvider time;
    private readonly InFlight inFlight;
    private readonly ILogger logger;
    private readonly SemaphoreSlim oneAtATime = new(1, 1);

    public TimerFunction(
        Function<TimerTriggerAttribute> function,
        IServiceProvider services,
        IConfiguration configuration,
        TimerStatusStore store,
        TimeProvider time,
        InFlight inFlight,
        ILogger logger)
    {
        if (function.Parameter.ParameterType != typeof(TimerInfo))
        {
            throw new InvalidOperationException($"Function '{function.Name}' must take its trigger as TimerInfo.");
        }

        Name = function.Name;
        trigger = function.Trigger;
        invoker = new FunctionInvoker(services, function.Name, CallSpans.TimerTrigger, function.Method, function.Parameter, value => value);
        schedule = Parse(function.Name, SettingNames.Resolve(trigger.Schedule, configuration));
        this.store = store;
        this.time = time;
        this.inFlight = inFlight;
        this.logger = logger;
    }

    public string Name { get; }

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    public void Dispose() => oneAtATime.Dispose();

    /// <param name="stopping">Ends the schedule; the call returns when a run under way has ended.</param>
    /// <param name="cancelFunctions">Handed to the function.</param>
    public async Task RunAsync(CancellationToken stopping, CancellationToken cancelFunctions)
    {
        var lastTick = (trigger.UseMonitor ? store.LastTick(Name) : null) ?? Now;
        if (trigger.RunOnStartup)
        {
            var isPastDue = schedule.GetNextOccurrence(lastTick) <= Now;
            lastTick = Now;
            await RunScheduledAsync(lastTick, isPastDue, cancelFunctions);
        }

        while (await TickAsync(schedule.GetNextOccurrence(lastTick), stopping))
        {
            // Ticks that passed meanwhile (a long run, a host that was off) make one late run, not many.
            var due = schedule.GetNextOccurrence(lastTick);
            var isPastDue = Now - due > LateAfter;
            lastTick = isPastDue ? Now : due;
            await RunScheduledAsync(lastTick, isPastDue, cancelFunctions);
        }
    }

    /// <summary>Runs the function now, after a run that is under way; its exception comes out here.</summary>
    public async Task FireAsync(DateTime tick, bool isPastDue, CancellationToken cancellationToken)
    {
        await oneAtATime.WaitAsync(cancellationToken);
        try
        {
            using var run = inFlight.Begin();
            await invoker.InvokeAsync(Info(tick, isPastDue), cancellationToken);
        }
        finally
        {
            oneAtATime.Release();
        }
    }

    private static CrontabSchedule Parse(string name, string expression)
    {
        var hasSeconds = expression.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length == 6;
        return CrontabSchedule.TryParse(expression, new CrontabSchedule.ParseOptions { IncludingSeconds = hasSeconds })
            ?? throw new InvalidOperationException($"Function '{name}' has the schedule '{expression}', which is not a cron expression.");
    }

    private async Task RunScheduledAsync(DateTime tick, bool isPastDue, CancellationToken cancelFunctions)
    {
        try
        {
            store.Record(Name, tick);
            await FireAsync(tick, isPastDue, cancelFunctions);
        }
        catch (Exception failure)
        {
            logger.LogError(failure, "Timer function {Function} failed", Name);
        }
    }

    private TimerInfo Info(DateTime tick, bool isPastDue) => new()
    {
        IsPastDue = isPastDue,
        ScheduleStatus = new ScheduleStatus { Last = tick, Next = schedule.GetNextOccurrence(tick), LastUpdated = Now },
    };

    /// <returns>False when the host stops before it is due.</returns>
    private async Task<bool> TickAsync(DateTime due, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            var wait = due - Now;
            if (wait <= TimeSpan.Zero)
            {
                return true;
            }

            await Task.Delay(wait < LongestWait ? wait : LongestWait, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return false;
    }
}
