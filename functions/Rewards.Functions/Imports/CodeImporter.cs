using System.Net;
using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using NodaTime;
using NodaTime.Text;
using Rewards.Domain.Campaigns;
using Rewards.Domain.Coupons;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Imports;
using Rewards.Domain.Redemptions;
using Rewards.Functions.Agenda;
using Rewards.Functions.Campaigns;
using Rewards.Functions.Coupons;
using Rewards.Functions.Http;
using Rewards.Functions.Members;
using Rewards.Functions.Programmes;
using Rewards.Functions.Storage;
using Operation = Rewards.Functions.Storage.Operation;

namespace Rewards.Functions.Imports;

/// <summary>
/// Imports a code: its alias, which makes it one coupon's for ever; the member's partition, which decides where it is a member's;
/// the coupon itself. Each step may be repeated; the coupon's row says which import and line brought it.
/// </summary>
public sealed class CodeImporter(
    PartitionStore store, CodeAliases aliases, CampaignCatalogue catalogue, ProgrammeCatalogue programmes, LookFiler looks, IClock clock) : ILineImporter
{
    private const string OperationKind = "import-code";

    private static readonly LineOutcome.Rejected Taken = new(CodeLine.CodeColumn, "Is taken: by another coupon or by a shared code.");

    public string Kind => Import.CodesKind;

    private TableClient Coupons => store.Table(TableKeys.Coupons);

    private TableClient Members => store.Table(TableKeys.Members);

    public async Task<LineOutcome> ImportAsync(string import, int line, Func<string, string> field, CancellationToken cancellationToken)
    {
        var (parsed, errors) = CodeLine.Parse(
            new CodeFields(field(CodeLine.CodeColumn), field(CodeLine.CampaignColumn), field(CodeLine.MemberColumn)));
        if (parsed is null)
        {
            return new LineOutcome.Rejected(errors);
        }

        if (await catalogue.NewestAsync(parsed.Campaign, cancellationToken) is not { } campaign)
        {
            return new LineOutcome.Rejected(CodeLine.CampaignColumn, "There is no such campaign.");
        }

        var place = await aliases.PlaceOfAsync(parsed, campaign, cancellationToken);
        if (place is CodePlace.Refused refused)
        {
            return new LineOutcome.Rejected(refused.Error);
        }

        var shard = place is CodePlace.Own own ? own.Shard : TableKeys.ShardOf(parsed.Member?.Value ?? parsed.Code.Value, campaign.Shards);
        return await ImportAsync(new Work(import, line, parsed, campaign, shard), place, cancellationToken);
    }

    private async Task<LineOutcome> ImportAsync(Work work, CodePlace place, CancellationToken cancellationToken)
    {
        var line = work.Line;
        if (await ThereAsync(work, cancellationToken) is { } known)
        {
            return known;
        }

        if (line.Member is null && IssueDecision.ToNobody(work.Campaign, clock.GetCurrentInstant()) is IssueDecision.Refused refused)
        {
            return Rejected(refused.Reason);
        }

        if (place is CodePlace.Foreign && !await aliases.TryTakeAsync(line, work.Shard, work.Operation, work.Import, cancellationToken))
        {
            return Taken;
        }

        if (line.Member is not { } member)
        {
            return await PlaceAsync(work, CouponOf(work, clock.GetCurrentInstant()), cancellationToken);
        }

        var (issued, reason) = await IssueAsync(work, member, cancellationToken);
        if (issued is null)
        {
            await aliases.ReleaseAsync(line.Code, work.Operation, work.Import, cancellationToken);
            return Rejected(reason);
        }

        var outcome = await PlaceAsync(work, CouponPlacement.ToCoupon(issued, member), cancellationToken);
        await looks.EnsureForCouponsAsync(member, cancellationToken);
        return outcome;
    }

    /// <summary>The member's partition decides, and its record is what the coupon's row is written from. A refusal is no outcome for ever.</summary>
    private async Task<(IssuedCoupon? Issued, IssueRefusal Reason)> IssueAsync(Work work, MemberId member, CancellationToken cancellationToken)
    {
        var operation = new Operation(work.Operation, TableKeys.Members, TableKeys.MemberPartition(member), OperationKind, "");
        IssueRefusal reason = default;
        var result = await store.RunMessageAsync(operation, AttemptAsync, cancellationToken);
        return result.Row is { } row
            ? (JsonSerializer.Deserialize(row.Reply.Body.Span, IssueJson.Default.IssuedCoupon), default)
            : (null, reason);

        async Task<Decision> AttemptAsync(int attempt, CancellationToken token)
        {
            var reading = TableRows.ReadAsync(Members, operation.Partition, TableKeys.ProfileRow(member), token);
            var listed = await TableRows.ReadAsync(Members, operation.Partition, TableKeys.MemberCouponRow(work.Line.Code), token);
            var profile = await reading;
            var programme = await programmes.NewestAsync(token);
            var now = clock.GetCurrentInstant();
            if (listed is not null)
            {
                // By this very operation, whose row tells; or the coupon is just being issued and has no row of its own yet.
                return await store.ReadAsync(operation.Table, operation.Partition, operation.Id, token) is null
                    ? throw new StorageBusyException()
                    : new Decision.Refuse(Problems.Busy, Stored: false);
            }

            switch (IssueDecision.ToHolder(work.Campaign, MemberRows.ToMember(profile), member, programme, now))
            {
                case IssueDecision.Issue issue:
                    var enrolled = profile is null
                        ? new TableTransactionAction(TableTransactionActionType.Add, MemberRows.ToRow(issue.Enrolled!))
                        : TableRows.Unchanged(profile);
                    var list = MemberCoupons.RowOf(CouponOf(work, now), member, work.Shard);
                    return new Decision.Accept(Record(work, now), [enrolled, new(TableTransactionActionType.Add, list)], null);
                case IssueDecision.Refused refused:
                    reason = refused.Reason;
                    return new Decision.Refuse(IssueReplies.Refused(reason), Stored: false);
                default:
                    throw new InvalidOperationException("Unknown decision.");
            }
        }
    }

    private static Reply Record(Work work, Instant now) => Reply.Of(
        HttpStatusCode.OK,
        new IssuedCoupon(
            work.Campaign.Id.Value, work.Campaign.Version, work.Shard, work.Line.Code.Value, "", InstantPattern.ExtendedIso.Format(now)),
        IssueJson.Default.IssuedCoupon);

    private async Task<LineOutcome> PlaceAsync(Work work, Coupon coupon, CancellationToken cancellationToken)
    {
        try
        {
            await Coupons.AddEntityAsync(CouponRows.ToRow(coupon, work.Partition, work.Import, work.Number), cancellationToken);
            return new LineOutcome.Imported();
        }
        catch (RequestFailedException e) when (e.Status == 409)
        {
            return await ThereAsync(work, cancellationToken) ?? throw new StorageBusyException();
        }
    }

    /// <summary>What the coupon's row says of this line; null: there is none.</summary>
    private async Task<LineOutcome?> ThereAsync(Work work, CancellationToken cancellationToken)
    {
        var row = await TableRows.ReadAsync(Coupons, work.Partition, TableKeys.CouponRow(work.Line.Code, work.Partition), cancellationToken);
        if (CouponRows.ToCoupon(row) is not { } coupon)
        {
            return null;
        }

        if (coupon.Member != work.Line.Member)
        {
            return Taken;
        }

        return CouponRows.IsOf(row!, work.Import, work.Number) ? new LineOutcome.Imported() : new LineOutcome.Unchanged();
    }

    private static Coupon CouponOf(Work work, Instant now) =>
        new(work.Line.Code, work.Campaign.Id, work.Campaign.Version, work.Line.Member, now, false, Tally.Empty, 0);

    private static LineOutcome.Rejected Rejected(IssueRefusal reason) => new(
        reason is IssueRefusal.MemberErased or IssueRefusal.UnknownMember ? CodeLine.MemberColumn : CodeLine.CampaignColumn,
        IssueReplies.DetailOf(reason));

    /// <summary>One line to be carried out.</summary>
    private sealed record Work(string Import, int Number, CodeLine Line, CampaignDefinition Campaign, int Shard)
    {
        public string Partition => TableKeys.CouponPartition(Campaign.Id, Shard);

        public OperationId Operation => new(TableKeys.Hash(OperationKind, Line.Code.Value, Line.Campaign.Value, Line.Member?.Value));
    }
}
