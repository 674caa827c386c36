using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using Azure.Data.Tables;
using NodaTime;
using NodaTime.Text;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Points;
using Rewards.Functions.Agenda;
using Rewards.Functions.Campaigns;
using Rewards.Functions.Events;
using Rewards.Functions.FollowUps;
using Rewards.Functions.Http;
using Rewards.Functions.Members;
using Rewards.Functions.Programmes;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Purchases;

public sealed record AwardEffectsBody(
    string PurchaseId, string? StoreId, string Currency, long AmountMinor, long Points, long Balance, string? LookOn, bool Enrolled);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(AwardEffectsBody))]
public sealed partial class AwardJson : JsonSerializerContext;

/// <summary>
/// Awards the points of a purchase. The purchase's id and its receipt are claimed while the member is loaded; then the
/// member's partition decides.
/// </summary>
public sealed class AwardCommand(
    PartitionStore store, ClaimStore claims, ProgrammeCatalogue programmes, CampaignCatalogue catalogue, IClock clock)
{
    public const string Kind = "award";

    /// <summary>
    /// Two purchases that want each other's claims may give each other up; each is then decided anew under a next id, which
    /// finds the claims of operations that are over.
    /// </summary>
    private const int MaxRounds = 5;

    /// <param name="round">Counts the operations of this purchase that others gave up.</param>
    public static Operation OperationOf(Purchase purchase, string fingerprint, int round = 0) => new(
        new OperationId(TableKeys.Hash(Kind, purchase.Member.Value, purchase.Id.Value, round.ToString())),
        TableKeys.Members,
        TableKeys.MemberPartition(purchase.Member),
        Kind,
        fingerprint);

    public async Task<OperationRow?> RunAsync(Purchase purchase, string fingerprint, CancellationToken cancellationToken)
    {
        for (var round = 0; ; round++)
        {
            var operation = OperationOf(purchase, fingerprint, round);
            var result = await store.RunMessageAsync(operation, (_, token) => AttemptAsync(purchase, operation, token), cancellationToken);
            if (result.Row is not { Outcome: OperationOutcome.Abandoned } || round == MaxRounds)
            {
                return result.Row;
            }
        }
    }

    private async Task<Decision> AttemptAsync(Purchase purchase, Operation operation, CancellationToken cancellationToken)
    {
        var reading = TableRows.ReadAsync(
            store.Table(TableKeys.Members), operation.Partition, TableKeys.ProfileRow(purchase.Member), cancellationToken);
        var claimingReceipt = purchase.Basket.Receipt is { } receipt
            ? claims.TakeAsync(TableKeys.ReceiptClaim, TableKeys.ReceiptText(receipt), operation, cancellationToken)
            : Task.FromResult<Claim>(null!);
        var byId = await claims.TakeAsync(TableKeys.PurchaseClaim, purchase.Id.Value, operation, cancellationToken);
        Claim? byReceipt = await claimingReceipt;
        var profile = await reading;

        var programme = await programmes.NewestAsync(cancellationToken);
        var timed = await catalogue.TimedAsync(cancellationToken);
        var decision = AwardDecision.Decide(
            MemberRows.ToMember(profile), programme, purchase, byId.IsOthers, byReceipt is { IsOthers: true }, timed, clock.GetCurrentInstant());
        if (decision is AwardDecision.Refused refused)
        {
            await SettleClaimsAsync(purchase, operation, byId, byReceipt, cancellationToken);
            return new Decision.Refuse(RefusedReply(purchase.Id.Value, refused.Reason), Stored: refused.Reason != PurchaseRefusal.MemberErased);
        }

        foreach (var claim in new[] { byId, byReceipt })
        {
            if (claim is { Mine: false } && !await claims.TryTakeOverAsync(claim, operation, cancellationToken))
            {
                return new Decision.Again();
            }
        }

        return Accept(purchase, (AwardDecision.Awarded)decision, profile);
    }

    /// <summary>Who is refused has no use for the receipt; the purchase's own claim leads a till to the refusal.</summary>
    private async Task SettleClaimsAsync(
        Purchase purchase, Operation operation, Claim byId, Claim? byReceipt, CancellationToken cancellationToken)
    {
        if (byId is { Mine: false, Owner.Outcome: not OperationOutcome.Accepted })
        {
            await claims.TryTakeOverAsync(byId, operation, cancellationToken);
        }

        if (byReceipt is { Mine: true })
        {
            await claims.ReleaseAsync(TableKeys.ReceiptClaim, TableKeys.ReceiptText(purchase.Basket.Receipt!), byReceipt, cancellationToken);
        }
    }

    private static Decision.Accept Accept(Purchase purchase, AwardDecision.Awarded awarded, TableEntity? profile)
    {
        var entry = awarded.Entry;
        var effects = new AwardEffectsBody(
            purchase.Id.Value,
            purchase.Basket.StoreId,
            purchase.Basket.Currency.Code,
            entry.Amount.Value,
            entry.Points.Value,
            entry.Balance.Value,
            RowValues.Write(awarded.FileLookOn),
            awarded.Enrolled);
        var reply = Reply.Of(
            HttpStatusCode.OK,
            new PurchaseBody(purchase.Id.Value, "awarded", entry.Points.Value, entry.Balance.Value, null),
            WireJson.Default.PurchaseBody);
        return new Decision.Accept(
            reply,
            [
                TableRows.Put(profile, MemberRows.ToRow(awarded.Member)),
                new TableTransactionAction(TableTransactionActionType.Add, MemberRows.ToRow(entry, purchase.Member)),
            ],
            JsonSerializer.Serialize(effects, AwardJson.Default.AwardEffectsBody));
    }

    private static Reply RefusedReply(string purchaseId, PurchaseRefusal reason) => Reply.Of(
        HttpStatusCode.OK, new PurchaseBody(purchaseId, "refused", null, null, Problems.NameOf(reason)), WireJson.Default.PurchaseBody);
}

/// <summary>After an award: the Agenda's row, the day's facts, the event.</summary>
public sealed class AwardFollowUp(AgendaFiling filing, Happenings happenings) : IFollowUp
{
    public string Kind => AwardCommand.Kind;

    public async Task RunAsync(OperationRow operation, CancellationToken cancellationToken)
    {
        var member = MemberId.Parse(operation.Partition);
        var effects = JsonSerializer.Deserialize(operation.Effects!, AwardJson.Default.AwardEffectsBody)!;
        if (effects.LookOn is { } day)
        {
            await filing.FileAsync(member, LocalDatePattern.Iso.Parse(day).Value, cancellationToken);
        }

        var awarded = new RewardsEvent(
            operation.Id.Value,
            RewardsEvent.PointsAwarded,
            $"members/{member}",
            RowValues.Write(operation.At),
            new EventData
            {
                MemberId = member.Value,
                PurchaseId = effects.PurchaseId,
                StoreId = effects.StoreId,
                Currency = effects.Currency,
                AmountMinor = effects.AmountMinor,
                Points = effects.Points,
                Balance = effects.Balance,
            });
        await happenings.TellAsync(
            effects.Enrolled ? [RewardsEvent.Enrolled(operation.Id, member, operation.At), awarded] : [awarded], cancellationToken);
    }
}
