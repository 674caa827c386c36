using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Rewards.LocalHost.Topic;

namespace Rewards.LocalHost.Hosting;

/// <summary>What a <see cref="FunctionsHost"/> runs and how.</summary>
public sealed record FunctionsHostOptions
{
    /// <summary>The assembly whose functions are run.</summary>
    public required Assembly Functions { get; init; }

    /// <summary>Narrows the classes in which functions are looked for; default all.</summary>
    public Func<Type, bool> Include { get; init; } = _ => true;

    /// <summary>The app's settings, <c>AzureWebJobsStorage</c> among them.</summary>
    public required IConfiguration Configuration { get; init; }

    /// <summary>Registers what the functions need.</summary>
    public required Action<IServiceCollection, IConfiguration> ConfigureServices { get; init; }

    /// <summary>Runs once, before anything is served or received: creates tables and queues.</summary>
    public Func<IServiceProvider, CancellationToken, Task>? Prepare { get; init; }

    /// <summary>Default: host.json beside the functions' assembly.</summary>
    public HostJson? HostJson { get; init; }

    /// <summary>The port on 127.0.0.1; 0 takes any free one.</summary>
    public int Port { get; init; }

    public bool RunQueues { get; init; } = true;

    /// <summary>Whether timers fire by themselves; <see cref="FunctionsHost.FireTimerAsync"/> works either way.</summary>
    public bool RunTimers { get; init; } = true;

    /// <summary>The pause after an empty look at a queue; it doubles up to <see cref="MaxPollInterval"/>.</summary>
    public TimeSpan MinPollInterval { get; init; } = TimeSpan.FromMilliseconds(50);

    public TimeSpan MaxPollInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a message stays hidden while it is worked on (renewed at half time), and after a crash.</summary>
    public TimeSpan QueueLease { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long running functions get to end by themselves when the host stops.</summary>
    public TimeSpan StopGrace { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Drives the timers.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Where the timers' last ticks are kept from run to run; null forgets them.</summary>
    public string? TimerStatusFile { get; init; }

    /// <summary>
    /// Served under <c>/local</c> and handed to the app as <c>Events:TopicEndpoint</c> and <c>Events:TopicKey</c>,
    /// unless the configuration names a topic already.
    /// </summary>
    public LoopbackTopic? Topic { get; init; }

    public Action<ILoggingBuilder>? ConfigureLogging { get; init; }
}
