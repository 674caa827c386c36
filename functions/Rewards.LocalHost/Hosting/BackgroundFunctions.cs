using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Rewards.LocalHost.Hosting;

/// <summary>The queue and timer functions of one host, running.</summary>
internal sealed class BackgroundFunctions : IAsyncDisposable
{
    private static readonly TimeSpan IdleCheck = TimeSpan.FromMilliseconds(10);

    // While functions run, most looks at the queues would tell nothing.
    private const int ChecksToALook = 5;

    private readonly FunctionsHostOptions options;
    private readonly InFlight inFlight = new();
    private readonly List<QueuePump> pumps;
    private readonly List<TimerFunction> timers;
    private readonly CancellationTokenSource stopping = new();
    private readonly CancellationTokenSource cancelFunctions = new();
    private Task running = Task.CompletedTask;

    public BackgroundFunctions(
        FunctionCatalog catalog, FunctionsHostOptions options, HostJson hostJson, IServiceProvider services, IConfiguration configuration)
    {
        this.options = options;
        var logger = services.GetRequiredService<ILoggerFactory>().CreateLogger<FunctionsHost>();
        var settings = QueueSettings.From(hostJson, options);
        var store = new TimerStatusStore(options.TimerStatusFile);
        pumps = [.. catalog.Queues.Select(function =>
            new QueuePump(new QueueFunction(function, services, configuration), settings, inFlight, logger))];
        timers = [.. catalog.Timers.Select(function =>
            new TimerFunction(function, services, configuration, store, options.TimeProvider, inFlight, logger))];
    }

    public void Start()
    {
        var queues = options.RunQueues ? pumps.Select(pump => Task.Run(() => pump.RunAsync(stopping.Token, cancelFunctions.Token))) : [];
        var schedules = options.RunTimers ? timers.Select(timer => Task.Run(() => timer.RunAsync(stopping.Token, cancelFunctions.Token))) : [];
        running = Task.WhenAll(queues.Concat(schedules));
    }

    public Task FireTimerAsync(string functionName, bool isPastDue, CancellationToken cancellationToken)
    {
        var timer = timers.Find(timer => timer.Name == functionName)
            ?? throw new ArgumentException($"There is no timer function '{functionName}'.", nameof(functionName));
        return timer.FireAsync(options.TimeProvider.GetUtcNow().UtcDateTime, isPastDue, cancellationToken);
    }

    public void WakeQueues(string? queueName)
    {
        foreach (var pump in pumps.Where(pump => queueName is null || pump.QueueName == queueName))
        {
            pump.Wake();
        }
    }

    public async Task WhenIdleAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(timeout);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var left = "nothing was looked at yet";
        var watched = pumps;
        try
        {
            for (var check = 0; ; check++)
            {
                if (inFlight.Running > 0 && check % ChecksToALook != 0)
                {
                    await Task.Delay(IdleCheck, either.Token);
                    continue;
                }

                var endedBefore = inFlight.Ended;
                var counts = await CountsAsync(watched, either.Token);
                left = string.Join(", ", counts.Where(count => count.Messages > 0).Select(count => $"{count.Messages} in {count.Pump.QueueName}"));
                if (left.Length == 0 && watched.Count < pumps.Count)
                {
                    watched = pumps;
                    continue;
                }

                // A function that ended during the look may have sent to a queue that had been counted already.
                if (left.Length == 0 && inFlight.Running == 0 && inFlight.Ended == endedBefore)
                {
                    return;
                }

                foreach (var count in counts.Where(count => count.Messages > 0))
                {
                    count.Pump.Wake();
                }

                // As long as one of these has messages, the others need not be asked.
                watched = left.Length == 0 ? pumps : [.. counts.Where(count => count.Messages > 0).Select(count => count.Pump)];

                await Task.Delay(IdleCheck, either.Token);
            }
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"After {timeout} there are {left}, and {inFlight.Running} functions run.");
        }
    }

    /// <summary>Stops receiving and firing, and lets what runs end.</summary>
    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        cancelFunctions.CancelAfter(options.StopGrace);
        // A function that heeds no cancellation is left behind, its message comes back when its lease ends.
        if (await Task.WhenAny(running, Task.Delay(options.StopGrace * 2)) != running)
        {
            return;
        }

        pumps.ForEach(pump => pump.Dispose());
        timers.ForEach(timer => timer.Dispose());
        cancelFunctions.Dispose();
        stopping.Dispose();
    }

    private static async Task<(QueuePump Pump, int Messages)[]> CountsAsync(IReadOnlyList<QueuePump> watched, CancellationToken cancellationToken) =>
        await Task.WhenAll(watched.Select(async pump => (pump, await pump.CountAsync(cancellationToken))));
}
