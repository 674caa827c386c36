using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using Azure.Data.Tables;
using NodaTime;
using Rewards.Domain.Campaigns;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Points;
using Rewards.Functions.Activities;
using Rewards.Functions.Agenda;
using Rewards.Functions.Coupons;
using Rewards.Functions.Events;
using Rewards.Functions.Http;
using Rewards.Functions.Members;
using Rewards.Functions.Points;
using Rewards.Functions.Programmes;
using Rewards.Functions.Stamps;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Purchases;

public sealed record AwardEffectsBody(
    string PurchaseId,
    string? StoreId,
    string? Receipt,
    string Currency,
    long AmountMinor,
    bool Enrolled,
    IReadOnlyList<string>? RedemptionIds,
    LedgerEffectsBody Ledger)
{
    /// <summary>Null: awarded by a release that did not count customers.</summary>
    public BuyingStepBody? Step { get; init; }

    /// <summary>What the follow-up has to credit to who recommended the programme; null: nothing.</summary>
    public ReferrerRewardBody? Referrer { get; init; }

    /// <summary>The coupons of the stamp cards that it filled; null: none.</summary>
    public IssueEffectsBody? Issued { get; init; }

    public IReadOnlyList<StampCardEffectBody>? StampCards { get; init; }

    /// <summary>What it means for the experiments in which the member is.</summary>
    public IReadOnlyList<ArmOutcomeBody>? Outcomes { get; init; }
}

/// <param name="SpentBeforeMinor">Since the assignment.</param>
public sealed record ArmOutcomeBody(string Campaign, string Arm, bool IsReturn, long SpentBeforeMinor)
{
    public static ArmOutcomeBody Of(ArmOutcome outcome) => new(
        outcome.Before.Campaign.Value, outcome.Before.Arm.Id, !outcome.Before.Returned, outcome.Before.Revenue.Value);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AwardEffectsBody))]
public sealed partial class AwardJson : JsonSerializerContext;

