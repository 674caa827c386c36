using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Rewards.Functions.Tests.Support;

namespace Rewards.Faults.Proxy;

/// <summary>A call that was answered, and in how many tries.</summary>
internal sealed record AnsweredCall(HttpMethod Method, string Path, object? Body, string Key, Answer Answer, int Tries)
{
    /// <summary>Once more, without waiting for anything.</summary>
    public Task<Answer> RepeatAsync(TestApp app) => app.SendAsync(Method, Path, Body, Key);

    public override string ToString() => $"{Method} {Path} {(Body is null ? "" : JsonSerializer.Serialize(Body))}: {(int)Answer.Status} after {Tries} tries";
}

/// <summary>Calls as the README tells a till to: on 503 or no answer the same again with the same key.</summary>
internal sealed class Till(TestApp app)
{
    private const int MaxTries = 100;

    /// <summary>Shorter than what Retry-After asks for: a retry that is too early must do no harm either.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly ConcurrentQueue<AnsweredCall> answered = new();

    /// <summary>Every call that has an answer, reads included.</summary>
    public IReadOnlyCollection<AnsweredCall> Answered => answered;

    public Task<Answer> GetAsync(string path) => CallAsync(HttpMethod.Get, path, null, "");

    public Task<Answer> PostAsync(string path, object? body, string key) => CallAsync(HttpMethod.Post, path, body, key);

    private async Task<Answer> CallAsync(HttpMethod method, string path, object? body, string key)
    {
        for (var tries = 1; tries <= MaxTries; tries++)
        {
            if (await TryAsync(method, path, body, key) is { Status: not HttpStatusCode.ServiceUnavailable } answer)
            {
                answered.Enqueue(new AnsweredCall(method, path, body, key, answer, tries));
                return answer;
            }

            await Task.Delay(Pause);
        }

        throw new TimeoutException($"{method} {path} was not answered in {MaxTries} tries.");
    }

    private async Task<Answer?> TryAsync(HttpMethod method, string path, object? body, string key)
    {
        try
        {
            return await app.SendAsync(method, path, body, key);
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }
}
