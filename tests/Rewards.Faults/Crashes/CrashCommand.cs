using System.Text;
using Azure.Storage.Queues;
using Rewards.Faults.Hosts;
using Rewards.Functions.Tests.Support;

namespace Rewards.Faults.Crashes;

/// <summary>A command of the product, and the shop that it needs.</summary>
/// <param name="Now">When it is played, ISO 8601; the shop was opened at <see cref="Opened"/>.</param>
/// <param name="Prepare">Opens the shop and says what is to be played.</param>
internal sealed record CrashCommand(string Name, Func<TestApp, Task<CrashAct>> Prepare, string Now = CrashCommand.Opened)
{
    public const string Opened = "2026-05-04T10:00:00Z";
}

/// <summary>How a command comes to the app, and comes again after a crash.</summary>
internal abstract record CrashAct
{
    private CrashAct()
    {
    }

    /// <summary>To a host that may die of it.</summary>
    /// <returns>What was answered; null: nothing, or there is nothing to answer.</returns>
    public abstract Task<Answer?> PlayAsync(HostProcess host, string storage);

    /// <summary>To the host after it, as whoever got no answer does.</summary>
    public abstract Task<Answer?> RetryAsync(TestApp app);

    /// <summary>A call, retried under its key.</summary>
    public sealed record Call(HttpMethod Method, string Path, object? Body) : CrashAct
    {
        private const int MaxTries = 50;

        private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

        private string Key => Method == HttpMethod.Post ? "key-1" : "";

        public static Call Post(string path, object? body) => new(HttpMethod.Post, path, body);

        public override async Task<Answer?> PlayAsync(HostProcess host, string storage)
        {
            try
            {
                return await TestApp.SendAsync(host.Client, Method, Path, Body, Key);
            }
            catch (HttpRequestException)
            {
                return null;
            }
        }

        public override async Task<Answer?> RetryAsync(TestApp app)
        {
            for (var tries = 1; ; tries++)
            {
                var answer = await app.SendAsync(Method, Path, Body, Key);
                if (answer.Status != System.Net.HttpStatusCode.ServiceUnavailable || tries == MaxTries)
                {
                    return answer;
                }

                await Task.Delay(Pause);
            }
        }
    }

    /// <summary>A message, which comes again by itself.</summary>
    public sealed record Message(string Queue, string Body) : CrashAct
    {
        public override async Task<Answer?> PlayAsync(HostProcess host, string storage)
        {
            await new QueueClient(storage, Queue).SendMessageAsync(Convert.ToBase64String(Encoding.UTF8.GetBytes(Body)));
            return null;
        }

        public override Task<Answer?> RetryAsync(TestApp app) => Task.FromResult<Answer?>(null);
    }

    /// <summary>A timer, which fires again at its next tick.</summary>
    public sealed record Tick(string Timer) : CrashAct
    {
        public override async Task<Answer?> PlayAsync(HostProcess host, string storage)
        {
            await host.FireTimerAsync(Timer);
            return null;
        }

        public override async Task<Answer?> RetryAsync(TestApp app)
        {
            await app.Host.FireTimerAsync(Timer);
            return null;
        }
    }
}
