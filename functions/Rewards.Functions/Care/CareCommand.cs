using System.Collections.Immutable;
using System.Net;
using System.Text.Json;
using Azure.Data.Tables;
using NodaTime;
using Rewards.Domain.Agenda;
using Rewards.Domain.Campaigns;
using Rewards.Domain.Care;
using Rewards.Domain.Catalogue;
using Rewards.Domain.Identifiers;
using Rewards.Functions.Agenda;
using Rewards.Functions.Catalogue;
using Rewards.Functions.Coupons;
using Rewards.Functions.Http;
using Rewards.Functions.Members;
using Rewards.Functions.Programmes;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Care;

/// <summary>A parsed cancellation or complaint.</summary>
public sealed record CareCall(MemberId Member, CareCase Case, OperationId Operation, string Fingerprint)
{
    /// <summary>The id of what the call makes, told by its first letter: a retry makes the same.</summary>
    public string CaseId => $"{(Case is CareCase.Cancellation ? CareFunctions.CancellationLetter : 'K')}{Operation.Value[..^1]}";
}

/// <summary>
/// Answers who is about to leave, or complains. Where the campaign's offers are scarce one is set aside first; then the member's
/// partition decides and records the case with the coupon drawn; the coupon's own row is written from that record.
/// </summary>
public sealed class CareCommand(
    PartitionStore store,
    MemberLoader members,
    ProgrammeCatalogue programmes,
    TimedCatalogue catalogue,
    StockKeeper stock,
    IssueToMemberCommand issue,
    CouponPlacement placement,
    IClock clock)
{
    public const string Kind = "care";

    private const char Separator = ',';

    private readonly PartitionStore store = store;
    private readonly MemberLoader members = members;
    private readonly ProgrammeCatalogue programmes = programmes;
    private readonly StockKeeper stock = stock;
    private readonly IssueToMemberCommand issue = issue;
    private readonly IClock clock = clock;

    public static CareEffectsBody Read(OperationRow row) => JsonSerializer.Deserialize(row.Effects!, CareJson.Default.CareEffectsBody)!;

    /// <summary>The campaigns of whose offers one may have been set aside.</summary>
    public static IEnumerable<CampaignId> ReadSetAside(string setAside) => setAside.Split(Separator).Select(CampaignId.Parse);

    public async Task<Reply> RunAsync(CareCall call, CancellationToken cancellationToken)
    {
        var timed = await catalogue.ReadAsync(cancellationToken);
        var campaigns = call.Case.AnsweredBy(timed.Campaigns, clock.GetCurrentInstant());
        var scarce = campaigns.Where(campaign => CareTerms.Of(campaign).Offers is not null).Select(campaign => campaign.Id.Value).ToList();
        var setAside = scarce.Count == 0 ? null : string.Join(Separator, scarce);
        var operation = new Operation(
            call.Operation, TableKeys.Members, TableKeys.MemberPartition(call.Member), Kind, call.Fingerprint, setAside);
        var attempt = new Attempt(this, call, campaigns, timed);
        var result = await store.RunAsync(
            operation, operation.Partition, (_, token) => attempt.RunAsync(token), cancellationToken, attempt.PutBackAsync);
        if (result.Row is { Outcome: OperationOutcome.Accepted } row)
        {
            // The reply goes out when both rows are there; after a crash the follow-up sees to it.
            await placement.PlaceAsync(call.Member, Read(row).Issued, cancellationToken);
        }

        return result.Reply;
    }

    /// <summary>The tries of one command.</summary>
    private sealed class Attempt(CareCommand command, CareCall call, ImmutableArray<CampaignDefinition> campaigns, TimedCampaigns timed)
    {
        private readonly Dictionary<CampaignId, StockStanding> budgets = [];
        private bool isDecided;

        private string Partition => TableKeys.MemberPartition(call.Member);

        private string? ComplaintRow => call.Case is CareCase.Complaint complaint ? TableKeys.ComplaintRow(complaint.Reference, call.Member) : null;

        public async Task<Decision> RunAsync(CancellationToken cancellationToken)
        {
            if (isDecided)
            {
                // Its own row tells the outcome; there is none where the member was erased meanwhile.
                return new Decision.Refuse(Problems.Abandoned, Stored: false);
            }

            var loading = command.members.LoadAsync(call.Member, cancellationToken);
            var answered = ComplaintRow is { } row
                ? await TableRows.ReadAsync(command.store.Table(TableKeys.Members), Partition, row, cancellationToken)
                : null;
            var loaded = await loading;
            var programme = await command.programmes.NewestAsync(cancellationToken);
            var now = command.clock.GetCurrentInstant();
            var today = programme.DayOf(now);
            switch (CareDecision.Decide(new CareState(campaigns, loaded.State, answered is not null, budgets), programme, timed, now))
            {
                case CareDecision.Refused refused:
                    return CareReplies.Refuse(refused.Reason);
                case CareDecision.NeedsLook(var campaign):
                    Learn(campaign, await command.stock.LookAsync(
                        StockKey.Of(campaign.Id), TermsOf(campaign), call.Operation, today, cancellationToken));
                    return new Decision.Again();
                case CareDecision.NeedsUnit(var campaign):
                    return new Decision.First(token => SetAsideAsync(campaign, today, token));
                case var accepted:
                    return Accept(accepted, loaded, now);
            }
        }

        /// <returns>False: there is no outcome yet, so that what is set aside may still be needed.</returns>
        public async Task<bool> PutBackAsync(OperationResult result, CancellationToken cancellationToken)
        {
            var setAside = budgets.Where(budget => budget.Value == StockStanding.SetAside).Select(budget => budget.Key).ToList();
            if (setAside.Count > 0 && result.Row is null)
            {
                return false;
            }

            foreach (var campaign in setAside)
            {
                await command.stock.GiveBackAsync(StockKey.Of(campaign), call.Operation, cancellationToken);
            }

            return true;
        }

        private static StockTerms TermsOf(CampaignDefinition campaign) => new(campaign.Version, Stock: null, CareTerms.Of(campaign).Offers);

        /// <summary>A retry that finds another campaign's turn come, because its first run was served, must not take one more away.</summary>
        private async Task SetAsideAsync(CampaignDefinition campaign, LocalDate today, CancellationToken cancellationToken)
        {
            isDecided = await command.store.ReadAsync(TableKeys.Members, Partition, call.Operation, cancellationToken) is not null;
            if (!isDecided)
            {
                Learn(campaign, await command.stock.SetAsideAsync(
                    StockKey.Of(campaign.Id), TermsOf(campaign), call.Operation, today, cancellationToken));
            }
        }

        /// <param name="standing">Null: the command has been decided, or given up.</param>
        private void Learn(CampaignDefinition campaign, StockStanding? standing)
        {
            isDecided = standing is null;
            if (standing is { } known)
            {
                budgets[campaign.Id] = known;
            }
        }

        private Decision.Accept Accept(CareDecision decided, LoadedMember loaded, Instant now)
        {
            var (id, member) = (call.CaseId, call.Member);
            switch (decided)
            {
                case CareDecision.Offered(var campaign, var arm, var next):
                    var issued = command.issue.Draw(campaign, member, id, now) with { Arm = arm?.Id };
                    return Record(
                        new CareOutcome(id, member, campaign, arm, issued, null, now),
                        [.. loaded.Put(loaded.State! with { Standing = next }, []), .. IssueToMemberCommand.RowsOf(issued, member)],
                        new IssueEffectsBody([issued], true, false) { IsCompared = arm is not null });
                case CareDecision.Held(var campaign, var next):
                    return Record(
                        new CareOutcome(id, member, campaign, Arm.Control, null, NoOfferReason.ControlGroup, now),
                        [.. loaded.Put(loaded.State! with { Standing = next }, []), ClaimRows.Add(campaign.Id, id, Arm.Control, member)],
                        new IssueEffectsBody([], true, false) { ControlOf = campaign.Id.Value });
                case CareDecision.Unoffered(var reason):
                    return Record(
                        new CareOutcome(id, member, null, null, null, reason, now),
                        [TableRows.Unchanged(loaded.Profile!)],
                        new IssueEffectsBody([], false, false));
                default:
                    throw new InvalidOperationException("Unknown decision.");
            }
        }

        private Decision.Accept Record(CareOutcome outcome, IEnumerable<TableTransactionAction> changes, IssueEffectsBody issued)
        {
            var offer = outcome is { Campaign: { } campaign, Coupon: { } coupon }
                ? CouponBodies.Of(
                    CouponPlacement.ToCoupon(coupon, outcome.Member), campaign, campaign.OfferedTo(outcome.Arm, null), false, outcome.Id, outcome.At)
                : null;
            var (row, reply) = ToRow(outcome, offer);
            var effects = new CareEffectsBody(
                outcome.Id,
                (call.Case as CareCase.Complaint)?.Category,
                (call.Case as CareCase.Cancellation)?.Reason,
                outcome.Campaign?.Id.Value,
                outcome.Campaign?.Version,
                outcome.Arm?.Id,
                offer is not null && budgets.ContainsKey(outcome.Campaign!.Id),
                NameOf(outcome.NoOffer),
                issued);
            return new Decision.Accept(
                reply,
                [.. changes, new TableTransactionAction(TableTransactionActionType.Add, row)],
                JsonSerializer.Serialize(effects, CareJson.Default.CareEffectsBody));
        }

        private (TableEntity Row, Reply Reply) ToRow(CareOutcome outcome, CouponBody? offer)
        {
            if (call.Case is CareCase.Cancellation cancellation)
            {
                var row = CancellationRows.ToRow(outcome, cancellation.Reason);
                return (row, Reply.Of(HttpStatusCode.Created, CancellationRows.ToBody(row, offer), WireJson.Default.CancellationBody));
            }

            var body = new ComplaintBody(outcome.Id, outcome.Member.Value, offer, NameOf(outcome.NoOffer));
            var complaint = new TableEntity(Partition, ComplaintRow!) { ["Complaint"] = outcome.Id, ["At"] = RowValues.Write(outcome.At) };
            return (complaint, Reply.Of(HttpStatusCode.Created, body, WireJson.Default.ComplaintBody));
        }

        private static string? NameOf(NoOfferReason? reason) => reason is { } why ? Problems.NameOf(why) : null;
    }
}
