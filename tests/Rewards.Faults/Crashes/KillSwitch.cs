using System.Text;
using System.Text.RegularExpressions;
using Azure;
using Azure.Storage.Queues;
using Rewards.Faults.Hosts;
using Rewards.Faults.Proxy;

namespace Rewards.Faults.Crashes;

/// <summary>What a storage call does to what others see.</summary>
internal enum CallKind
{
    Read,
    Change,

    /// <summary>A message was received, and nobody else gets it for a while.</summary>
    Receipt,
}

/// <summary>A storage call of a command.</summary>
internal sealed record CrashCall(string What, CallKind Kind);

/// <summary>Lists a host's storage calls in the order of their arrival, and kills it at one of them.</summary>
/// <param name="at">At which call, from 0; null: at none.</param>
/// <param name="moment">Before the call is carried out, or when its reply has not gone back.</param>
internal sealed partial class KillSwitch(int? at, Moment moment)
{
    private readonly Lock gate = new();
    private readonly List<CrashCall> calls = [];
    private readonly Dictionary<string, (string Queue, string Receipt)> hidden = [];
    private HostProcess? victim;
    private ProxiedRequest? last;

    public IReadOnlyList<CrashCall> Calls
    {
        get
        {
            lock (gate)
            {
                return [.. calls];
            }
        }
    }

    /// <summary>Where it happened; null: the host lives.</summary>
    public CrashCall? Killed { get; private set; }

    public void Install(FaultProxy proxy)
    {
        proxy.Hook = (request, when) => ValueTask.FromResult(when == Moment.Before ? Before(request) : Interception.GoOn);
        proxy.ReplyHook = (request, reply) => ValueTask.FromResult(After(request, reply));
    }

    /// <summary>From now on calls count.</summary>
    public void Arm(HostProcess host)
    {
        lock (gate)
        {
            victim = host;
        }
    }

    /// <summary>
    /// Ends the pause of a message that was sent with one, and the lease of one that a host had taken that is dead by now: both
    /// end by themselves, in their time. So the calls come in the same order each time, however slow the machine.
    /// </summary>
    public async Task ShowMessagesAsync(string storage)
    {
        List<KeyValuePair<string, (string Queue, string Receipt)>> messages;
        lock (gate)
        {
            messages = [.. hidden];
            hidden.Clear();
        }

        foreach (var (id, (queue, receipt)) in messages)
        {
            try
            {
                await new QueueClient(storage, queue).UpdateMessageAsync(id, receipt, (string?)null, TimeSpan.Zero);
            }
            catch (RequestFailedException e) when (e.Status is 400 or 404)
            {
                // Deleted, or taken, since.
            }
        }
    }

    private Interception Before(ProxiedRequest request)
    {
        lock (gate)
        {
            if (victim is null || Killed is not null)
            {
                return Killed is null ? Interception.GoOn : Interception.Break;
            }

            if (!IsOfACommand(request))
            {
                return Interception.GoOn;
            }

            var call = new CrashCall(Describe(request), request.Method == "GET" ? CallKind.Read : CallKind.Change);
            calls.Add(call);
            if (calls.Count - 1 != at)
            {
                return Interception.GoOn;
            }

            if (moment == Moment.Before)
            {
                return Kill(call);
            }

            last = request;
            return Interception.GoOn;
        }
    }

    private Interception After(ProxiedRequest request, ProxiedReply reply)
    {
        lock (gate)
        {
            // Also of what was on its way when the host died.
            Note(request, reply);
            if (victim is null || Killed is not null)
            {
                return Killed is null ? Interception.GoOn : Interception.Break;
            }

            if (ReferenceEquals(request, last))
            {
                return Kill(calls[at!.Value]);
            }

            if (!IsReceipt(request, reply))
            {
                return Interception.GoOn;
            }

            var call = new CrashCall($"receive {request.Name}", CallKind.Receipt);
            calls.Add(call);
            return calls.Count - 1 == at ? Kill(call) : Interception.GoOn;
        }
    }

    private void Note(ProxiedRequest request, ProxiedReply reply)
    {
        if (request.Service == StorageService.Queues)
        {
            foreach (Match message in Message().Matches(Encoding.UTF8.GetString(reply.Body.Span)))
            {
                hidden[message.Groups["id"].Value] = (request.Name, message.Groups["receipt"].Value);
            }
        }
    }

    private Interception Kill(CrashCall call)
    {
        victim!.Kill();
        Killed = call;
        return Interception.Break;
    }

    /// <summary>Not a look at a queue, nor a lease that is renewed because the machine is slow.</summary>
    private static bool IsOfACommand(ProxiedRequest request) => request.Service == StorageService.Tables || request.Method is "POST" or "DELETE";

    private static bool IsReceipt(ProxiedRequest request, ProxiedReply reply) =>
        request is { Service: StorageService.Queues, Method: "GET" } && Encoding.UTF8.GetString(reply.Body.Span).Contains("<QueueMessage>", StringComparison.Ordinal);

    private static string Describe(ProxiedRequest request)
    {
        if (request.Service == StorageService.Queues)
        {
            return request.Method == "POST" ? $"send {request.Name}" : $"delete from {request.Name}";
        }

        var text = Uri.UnescapeDataString(request.Resource) + request.Text;
        var kinds = RowKind().Matches(text).Select(match => match.Groups["kind"].Value).CountBy(kind => kind).Select(kind => kind.Value == 1 ? kind.Key : $"{kind.Value} {kind.Key}");
        var table = request.IsBatch ? TableOfBatch().Match(text).Groups["table"].Value : request.Name;
        var verb = request switch
        {
            { IsBatch: true } => "batch",
            { IsQuery: true } => "query",
            { Method: "GET" } => "read",
            { Method: "POST" } => "insert",
            { Method: "DELETE" } => "delete",
            _ => "update",
        };
        return $"{verb} {table} {string.Join('+', kinds)}".TrimEnd();
    }

    [GeneratedRegex("""RowKey(='|":")(?:[^:'"]+:(?=look|reconcile))?(?<kind>[a-z-]+)""")]
    private static partial Regex RowKind();

    [GeneratedRegex("<MessageId>(?<id>[^<]+)</MessageId>.*?<PopReceipt>(?<receipt>[^<]+)</PopReceipt>", RegexOptions.Singleline)]
    private static partial Regex Message();

    [GeneratedRegex("""\shttp\S+/(?<table>[A-Z][a-z]+)[( ]""")]
    private static partial Regex TableOfBatch();
}
