using System.Text;
using System.Text.Json.Nodes;
using Azure.Data.Tables;
using Azure.Storage.Queues;
using NodaTime;
using Rewards.Faults.Hosts;
using Rewards.Functions.Clubs;
using Rewards.Functions.Http;
using Rewards.Functions.Purchases;
using Rewards.Functions.Storage;
using Rewards.Functions.Tests.Support;

namespace Rewards.Faults.Hostile;

/// <summary>What was sent to one queue and what became of it.</summary>
internal sealed record QueueTally(string Queue, int Sent, int Kept);

/// <summary>
/// Writes to every queue what no function understands. All of it ends in table Poison as it came, no other row changes, and what is
/// understood goes on meanwhile.
/// </summary>
internal sealed class QueueFuzz(HostProcess host, string connectionString, StudyContext context)
{
    private readonly Random random = new(context.Seed);
    private readonly List<string> failures = [];
    private readonly List<QueueTally> tallies = [];

    public IReadOnlyList<QueueTally> Tallies => tallies;

    public IReadOnlyList<string> Failures => failures;

    /// <param name="perQueue">How much garbage each queue gets.</param>
    public async Task RunAsync(int perQueue, CancellationToken cancellationToken)
    {
        await host.WhenIdleAsync();
        var before = await TableFingerprint.TakeAsync(connectionString, cancellationToken);
        var kept = (await PoisonAsync(cancellationToken)).ToDictionary(queue => queue.Key, queue => queue.Value.Count);
        Dictionary<string, List<string>> sent = [];
        foreach (var queue in TableKeys.Queues)
        {
            string[] garbage = [.. GarbageFor(queue)];
            random.Shuffle(garbage);
            sent[queue] = [.. garbage.Take(perQueue)];
            var client = new QueueClient(connectionString, queue);
            await Parallel.ForEachAsync(sent[queue], cancellationToken, async (text, token) => await client.SendMessageAsync(text, token));
        }

        await host.WhenIdleAsync();
        await host.FireTimerAsync("KeepPoison");
        await CheckPoisonAsync(sent, kept, cancellationToken);
        var changes = (await TableFingerprint.TakeAsync(connectionString, cancellationToken)).ChangesSince(before);
        failures.AddRange(changes.Where(change => change.Table != TableKeys.Poison).Select(change => $"Garbage in a queue, and {change}"));
        await GoesOnAsync(cancellationToken);
    }

    /// <summary>As the message's text: Base64 or not.</summary>
    private static IEnumerable<string> GarbageFor(string queue)
    {
        IEnumerable<byte[]> bodies = HostileValues.Json.Where(value => value.Json is not "{}" && value.Json.Length < 40_000).Select(value => Encoding.UTF8.GetBytes(value.Json))
            .Append([0xFF, 0xFE, 0x00, 0x80]).Append([0xC3, 0x28]).Append([.. Encoding.UTF8.Preamble, .. "{}"u8])
            .Append(Encoding.UTF8.GetBytes("""{"unknown":1}""")).Append(Encoding.UTF8.GetBytes(new string('x', 40_000)));
        var valid = queue switch
        {
            TableKeys.PurchaseQueue => ValidCalls.Purchase(),
            TableKeys.RenewalQueue => JsonNode.Parse("""{ "renewalId": "n-1", "memberId": "m-1", "club": "coffee-club", "from": "2026-05-01", "until": "2026-12-31", "cancel": false }""")!,
            _ => null,
        };
        if (valid is not null)
        {
            bodies = bodies.Concat(JsonMutations.Of(valid).Select(mutation => Encoding.UTF8.GetBytes(mutation.Text)).Where(body => body.Length < 40_000 && !IsUnderstood(queue, body)));
        }

        string[] notBase64 = ["not Base64", "{\"memberId\":\"m-1\"}", "=", "AAA", "ÄÖÜ\U0001F468", "<QueueMessage/>&amp;"];
        return bodies.Select(Convert.ToBase64String).Where(text => text.Length > 0).Concat(notBase64);
    }

    /// <summary>By the parsers that the functions use: what they take is no garbage.</summary>
    private static bool IsUnderstood(string queue, byte[] body)
    {
        try
        {
            if (queue == TableKeys.PurchaseQueue)
            {
                return PurchaseParsing.ToPurchase(Requests.Parse(body, WireJson.Default.PurchaseRequestBody), Instant.FromUtc(2026, 5, 4, 10, 0)).Purchase is not null;
            }

            var renewal = Requests.Parse(body, WireJson.Default.RenewalMessageBody);
            return RenewalParsing.ToRenewal(renewal.Club, new RenewalRequestBody(renewal.From, renewal.Until, renewal.Cancel)).Renewal is not null;
        }
        catch (BodyException)
        {
            return false;
        }
    }

    private async Task CheckPoisonAsync(Dictionary<string, List<string>> sent, Dictionary<string, int> keptBefore, CancellationToken cancellationToken)
    {
        var kept = await PoisonAsync(cancellationToken);
        foreach (var (queue, texts) in sent)
        {
            var rows = kept.GetValueOrDefault(queue) ?? [];
            tallies.Add(new QueueTally(queue, texts.Count, rows.Count - keptBefore.GetValueOrDefault(queue)));
            var missing = texts.Select(BodyOf).GroupBy(body => body).Where(same => rows.Count(row => row == same.Key) < same.Count()).Select(same => same.Key);
            failures.AddRange(missing.Select(body => $"{queue}: not kept in Poison: {body[..Math.Min(200, body.Length)]}"));
            using var listed = await host.Client.GetAsync($"poison/{queue}", cancellationToken);
            if (!listed.IsSuccessStatusCode)
            {
                failures.Add($"{queue}: its poison cannot be listed: {listed.StatusCode}");
            }
        }
    }

    /// <summary>Poisoned queues hold up nothing.</summary>
    private async Task GoesOnAsync(CancellationToken cancellationToken)
    {
        var body = ValidCalls.Purchase().ToJsonString().Replace(HostileCall.Salt, "after-the-garbage", StringComparison.Ordinal);
        await new QueueClient(connectionString, TableKeys.PurchaseQueue).SendMessageAsync(Convert.ToBase64String(Encoding.UTF8.GetBytes(body)), cancellationToken);
        await host.WhenIdleAsync();
        var answer = JsonNode.Parse(await host.Client.GetStringAsync("purchases/p-after-the-garbage", cancellationToken))!;
        if (answer["state"]!.GetValue<string>() != "awarded")
        {
            failures.Add($"A good purchase among the garbage is not awarded: {answer.ToJsonString()}");
        }
    }

    private async Task<Dictionary<string, List<string>>> PoisonAsync(CancellationToken cancellationToken)
    {
        Dictionary<string, List<string>> kept = [];
        await foreach (var row in new TableClient(connectionString, TableKeys.Poison).QueryAsync<TableEntity>(cancellationToken: cancellationToken))
        {
            if (!kept.TryGetValue(row.PartitionKey, out var rows))
            {
                kept[row.PartitionKey] = rows = [];
            }

            rows.Add(Convert.ToBase64String(row.GetBinary("Body")!));
        }

        return kept;
    }

    /// <summary>What is to be kept of a message: its bytes, or its text where that is no Base64.</summary>
    private static string BodyOf(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out _) ? text : Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
    }
}
