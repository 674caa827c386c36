using System.Text.Json;
using System.Text.Json.Serialization;
using Azure.Data.Tables;
using NodaTime;
using Rewards.Domain.Campaigns;
using Rewards.Domain.Catalogue;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Tiers;
using Rewards.Functions.Campaigns;
using Rewards.Functions.Coupons;
using Rewards.Functions.Http;
using Rewards.Functions.Members;
using Rewards.Functions.Points;
using Rewards.Functions.Programmes;
using Rewards.Functions.Segments;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Catalogue;

/// <param name="Scarce">One of the reward's stock was set aside.</param>
public sealed record ClaimEffectsBody(string Reward, bool Scarce, IssueEffectsBody Issued, LedgerEffectsBody Ledger);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ClaimEffectsBody))]
public sealed partial class ClaimJson : JsonSerializerContext;

/// <summary>
/// Claims a reward. One of its stock is set aside first, then the member's partition decides: it takes the points and records
/// the coupon drawn; the coupon's own row is written from that record. If it does not accept, what was set aside goes back.
/// </summary>
public sealed class ClaimCommand(
    PartitionStore store,
    MemberLoader members,
    ProgrammeCatalogue programmes,
    RewardCatalogue rewards,
    CampaignCatalogue campaigns,
    SegmentMembership segments,
    StockKeeper stock,
    IssueToMemberCommand issue,
    CouponPlacement placement,
    IClock clock)
{
    public const string Kind = "claim-reward";

    private readonly PartitionStore store = store;
    private readonly MemberLoader members = members;
    private readonly ProgrammeCatalogue programmes = programmes;
    private readonly SegmentMembership segments = segments;
    private readonly StockKeeper stock = stock;
    private readonly IssueToMemberCommand issue = issue;
    private readonly IClock clock = clock;

    public static ClaimEffectsBody Read(OperationRow row) => JsonSerializer.Deserialize(row.Effects!, ClaimJson.Default.ClaimEffectsBody)!;

    public async Task<Reply> RunAsync(RewardId id, MemberId member, OperationId claim, string fingerprint, CancellationToken cancellationToken)
    {
        if (await rewards.NewestAsync(id, cancellationToken) is not { } reward)
        {
            return ClaimReplies.UnknownReward;
        }

        // That there is no such campaign may be remembered from before it was defined.
        var campaign = await campaigns.NewestAsync(reward.Campaign, cancellationToken) ?? await campaigns.RefreshAsync(reward.Campaign, cancellationToken);
        var operation = new Operation(
            claim, TableKeys.Members, TableKeys.MemberPartition(member), Kind, fingerprint, reward.StockTerms.IsScarce ? reward.Id.Value : null);
        var attempt = new Attempt(this, reward, campaign!, member, claim);
        var result = await store.RunAsync(operation, operation.Partition, (_, token) => attempt.RunAsync(token), cancellationToken, attempt.PutBackAsync);
        if (result.Row is { Outcome: OperationOutcome.Accepted } row)
        {
            // The reply goes out when both rows are there; after a crash the follow-up sees to it.
            await placement.PlaceAsync(member, Read(row).Issued, cancellationToken);
        }

        return result.Reply;
    }

    /// <summary>The tries of one command.</summary>
    private sealed class Attempt(ClaimCommand command, Reward reward, CampaignDefinition campaign, MemberId member, OperationId claim)
    {
        private bool asked;
        private StockStanding? standing;

        public async Task<Decision> RunAsync(CancellationToken cancellationToken)
        {
            var programme = await command.programmes.NewestAsync(cancellationToken);
            var now = command.clock.GetCurrentInstant();
            var today = programme.DayOf(now);
            var loading = command.members.LoadAsync(member, cancellationToken);
            var reading = TableRows.ReadAsync(
                command.store.Table(TableKeys.Members), TableKeys.MemberPartition(member), TableKeys.ClaimedRow(reward.Id, member), cancellationToken);
            standing = asked ? standing : await command.stock.LookAsync(StockKey.Of(reward.Id), reward.StockTerms, claim, today, cancellationToken);
            var (loaded, claimed) = (await loading, await reading);
            if (standing is not { } known)
            {
                // The claim has been given up: its own row says so, or its member is erased.
                return new Decision.Refuse(Problems.Abandoned, Stored: false);
            }

            var affiliation = loaded.State is { } kept ? Affiliation.On(today, programme, kept.Standing) : Affiliation.None;
            var state = new ClaimState(reward, campaign, loaded.State, affiliation, RowValues.ReadTally(claimed, "Claimed"), known)
            {
                InSegment = loaded.State is not { } read || await command.segments.AdmitsAsync(campaign, read.Member, affiliation, today, cancellationToken),
            };
            return ClaimDecision.Decide(state, claim.Value, programme, now) switch
            {
                // Nothing is kept of an erased member, not even that something was refused.
                ClaimDecision.Refused refused => new Decision.Refuse(
                    ClaimReplies.Refused(refused.Reason), Stored: refused.Reason is not (ClaimRefusal.MemberErased or ClaimRefusal.UnknownMember)),
                ClaimDecision.NeedsStock => new Decision.First(token => SetAsideAsync(today, token)),
                ClaimDecision.Accepted accepted => Accept(accepted, loaded, claimed, now),
                _ => throw new InvalidOperationException("Unknown decision."),
            };
        }

        /// <returns>False: there is no outcome yet, so that what is set aside may still be needed.</returns>
        public async Task<bool> PutBackAsync(OperationResult result, CancellationToken cancellationToken)
        {
            if (standing != StockStanding.SetAside)
            {
                return true;
            }

            if (result.Row is null)
            {
                return false;
            }

            await command.stock.GiveBackAsync(StockKey.Of(reward.Id), claim, cancellationToken);
            return true;
        }

        private async Task SetAsideAsync(LocalDate today, CancellationToken cancellationToken)
        {
            standing = await command.stock.SetAsideAsync(StockKey.Of(reward.Id), reward.StockTerms, claim, today, cancellationToken);
            asked = true;
        }

        private Decision.Accept Accept(ClaimDecision.Accepted accepted, LoadedMember loaded, TableEntity? claimed, Instant now)
        {
            var posting = accepted.Posting;
            var issued = command.issue.Draw(campaign, member, claim.Value, now);
            var coupon = CouponBodies.Of(CouponPlacement.ToCoupon(issued, member), campaign, campaign, false, issued.Occurrence, now);
            var tally = new TableEntity(TableKeys.MemberPartition(member), TableKeys.ClaimedRow(reward.Id, member))
            {
                ["Claimed"] = RowValues.Write(accepted.Claimed),
            };
            var effects = new ClaimEffectsBody(
                reward.Id.Value,
                standing == StockStanding.SetAside,
                new IssueEffectsBody([issued], true, false),
                LedgerEffectsBody.Of(posting.Entries, posting.FileLookOn, loaded.State?.Member.LookOn));
            return new Decision.Accept(
                ClaimReplies.Claimed(new ClaimBody(
                    claim.Value, reward.Id.Value, member.Value, accepted.Price.Value, posting.Balance.Value, coupon)),
                [.. loaded.Put(posting.Next, posting.Entries), TableRows.Put(claimed, tally), .. IssueToMemberCommand.RowsOf(issued, member)],
                JsonSerializer.Serialize(effects, ClaimJson.Default.ClaimEffectsBody));
        }
    }
}
