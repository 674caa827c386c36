using Rewards.Faults.Hosts;
using Rewards.Functions.Tests.Support;

namespace Rewards.Faults.Hostile;

/// <summary>What was sent to one operation and what became of it.</summary>
internal sealed record RouteTally(OpenApiOperation Operation)
{
    public SortedDictionary<int, int> Statuses { get; } = [];

    public int Findings { get; set; }

    public void Count(int status) => Statuses[status] = Statuses.GetValueOrDefault(status) + 1;
}

/// <summary>
/// Sends mutations of valid calls to every operation. First all of them, each answer held against the document; then those that were
/// refused once more, a bunch at a time, with all rows of all tables compared before and after.
/// </summary>
internal sealed class RouteFuzz(HostProcess host, string connectionString, StudyContext context)
{
    private const int Clients = 8;

    private const int BunchSize = 150;

    /// <summary>Whose bodies are large, and what others work by.</summary>
    private static readonly string[] Definitions = ["PutProgramme", "PutCampaign", "PutReward", "PutSegment"];

    private readonly OpenApiDocument document = OpenApiDocument.Load();
    private readonly Random random = new(context.Seed);
    private readonly List<string> failures = [];
    private readonly List<RouteTally> tallies = [.. OpenApiDocument.Load().Operations.Select(operation => new RouteTally(operation))];
    private readonly List<HostileCall> acceptedDefinitions = [];

    public IReadOnlyList<RouteTally> Tallies => tallies;

    /// <summary>Mutated bodies of definitions that the app took.</summary>
    public IReadOnlyList<HostileCall> AcceptedDefinitions => acceptedDefinitions;

    public IReadOnlyList<string> Failures => failures;

    /// <summary>How many refused calls were sent again between two looks at all rows.</summary>
    public int Compared { get; private set; }

    /// <summary>Each operation has a valid call, and the app accepts it: else the mutations would start from nothing.</summary>
    public async Task ProveAsync(HostileShop shop, CancellationToken cancellationToken)
    {
        using var client = new HostileClient(host.Client.BaseAddress!, random);
        var valid = new ValidCalls(shop);
        foreach (var operation in document.Operations)
        {
            foreach (var call in valid.Of(operation).Take(1))
            {
                var answer = await client.SendPatientlyAsync(call, cancellationToken);
                if (answer.Status is < 200 or >= 300)
                {
                    failures.Add($"{operation}: its valid call is not accepted: {answer.Status} {answer.Answer.Text}");
                }
            }
        }

        await host.WhenIdleAsync();
    }

    /// <param name="perOperation">How many mutations each operation gets, drawn anew each time.</param>
    public async Task RunAsync(HostileShop shop, int perOperation, CancellationToken cancellationToken)
    {
        using var client = new HostileClient(host.Client.BaseAddress!, random);
        var verdict = new Verdict(document);
        var valid = new ValidCalls(shop);
        List<HostileAnswer> refused = [];
        foreach (var tally in tallies)
        {
            var count = context.IsFull && Definitions.Contains(tally.Operation.Id) ? 4 * perOperation : perOperation;
            var calls = Sample(MutationsOf(tally.Operation, valid), count);
            foreach (var answer in await client.SendAsync(calls, Clients, cancellationToken))
            {
                // Several at once may find the storage busy, and are told to try again.
                var judged = answer.Status == 503 ? await client.SendPatientlyAsync(answer.Call, cancellationToken) : answer;
                Judge(tally, judged, verdict);
                if (judged.IsRefused)
                {
                    refused.Add(judged);
                }
                else if (Definitions.Contains(tally.Operation.Id) && judged.Status == 200 && judged.Call.Tolerance == Tolerance.None)
                {
                    acceptedDefinitions.Add(judged.Call);
                }
            }

            await shop.RestoreAsync(tally.Operation.Id);
        }

        await host.WhenIdleAsync();
        foreach (var bunch in refused.Chunk(BunchSize))
        {
            await CompareAsync(client, [.. bunch.Select(answer => answer.Call)], cancellationToken);
        }
    }

    private IEnumerable<HostileCall> MutationsOf(OpenApiOperation operation, ValidCalls valid)
    {
        foreach (var (i, call) in valid.Of(operation).Index())
        {
            if (i == 0)
            {
                foreach (var mutation in KeyMutations.Of(call, document).Concat(KeyMutations.VerbsOf(call, document)))
                {
                    yield return mutation;
                }
            }

            if (call.Body is null)
            {
                continue;
            }

            foreach (var mutation in BodyMutations.Of(call, random, withLarge: i == 0 && context.IsFull))
            {
                yield return mutation;
            }

            if (call.ContentType == "application/json")
            {
                foreach (var mutation in BodyMutations.OfJson(call))
                {
                    yield return mutation;
                }
            }
        }
    }

    private List<HostileCall> Sample(IEnumerable<HostileCall> calls, int count)
    {
        HostileCall[] all = [.. calls];
        random.Shuffle(all);
        return [.. all.Take(count)];
    }

    private void Judge(RouteTally tally, HostileAnswer answer, Verdict verdict)
    {
        tally.Count(answer.Status);
        if (verdict.On(answer) is { } fault)
        {
            tally.Findings++;
            failures.Add($"{answer.Call}: {fault}: {answer.Status} {Brief(answer.Answer.Text)}");
        }
    }

    private async Task CompareAsync(HostileClient client, IReadOnlyList<HostileCall> calls, CancellationToken cancellationToken)
    {
        for (var left = calls; left.Count > 0;)
        {
            var before = await TableFingerprint.TakeAsync(connectionString, cancellationToken);
            var answers = await client.SendAsync(left, Clients, cancellationToken);
            await host.WhenIdleAsync();
            var refused = answers.Where(answer => answer.IsRefused).ToList();
            if (refused.Count < answers.Count)
            {
                left = [.. refused.Select(answer => answer.Call)];
                continue;
            }

            Compared += left.Count;
            var changes = (await TableFingerprint.TakeAsync(connectionString, cancellationToken)).ChangesSince(before).ToList();
            var reasons = refused.Select(answer => answer.Status).ToHashSet();
            failures.AddRange(changes.Where(change => !IsOfARefusal(change, reasons)).Select(change => $"Refused, and yet {change} after one of: {string.Join(", ", left.Take(5))} …"));
            return;
        }
    }

    /// <summary>A refusal that is stored is an operation row, and what it had claimed before is another operation's for the taking.</summary>
    private static bool IsOfARefusal(RowChange change, HashSet<int> statuses) =>
        statuses.Overlaps([404, 409]) && change.How == "added" && (change.Row.StartsWith("op:", StringComparison.Ordinal) || change.Table == Functions.Storage.TableKeys.Claims);

    private static string Brief(string text) => text.Length > 300 ? text[..300] + "…" : text;
}
