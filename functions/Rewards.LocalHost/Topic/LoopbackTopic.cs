using System.Security.Cryptography;
using System.Text.Json;

namespace Rewards.LocalHost.Topic;

/// <summary>
/// Stands in for an Event Grid topic with the CloudEvents schema: checks what is published and keeps the last of it
/// in memory. An event is known by its source and id; one that comes again is only counted.
/// </summary>
public sealed class LoopbackTopic(int capacity = 1_000)
{
    private readonly Lock gate = new();
    private readonly LinkedList<ReceivedEvent> newestFirst = new();
    private readonly HashSet<(string Source, string Id)> known = [];
    private int failuresLeft;

    /// <summary>What the publisher must send as <c>aeg-sas-key</c>.</summary>
    public string Key { get; } = Convert.ToHexString(RandomNumberGenerator.GetBytes(16));

    /// <summary>Different events so far, those no longer kept included.</summary>
    public int Received { get; private set; }

    public int Duplicates { get; private set; }

    /// <summary>The events that are kept, newest first.</summary>
    public IReadOnlyList<ReceivedEvent> Events
    {
        get
        {
            lock (gate)
            {
                return [.. newestFirst];
            }
        }
    }

    /// <summary>Answers the next requests with 503, as a topic that is down.</summary>
    public void FailNext(int requests) => Volatile.Write(ref failuresLeft, requests);

    internal bool TakeFailure()
    {
        while (Volatile.Read(ref failuresLeft) is var left and > 0)
        {
            if (Interlocked.CompareExchange(ref failuresLeft, left - 1, left) == left)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Takes a batch whole or not at all.</summary>
    /// <returns>What is wrong with it, or null.</returns>
    internal string? Accept(JsonElement batch)
    {
        if (batch.ValueKind != JsonValueKind.Array)
        {
            return "A batch is a JSON array of events.";
        }

        if (batch.EnumerateArray().Select(CloudEventCheck.Fault).FirstOrDefault(fault => fault is not null) is { } first)
        {
            return first;
        }

        lock (gate)
        {
            foreach (var cloudEvent in batch.EnumerateArray())
            {
                Keep(cloudEvent.Clone());
            }
        }

        return null;
    }

    private void Keep(JsonElement cloudEvent)
    {
        string Attribute(string name) => CloudEventCheck.Text(cloudEvent, name)!;

        var received = new ReceivedEvent(Attribute("id"), Attribute("source"), Attribute("type"), cloudEvent);
        if (!known.Add((received.Source, received.Id)))
        {
            Duplicates++;
            return;
        }

        Received++;
        newestFirst.AddFirst(received);
        if (newestFirst.Count > capacity)
        {
            var oldest = newestFirst.Last!.Value;
            newestFirst.RemoveLast();
            known.Remove((oldest.Source, oldest.Id));
        }
    }
}
