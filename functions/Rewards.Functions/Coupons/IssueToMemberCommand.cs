using System.Text.Json;
using Azure.Data.Tables;
using NodaTime;
using Rewards.Domain.Campaigns;
using Rewards.Domain.Cards;
using Rewards.Domain.Coupons;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Members;
using Rewards.Domain.Points;
using Rewards.Domain.Tiers;
using Rewards.Functions.Campaigns;
using Rewards.Functions.Http;
using Rewards.Functions.Members;
using Rewards.Functions.Programmes;
using Rewards.Functions.Segments;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Coupons;

/// <summary>
/// Issues a coupon to a member. The member's partition decides and records the code drawn; the coupon's own row is then
/// written from that record.
/// </summary>
public sealed class IssueToMemberCommand(
    PartitionStore store,
    MemberLoader members,
    ProgrammeCatalogue programmes,
    CampaignCatalogue catalogue,
    SegmentMembership segments,
    CodeGenerator codes,
    CouponPlacement placement,
    IClock clock)
{
    public const string Kind = "issue-member";

    private TableClient Table => store.Table(TableKeys.Members);

    /// <param name="card">The card that names the member; null: none does.</param>
    public async Task<Reply> RunAsync(
        CampaignDefinition campaign,
        MemberId member,
        CardState? card,
        string occurrence,
        OperationId id,
        string fingerprint,
        CancellationToken cancellationToken)
    {
        var operation = new Operation(id, TableKeys.Members, TableKeys.MemberPartition(member), Kind, fingerprint);
        var result = await store.RunAsync(
            operation, operation.Partition, (_, token) => AttemptAsync(campaign, member, card, occurrence, token), cancellationToken);
        if (result.Row is { Outcome: OperationOutcome.Accepted } row)
        {
            // The reply goes out when both rows are there; after a crash the follow-up sees to it.
            await placement.PlaceAsync(member, CouponPlacement.Read(row), cancellationToken);
        }

        return result.Reply;
    }

    /// <summary>The rows that a coupon for a member leaves in the member's partition: the claim, and the entry in the list.</summary>
    public static IEnumerable<TableTransactionAction> RowsOf(IssuedCoupon issued, MemberId member)
    {
        var arm = issued.Arm is { } one ? new Arm(one) : Arm.Treated;
        var claim = ClaimRows.RowOf(CampaignId.Parse(issued.Campaign), issued.Occurrence, arm, member);
        claim["Coupon"] = JsonSerializer.Serialize(issued, IssueJson.Default.IssuedCoupon);
        yield return new TableTransactionAction(TableTransactionActionType.Add, claim);
        var listed = MemberCoupons.RowOf(CouponPlacement.ToCoupon(issued, member), member, issued.Occurrence);
        yield return new TableTransactionAction(TableTransactionActionType.Add, listed);
    }

    public IssuedCoupon Draw(CampaignDefinition campaign, MemberId member, string occurrence, Instant now)
    {
        var shard = TableKeys.ShardOf(member.Value, campaign.Shards);
        var code = codes.Draw(campaign, shard, forMember: true);
        return new IssuedCoupon(campaign.Id.Value, campaign.Version, shard, code.Value, occurrence, RowValues.Write(now));
    }

    private async Task<Decision> AttemptAsync(
        CampaignDefinition campaign, MemberId member, CardState? card, string occurrence, CancellationToken cancellationToken)
    {
        var partition = TableKeys.MemberPartition(member);
        var reading = LoadAsync(campaign, member, cancellationToken);
        var claim = await TableRows.ReadAsync(Table, partition, TableKeys.ClaimRow(campaign.Id, occurrence, member), cancellationToken);
        var loaded = await reading;
        var (profile, standing) = (loaded.Profile, loaded.State?.Standing ?? Standing.Empty);
        var issued = claim?.GetString("Coupon") is { } text ? JsonSerializer.Deserialize(text, IssueJson.Default.IssuedCoupon) : null;
        var programme = await programmes.NewestAsync(cancellationToken);
        var now = clock.GetCurrentInstant();
        var today = programme.DayOf(now);
        var affiliation = Affiliation.On(today, programme, standing);
        var known = MemberRows.ToMember(profile);
        var inSegment = await segments.AdmitsAsync(campaign, known ?? Member.Enrolled(member, today), affiliation, today, cancellationToken);
        return IssueDecision.ToMember(campaign, known, member, affiliation, inSegment, programme, issued is not null, card, now) switch
        {
            // Nothing is kept of an erased member, not even that something was refused.
            IssueDecision.Refused refused => new Decision.Refuse(
                IssueReplies.Refused(refused.Reason), Stored: refused.Reason != IssueRefusal.MemberErased),
            IssueDecision.SameAgain => await AgainAsync(campaign, member, profile!, issued!, now, cancellationToken),
            IssueDecision.Hold when claim is not null => new Decision.Refuse(IssueReplies.Refused(IssueRefusal.ControlGroup)),
            IssueDecision.Hold hold => Hold(campaign, member, occurrence, hold, loaded, today),
            IssueDecision.Issue issue => Issue(campaign, member, occurrence, issue, loaded, claim, now, today),
            _ => throw new InvalidOperationException("Unknown decision."),
        };
    }

    /// <summary>The profile alone unless the campaign asks for more. Whatever changes the rest changes the profile too, which is the fence.</summary>
    private async Task<LoadedMember> LoadAsync(CampaignDefinition campaign, MemberId member, CancellationToken cancellationToken) =>
        campaign.Conditions.ForSomeMembers || campaign.Experiment.Compares
            ? await members.LoadAsync(member, cancellationToken)
            : new LoadedMember(
                await TableRows.ReadAsync(Table, TableKeys.MemberPartition(member), TableKeys.ProfileRow(member), cancellationToken), null, null, null);

    private static Decision.Accept Hold(
        CampaignDefinition campaign, MemberId member, string occurrence, IssueDecision.Hold hold, LoadedMember loaded, LocalDate today)
    {
        var effects = new IssueEffectsBody([], true, hold.Enrolled is not null) { ControlOf = campaign.Id.Value };
        return new Decision.Accept(
            IssueReplies.Refused(IssueRefusal.ControlGroup),
            [ClaimRows.Add(campaign.Id, occurrence, Arm.Control, member), .. Assign(campaign, Arm.Control, hold.Enrolled, loaded, today)],
            JsonSerializer.Serialize(effects, IssueJson.Default.IssueEffectsBody));
    }

    /// <summary>The member's rows with the assignment to an arm, whose outcome later purchases are.</summary>
    private static IEnumerable<TableTransactionAction> Assign(
        CampaignDefinition campaign, Arm arm, Member? enrolled, LoadedMember loaded, LocalDate today)
    {
        var state = loaded.State ?? new MemberState(enrolled!, PointsAccount.Empty, Standing.Empty);
        var standing = state.Standing with { Assignments = state.Standing.Assignments.With(campaign, arm, today) };
        return loaded.Put(state with { Standing = standing }, []);
    }

    private Decision.Accept Issue(
        CampaignDefinition campaign,
        MemberId member,
        string occurrence,
        IssueDecision.Issue issue,
        LoadedMember loaded,
        TableEntity? claim,
        Instant now,
        LocalDate today)
    {
        var issued = Draw(campaign, member, occurrence, now) with { Arm = issue.Arm?.Id };
        List<TableTransactionAction> changes = [.. RowsOf(issued, member)];
        if (claim is not null)
        {
            // A member of the control group who asks gets the coupon all the same: the claim then names it.
            claim["Coupon"] = JsonSerializer.Serialize(issued, IssueJson.Default.IssuedCoupon);
            changes[0] = new TableTransactionAction(TableTransactionActionType.UpdateMerge, claim, claim.ETag);
        }

        // Nothing is issued to who was erased meanwhile.
        var isCompared = campaign.Trigger is null && issue.Arm is not null;
        changes.AddRange(isCompared ? Assign(campaign, issue.Arm!.Value, issue.Enrolled, loaded, today)
            : loaded.Profile is null ? [new(TableTransactionActionType.Add, MemberRows.ToRow(issue.Enrolled!))]
            : [TableRows.Unchanged(loaded.Profile)]);
        var coupon = CouponPlacement.ToCoupon(issued, member);
        var body = CouponBodies.Of(coupon, campaign, campaign.OfferedTo(coupon.Arm, coupon.Step), false, occurrence, now);
        var effects = new IssueEffectsBody([issued], true, issue.Enrolled is not null) { IsCompared = isCompared };
        return new Decision.Accept(CouponBodies.Issued([body]), changes, JsonSerializer.Serialize(effects, IssueJson.Default.IssueEffectsBody));
    }

    private async Task<Decision> AgainAsync(
        CampaignDefinition campaign,
        MemberId member,
        TableEntity profile,
        IssuedCoupon issued,
        Instant now,
        CancellationToken cancellationToken)
    {
        var coupon = CouponPlacement.ToCoupon(issued, member);
        var listed = await TableRows.ReadAsync(
            Table, TableKeys.MemberPartition(member), TableKeys.MemberCouponRow(coupon.Code), cancellationToken);
        if (listed is not null)
        {
            coupon = coupon with { Uses = RowValues.ReadTally(listed, "Uses"), Disabled = listed.GetBoolean("Disabled") ?? false };
        }

        var terms = await catalogue.TermsAsync(coupon, cancellationToken);
        var body = CouponBodies.Of(coupon, campaign, terms, false, issued.Occurrence, now);
        var effects = new IssueEffectsBody([issued], false, false);
        return new Decision.Accept(CouponBodies.Issued([body]), [TableRows.Unchanged(profile)], JsonSerializer.Serialize(effects, IssueJson.Default.IssueEffectsBody));
    }
}