/// <summary>
/// Awards the points of a purchase. The purchase's id and its receipt are claimed while the member is loaded; then the
/// member's partition decides.
/// </summary>
public sealed class AwardCommand(
    PartitionStore store,
    MemberLoader members,
    ClaimStore claims,
    ProgrammeCatalogue programmes,
    TimedCatalogue catalogue,
    CardCoupons coupons,
    IClock clock)
{
    public const string Kind = "award";

    private readonly PartitionStore store = store;
    private readonly MemberLoader members = members;
    private readonly ClaimStore claims = claims;
    private readonly ProgrammeCatalogue programmes = programmes;
    private readonly TimedCatalogue catalogue = catalogue;
    private readonly CardCoupons coupons = coupons;
    private readonly IClock clock = clock;

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
            var attempt = new Attempt(this, purchase, OperationOf(purchase, fingerprint, round));
            var result = await store.RunMessageAsync(attempt.Operation, attempt.RunAsync, cancellationToken);
            if (result.Row is not { Outcome: OperationOutcome.Abandoned })
            {
                await attempt.SettleAsync(result, cancellationToken);
                return result.Row;
            }

            if (round == MaxRounds)
            {
                // Not an outcome: the message comes again, and is kept in the end, instead of a purchase that nobody misses.
                throw new StorageBusyException();
            }
        }
    }

    /// <summary>
    /// Refuses a purchase by the card of a member who has been erased, and whom nothing names any more: its id is claimed by
    /// nobody, and a claim that was made before for a member who is erased by now is wiped.
    /// </summary>
    public async Task ForgetAsync(PurchaseId purchase, CancellationToken cancellationToken)
    {
        var partition = await claims.OwnerPartitionAsync(TableKeys.PurchaseClaim, purchase.Value, cancellationToken) ?? "";
        if (!MemberId.TryParse(partition, out var member)
            || MemberRows.ToMember(await TableRows.ReadAsync(
                store.Table(TableKeys.Members), partition, TableKeys.ProfileRow(member), cancellationToken)) is { IsErased: true })
        {
            await claims.ForgetAsync(TableKeys.PurchaseClaim, purchase.Value, partition, cancellationToken);
        }
    }

    /// <summary>The tries of one command.</summary>
    private sealed class Attempt(AwardCommand command, Purchase purchase, Operation operation)
    {
        private readonly ClaimStore claims = command.claims;
        private readonly string? receipt = purchase.Basket.Receipt is { } printed ? TableKeys.ReceiptText(printed) : null;
        private Claim byId = null!;
        private Claim? byReceipt;
        private PurchaseRefusal? refusal;

        public Operation Operation => operation;

        public async Task<Decision> RunAsync(int attempt, CancellationToken cancellationToken)
        {
            var loaded = await LoadAsync(cancellationToken);
            var programme = await command.programmes.NewestAsync(cancellationToken);
            var timed = await command.catalogue.ReadAsync(cancellationToken);
            var now = command.clock.GetCurrentInstant();
            var context = new AwardContext(programme, timed, byId.IsOthers, ReceiptIsOthers, TableKeys.PurchaseHash(purchase.Id), now)
            {
                Issuing = await command.coupons.IssuingAsync(programme, now, cancellationToken),
            };
            var decision = AwardDecision.Decide(loaded.State, purchase, context);
            refusal = (decision as AwardDecision.Refused)?.Reason;
            if (decision is AwardDecision.NoRoom)
            {
                throw new InvalidOperationException("The member has too many lots; the purchase is kept until there is room.");
            }

            if (refusal is { } reason)
            {
                return new Decision.Refuse(RefusedReply(purchase.Id.Value, reason), Stored: reason != PurchaseRefusal.MemberErased);
            }

            foreach (var claim in new[] { byId, byReceipt })
            {
                if (claim is { Mine: false } && !await claims.TryTakeOverAsync(claim, operation, cancellationToken))
                {
                    return new Decision.Again();
                }
            }

            var awarded = (AwardDecision.Awarded)decision;
            var issued = await command.coupons.DrawAsync(purchase.Member, awarded.Filled, now, cancellationToken);
            return Accept(purchase, receipt, awarded, issued, loaded);
        }

        /// <summary>
        /// Who is refused has no use for the receipt; the purchase's own claim leads a till to the refusal. Only now, when the
        /// refusal stands: a purchase that was awarded before needs its claims, however it would be decided today.
        /// </summary>
        public async Task SettleAsync(OperationResult result, CancellationToken cancellationToken)
        {
            if (refusal is null || result.Reply == Problems.KeyReused || result.Row is { Outcome: not OperationOutcome.Refused })
            {
                return;
            }

            if (byReceipt is { Mine: true })
            {
                await claims.ReleaseAsync(TableKeys.ReceiptClaim, receipt!, byReceipt, cancellationToken);
            }

            if (refusal == PurchaseRefusal.MemberErased)
            {
                await claims.ForgetOwnerAsync(TableKeys.PurchaseClaim, purchase.Id.Value, operation.Partition, cancellationToken);
            }
            else if (byId is { Mine: false, Owner.Outcome: not OperationOutcome.Accepted })
            {
                await claims.TryTakeOverAsync(byId, operation, cancellationToken);
            }
        }

        /// <summary>An award under the same purchase id may have claimed this receipt in vain: it earned with another one.</summary>
        private bool ReceiptIsOthers =>
            byReceipt is { IsOthers: true } claim && (claim.Owner?.Effects is not { } effects || Read(effects).Receipt == receipt);

        private async Task<LoadedMember> LoadAsync(CancellationToken cancellationToken)
        {
            var reading = command.members.LoadAsync(purchase.Member, cancellationToken);
            var claimingReceipt = receipt is null ? null : claims.TakeAsync(TableKeys.ReceiptClaim, receipt, operation, cancellationToken);
            byId = await claims.TakeAsync(TableKeys.PurchaseClaim, purchase.Id.Value, operation, cancellationToken);
            byReceipt = claimingReceipt is null ? null : await claimingReceipt;
            return await reading;
        }
    }

    public static AwardEffectsBody Read(string effects) => JsonSerializer.Deserialize(effects, AwardJson.Default.AwardEffectsBody)!;

    private static Decision.Accept Accept(
        Purchase purchase, string? receipt, AwardDecision.Awarded awarded, IReadOnlyList<IssuedCoupon> issued, LoadedMember loaded)
    {
        var effects = new AwardEffectsBody(
            purchase.Id.Value,
            purchase.Basket.StoreId,
            receipt,
            purchase.Basket.Currency.Code,
            purchase.Basket.Total.Value,
            awarded.Enrolled,
            purchase.RedemptionIds.IsEmpty ? null : purchase.RedemptionIds,
            LedgerEffectsBody.Of(awarded.Entries, awarded.FileLookOn, loaded.State?.Member.LookOn, awarded.TierChanges))
        {
            Step = BuyingStepBody.Of(awarded.Step),
            Referrer = awarded.Reward is { } reward ? new ReferrerRewardBody(reward.Code.Value, reward.ReferrerPoints.Value) : null,
            Issued = issued.Count == 0 ? null : new IssueEffectsBody(issued, First: true, Enrolled: false),
            StampCards = awarded.Filled.IsEmpty ? null : [.. awarded.Filled.Select(StampCardEffectBody.Of)],
            Outcomes = awarded.Outcomes.IsEmpty ? null : [.. awarded.Outcomes.Select(ArmOutcomeBody.Of)],
        };
        var reply = Reply.Of(
            HttpStatusCode.OK,
            new PurchaseBody(purchase.Id.Value, "awarded", awarded.Kept.Earned.Value, awarded.Next.Account.Balance.Value, null),
            WireJson.Default.PurchaseBody);
        return new Decision.Accept(
            reply,
            [
                .. loaded.Put(awarded.Next, awarded.Entries),
                new TableTransactionAction(TableTransactionActionType.Add, KeptPurchases.ToRow(awarded.Kept)),
                .. issued.SelectMany(coupon => IssueToMemberCommand.RowsOf(coupon, purchase.Member)),
            ],
            JsonSerializer.Serialize(effects, AwardJson.Default.AwardEffectsBody));
    }

    private static Reply RefusedReply(string purchaseId, PurchaseRefusal reason) => Reply.Of(
        HttpStatusCode.OK, new PurchaseBody(purchaseId, "refused", null, null, Problems.NameOf(reason)), WireJson.Default.PurchaseBody);
}
