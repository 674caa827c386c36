using System.Net;
using System.Text.Json;
using NodaTime;
using Rewards.Domain;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Imports;
using Rewards.Functions.Agenda;
using Rewards.Functions.Cards;
using Rewards.Functions.Http;
using Rewards.Functions.Members;
using Rewards.Functions.Points;
using Rewards.Functions.Programmes;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Imports;

/// <summary>Which import brought a member, in the reply of the operation's row; told for as long as the member is there.</summary>
public sealed record BroughtBody(string Import);

/// <summary>
/// Imports a member: one command in the member's partition, under an id that follows from the member alone; then one a card,
/// which may be refused where another member has it.
/// </summary>
public sealed class MemberImporter(
    PartitionStore store,
    MemberLoader members,
    ProgrammeCatalogue programmes,
    TimedCatalogue catalogue,
    LedgerAftermath aftermath,
    CardCommand cards,
    IClock clock) : ILineImporter
{
    private const string OperationKind = "import-member";

    private const string CardOperation = "import-card";

    public string Kind => Import.MembersKind;

    public async Task<LineOutcome> ImportAsync(string import, int line, Func<string, string> field, CancellationToken cancellationToken)
    {
        var programme = await programmes.NewestAsync(cancellationToken);
        var fields = new MemberFields(
            field(MemberLine.MemberIdColumn),
            field(MemberLine.JoinedOnColumn),
            field(MemberLine.LastPurchaseOnColumn),
            field(MemberLine.PurchasesColumn),
            field(MemberLine.SpendColumn),
            field(MemberLine.BalancesColumn),
            field(MemberLine.CardNumbersColumn));
        var (parsed, errors) = MemberLine.Parse(fields, programme.DayOf(clock.GetCurrentInstant()));
        return parsed is null
            ? new LineOutcome.Rejected(errors)
            : await ImportAsync(parsed, new BroughtBody(import), cancellationToken);
    }

    private async Task<LineOutcome> ImportAsync(MemberLine line, BroughtBody brought, CancellationToken cancellationToken)
    {
        var partition = TableKeys.MemberPartition(line.Id);
        var operation = new Operation(
            new OperationId(TableKeys.Hash(OperationKind, line.Id.Value)), TableKeys.Members, partition, OperationKind, "");
        FieldError? refusal = null;
        var result = await store.RunMessageAsync(operation, AttemptAsync, cancellationToken);
        if (result.Row is not { } row)
        {
            return new LineOutcome.Rejected(refusal!);
        }

        var by = JsonSerializer.Deserialize(row.Reply.Body.Span, ImportJson.Default.BroughtBody)!;
        if (by.Import != brought.Import)
        {
            return new LineOutcome.Unchanged { Errors = await AssignAsync(line, cancellationToken) };
        }

        await aftermath.RunAsync(row, JsonSerializer.Deserialize(row.Effects!, LedgerJson.Default.LedgerEffectsBody)!, cancellationToken);
        return new LineOutcome.Imported { Errors = await AssignAsync(line, cancellationToken) };

        async Task<Decision> AttemptAsync(int attempt, CancellationToken token)
        {
            var loaded = await members.LoadAsync(line.Id, token);
            var programme = await programmes.NewestAsync(token);
            var timed = await catalogue.ReadAsync(token);
            switch (ImportDecision.Decide(loaded.State, line, programme, timed, clock.GetCurrentInstant()))
            {
                case ImportDecision.Imported imported:
                    var effects = LedgerEffectsBody.Of(imported.Entries, imported.FileLookOn, loaded.State?.Member.LookOn);
                    return new Decision.Accept(
                        Reply.Of(HttpStatusCode.OK, brought, ImportJson.Default.BroughtBody),
                        [.. loaded.Put(imported.Next, imported.Entries)],
                        JsonSerializer.Serialize(effects, LedgerJson.Default.LedgerEffectsBody));
                case ImportDecision.Refused refused:
                    // No outcome for ever: what stands in the way may be gone when the file comes again.
                    refusal = refused.Error;
                    return new Decision.Refuse(Problems.Busy, Stored: false);
                default:
                    throw new InvalidOperationException("Unknown decision.");
            }
        }
    }

    /// <returns>Which cards the member did not get; by their place, since a number is the member's as well.</returns>
    private async Task<IReadOnlyList<FieldError>> AssignAsync(MemberLine line, CancellationToken cancellationToken)
    {
        List<FieldError> errors = [];
        foreach (var (place, number) in line.CardNumbers.Index())
        {
            var id = new OperationId(TableKeys.Hash(CardOperation, line.Id.Value, number.Value));
            var reply = await cards.AssignAsync(line.Id, number, id, "", cancellationToken);
            if (reply.Status != HttpStatusCode.Created)
            {
                var problem = JsonSerializer.Deserialize(reply.Body.Span, WireJson.Default.ProblemBody)!;
                errors.Add(new FieldError(MemberLine.CardNumbersColumn, $"Number {place + 1} is not given: {problem.Detail}"));
            }
        }

        return errors;
    }
}
