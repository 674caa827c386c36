using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using Rewards.Functions.Tests.Support;

namespace Rewards.Faults.Histories;

/// <summary>What is sent, and how its answer is worded where it was accepted.</summary>
/// <param name="Path">Posted to, under the API's root.</param>
public sealed record HistoricRequest(string Path, object Body, Func<Answer, string> Read);

/// <summary>
/// Clients that do as the README tells tills: what is 503 or not answered in time is sent again with the same key, to another
/// instance. All tries are one call, from the first one's start to the first definite answer.
/// </summary>
/// <param name="key">What all keys of this history begin with.</param>
public sealed class HistoryRecorder<TCall>(IReadOnlyList<TestApp> instances, string key)
{
    /// <summary>Then a client goes on to other things, and the call is settled at the end.</summary>
    private const int Tries = 4;

    private const int MaxPauseMilliseconds = 200;

    /// <summary>Shorter than what a command may take at worst, so that a client asks again while its call goes on behind its back.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    private static readonly TimeSpan SettlePatience = TimeSpan.FromSeconds(60);

    private readonly ConcurrentQueue<HistoricCall<TCall>> calls = new();
    private readonly ConcurrentQueue<Unsettled> unsettled = new();
    private readonly ConcurrentQueue<string> faults = new();
    private int sent;
    private int unknown;
    private int refused;
    private int abandoned;

    /// <summary>What came to an end, and after <see cref="SettleAsync"/> also what never did.</summary>
    public IReadOnlyCollection<HistoricCall<TCall>> Calls => calls;

    /// <summary>How many calls were not answered at the first try.</summary>
    public int Unknown => unknown;

    public int Refused => refused;

    /// <summary>How many were given up by the platform: it answers that they have no effect and never will, so they are in no history.</summary>
    public int Abandoned => abandoned;

    /// <summary>Answers that no client should ever see.</summary>
    public IReadOnlyCollection<string> Faults => faults;

    /// <returns>Null: there was no definite answer yet.</returns>
    public async Task<Answer?> CallAsync(int client, TCall call, HistoricRequest request)
    {
        var one = new Unsettled(client, call, request, $"{key}-{Interlocked.Increment(ref sent)}", Stopwatch.GetTimestamp());
        for (var tries = 0; tries < Tries; tries++)
        {
            if (await TryAsync(one, client + tries) is { } answer)
            {
                return answer;
            }

            if (tries == 0)
            {
                Interlocked.Increment(ref unknown);
            }

            await Task.Delay(Random.Shared.Next(MaxPauseMilliseconds));
        }

        unsettled.Enqueue(one);
        return null;
    }

    /// <summary>Asks again for everything that is unknown still, until it is answered; what is not within a minute stays open.</summary>
    public async Task SettleAsync()
    {
        await Parallel.ForEachAsync(unsettled, async (one, _) =>
        {
            var started = Stopwatch.GetTimestamp();
            for (var tries = 0; Stopwatch.GetElapsedTime(started) < SettlePatience; tries++)
            {
                if (await TryAsync(one, tries) is not null)
                {
                    return;
                }

                await Task.Delay(MaxPauseMilliseconds, CancellationToken.None);
            }

            calls.Enqueue(new HistoricCall<TCall>(one.Client, one.Call, one.Called, null, null));
        });
        unsettled.Clear();
    }

    private async Task<Answer?> TryAsync(Unsettled one, int instance)
    {
        if (await SendAsync(instances[instance % instances.Count], one) is not { } answer)
        {
            return null;
        }

        var returned = Stopwatch.GetTimestamp();
        if ((int)answer.Status >= 500)
        {
            if (answer.Status != HttpStatusCode.ServiceUnavailable)
            {
                faults.Enqueue($"{one.Call}: {(int)answer.Status} {answer.Text}");
            }

            return null;
        }

        var isAccepted = answer.Status is HttpStatusCode.OK or HttpStatusCode.Created;
        if (!isAccepted && answer.Reason == "abandoned")
        {
            Interlocked.Increment(ref abandoned);
            return answer;
        }

        if (!isAccepted)
        {
            Interlocked.Increment(ref refused);
        }

        var outcome = isAccepted ? one.Request.Read(answer) : answer.Reason ?? answer.Text;
        calls.Enqueue(new HistoricCall<TCall>(one.Client, one.Call, one.Called, returned, outcome));
        return answer;
    }

    private static async Task<Answer?> SendAsync(TestApp instance, Unsettled one)
    {
        try
        {
            return await instance.PostAsync(one.Request.Path, one.Request.Body, one.Key).WaitAsync(Patience);
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException or TimeoutException)
        {
            return null;
        }
    }

    private sealed record Unsettled(int Client, TCall Call, HistoricRequest Request, string Key, long Called);
}
