using System.Net;
using System.Numerics;
using Azure.Data.Tables;
using NodaTime;
using Rewards.Domain.Campaigns;
using Rewards.Domain.Coupons;
using Rewards.Domain.Redemptions;
using Rewards.Functions.Campaigns;
using Rewards.Functions.Cards;
using Rewards.Functions.Coupons;
using Rewards.Functions.Http;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Redemptions;

/// <summary>Redeems a code on a basket: three rows and the follow-up in one round trip, the batch in a second one.</summary>
public sealed class RedeemCommand(
    PartitionStore store,
    CouponAddresses addresses,
    CampaignCatalogue catalogue,
    AllotmentBroker broker,
    ClaimStore claims,
    CardDirectory cards,
    IClock clock)
{
    public const string Kind = "redeem";

    private readonly PartitionStore store = store;
    private readonly CampaignCatalogue catalogue = catalogue;
    private readonly AllotmentBroker broker = broker;
    private readonly ClaimStore claims = claims;
    private readonly IClock clock = clock;

    private TableClient Table => store.Table(TableKeys.Coupons);

    public async Task<OperationResult> RunAsync(CouponCode code, RedemptionCall call, CancellationToken cancellationToken)
    {
        var attempt = await PrepareAsync(code, call, cancellationToken);
        return await store.RunAsync(attempt.Operation, attempt.Operation.Partition, attempt.RunAsync, cancellationToken);
    }

    /// <summary>What a till asks, without committing anything.</summary>
    public async Task<RedemptionDecision> ValidateAsync(CouponCode code, RedemptionCall call, CancellationToken cancellationToken) =>
        await (await PrepareAsync(code, call, cancellationToken)).DecideAsync(cancellationToken);

    /// <summary>A card that was lost still leads to its member, so that a retry finds the partition in which the first try was decided.</summary>
    private async Task<Attempt> PrepareAsync(CouponCode code, RedemptionCall call, CancellationToken cancellationToken)
    {
        var found = call.CardNumber is { } number ? await cards.FindAsync(number, cancellationToken) as CardLookup.Found : null;
        var member = found?.Member ?? call.Member;
        var address = await addresses.OfAsync(code, member?.Value ?? call.Operation.Value, cancellationToken);
        var id = address.Newest is { } newest ? RedemptionId.Of(newest.Tag, address.Shard, call.Operation) : default;
        var request = new RedemptionRequest(id, code, member, call.Basket)
        {
            Card = found?.Card.State,
            CardIsUnknown = call.CardNumber is not null && found is null,
        };
        return new Attempt(this, address, new Operation(call.Operation, TableKeys.Coupons, address.Partition, Kind, call.Fingerprint), request);
    }

    /// <summary>The tries of one command.</summary>
    private sealed class Attempt(RedeemCommand command, CouponAddress address, Operation operation, RedemptionRequest request)
    {
        private bool redemptionsExhausted;
        private bool moneyExhausted;
        private ShardRows rows = null!;
        private ShardRows? rowsBefore;

        public Operation Operation => operation;

        public async Task<Decision> RunAsync(int attempt, CancellationToken cancellationToken)
        {
            var receipt = ClaimReceiptAsync(cancellationToken);
            var decision = await LoadAndDecideAsync(cancellationToken);
            var claim = await receipt;
            if (claim is { Mine: false } && await ResolveAsync(claim, cancellationToken) is { } resolved)
            {
                return resolved;
            }

            return decision switch
            {
                RedemptionDecision.NeedsAllotment needs => new Decision.First(token => FetchAsync(needs, token)),
                RedemptionDecision.Refused refused when !IsOfOneMoment(refused) => LookAgain(),
                RedemptionDecision.Refused refused => await RefuseAsync(refused, cancellationToken),
                RedemptionDecision.Accepted when attempt > 0 && await LiveReplyAsync(cancellationToken) is { } live => live,
                RedemptionDecision.Accepted accepted => await AcceptAsync(accepted, claim, cancellationToken),
                _ => throw new InvalidOperationException("Unknown decision."),
            };
        }

        /// <summary>Decides as often as an allotment has to be fetched first; fetching is no redemption.</summary>
        public async Task<RedemptionDecision> DecideAsync(CancellationToken cancellationToken)
        {
            while (true)
            {
                var decision = await LoadAndDecideAsync(cancellationToken);
                if (decision is not RedemptionDecision.NeedsAllotment needs)
                {
                    return decision;
                }

                await FetchAsync(needs, cancellationToken);
            }
        }

        private async Task<RedemptionDecision> LoadAndDecideAsync(CancellationToken cancellationToken)
        {
            rowsBefore = rows;
            rows = await ShardRows.LoadAsync(command.Table, address.Partition, request.Code, request.Member, cancellationToken);
            var coupon = rows.Coupon;
            var terms = address.Newest;
            if (address.Newest is { } newest)
            {
                coupon ??= !address.IsShared ? null : new Coupon(request.Code, newest.Id, null, null, null, false, Tally.Empty, 0);
                terms = coupon?.CampaignVersion is null ? newest : await command.catalogue.TermsAsync(coupon, cancellationToken);
            }

            var usage = rows.Usage with { RedemptionsExhausted = redemptionsExhausted, MoneyExhausted = moneyExhausted };
            var state = new RedemptionState(address.Newest, terms, coupon, address.CodeDisabled, rows.MemberUses, usage);
            return RedemptionDecision.Decide(state, request, command.clock.GetCurrentInstant());
        }

        private async Task FetchAsync(RedemptionDecision.NeedsAllotment needs, CancellationToken cancellationToken)
        {
            var campaign = address.Newest!;
            var day = command.clock.GetCurrentInstant().InZone(campaign.TimeZone).Date;
            if (!await command.broker.FetchAsync(campaign, address.Shard, needs.Resource, needs.Term, needs.Need, day, cancellationToken))
            {
                redemptionsExhausted |= needs.Resource == Resource.Redemptions;
                moneyExhausted |= needs.Resource == Resource.Money;
            }

            address = address with { Newest = await command.catalogue.NewestAsync(campaign.Id, cancellationToken) ?? campaign };
        }

        /// <summary>
        /// Rows are read at once and not at one moment, and a reason is stored for ever: one that rests on several counts holds when
        /// they are the same as when they were read before. The campaign's, in several shards, was asked for in between.
        /// </summary>
        private bool IsOfOneMoment(RedemptionDecision.Refused refused)
        {
            var changing = redemptionsExhausted || moneyExhausted ? refused.RestsOn & ~Counts.Campaign : refused.RestsOn;
            return BitOperations.PopCount((uint)refused.RestsOn) < 2 || (rowsBefore is not null && rows.AreAsIn(rowsBefore, changing));
        }

        private Decision.Again LookAgain()
        {
            (redemptionsExhausted, moneyExhausted) = (false, false);
            return new Decision.Again();
        }

        private async Task<Decision> RefuseAsync(RedemptionDecision.Refused refused, CancellationToken cancellationToken) =>
            await LiveReplyAsync(cancellationToken)
            ?? new Decision.Refuse(Problems.Refused(refused.Reason, refused.Detail), Stored: refused.Reason is not (Refusal.UnknownCode or Refusal.UnknownCard));

        private async Task<Decision> AcceptAsync(RedemptionDecision.Accepted accepted, Claim? claim, CancellationToken cancellationToken)
        {
            if (claim is { Mine: false } && !await command.claims.TryTakeOverAsync(claim, operation, cancellationToken))
            {
                return new Decision.Again();
            }

            var changes = rows.Changes(accepted.Coupon, request.Member, accepted.MemberUses, accepted.Usage);
            changes.Add(new TableTransactionAction(TableTransactionActionType.Add, CouponRows.ToRow(accepted.Redemption, address.Partition)));
            if (ReceiptRowKey is { } key)
            {
                var row = new TableEntity(address.Partition, key) { ["Operation"] = operation.Id.Value };
                changes.Add(new TableTransactionAction(TableTransactionActionType.Add, row));
            }

            var reply = Reply.Of(HttpStatusCode.Created, RedemptionReplies.ToBody(accepted.Redemption), WireJson.Default.RedemptionBody);
            return new Decision.Accept(reply, changes, RedemptionEffects.Write(accepted.Redemption.Id, accepted.Coupon.Sequence));
        }

        /// <summary>The same code on the same receipt under another key: the reply of the live redemption, without any effect.</summary>
        private async Task<Decision?> LiveReplyAsync(CancellationToken cancellationToken)
        {
            if (ReceiptRowKey is not { } key
                || await TableRows.ReadAsync(command.Table, address.Partition, key, cancellationToken) is not { } row
                || row.Text("Operation") == operation.Id.Value)
            {
                return null;
            }

            var live = await command.store.ReadAsync(TableKeys.Coupons, address.Partition, new(row.Text("Operation")), cancellationToken);
            return live is null ? null : new Decision.Accept(live.Reply, [], null);
        }

        private string? ReceiptRowKey =>
            request.Basket.Receipt is { } receipt ? TableKeys.ReceiptRow(request.Code, receipt, address.Partition) : null;

        /// <summary>A shared code in several shards: the receipt may come back with another member, whose shard is another.</summary>
        private async Task<Claim?> ClaimReceiptAsync(CancellationToken cancellationToken) =>
            request.Basket.Receipt is { } receipt && address is { IsShared: true, Newest.Shards: > 1 }
                ? await command.claims.TakeAsync(
                    TableKeys.ReceiptUseClaim, TableKeys.ReceiptUseText(request.Code, receipt), operation, cancellationToken)
                : null;

        /// <summary>What another operation's claim on the receipt means; null: it may be taken over.</summary>
        private async Task<Decision?> ResolveAsync(Claim claim, CancellationToken cancellationToken)
        {
            if (claim.Owner is not { Outcome: OperationOutcome.Accepted } owner)
            {
                return null;
            }

            if (RedemptionEffects.Read(owner) is not { } effects)
            {
                // It was itself only shown the reply of a live redemption, whose claim this is not.
                return null;
            }

            var id = RedemptionId.Parse(effects.RedemptionId);
            var row = await TableRows.ReadAsync(command.Table, owner.Partition, TableKeys.RedemptionRow(id), cancellationToken);
            return CouponRows.ToRedemption(row, id) is { RolledBackAt: null } ? new Decision.Accept(owner.Reply, [], null) : null;
        }
    }
}
