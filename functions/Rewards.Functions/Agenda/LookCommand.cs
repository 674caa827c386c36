using System.Text.Json;
using Azure.Data.Tables;
using NodaTime;
using NodaTime.Text;
using Rewards.Domain.Agenda;
using Rewards.Domain.Campaigns;
using Rewards.Domain.Coupons;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Members;
using Rewards.Domain.Points;
using Rewards.Domain.Stamps;
using Rewards.Domain.Tiers;
using Rewards.Functions.Campaigns;
using Rewards.Functions.Coupons;
using Rewards.Functions.Members;
using Rewards.Functions.Points;
using Rewards.Functions.Programmes;
using Rewards.Functions.Stamps;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Agenda;

/// <summary>
/// Looks at one member as of a day: what time did to points, claims, coupons and the next look are one batch. The member's
/// claim rows, not the message, prevent a second coupon; that a lot is gone prevents that it lapses twice.
/// </summary>
public sealed class LookCommand(
    PartitionStore store,
    MemberLoader members,
    ProgrammeCatalogue programmes,
    TimedCatalogue catalogue,
    TimedClaims claims,
    MemberCoupons coupons,
    IssueToMemberCommand issue,
    IClock clock)
{
    public const string Kind = "look";

    /// <summary>A coupon takes two rows of the batch, and every hold that has expired one.</summary>
    private const int MaxWritten = 20;

    private static readonly Reply Done = new(System.Net.HttpStatusCode.NoContent, default);

    /// <summary>The day with which the look goes on that wrote this row; null: it is done.</summary>
    public static LocalDate? Then(OperationRow row) => row.Effects is { } effects && Read(effects).Then is { } day
        ? LocalDatePattern.Iso.Parse(day).Value
        : null;

    public static LookEffectsBody Read(string effects) => JsonSerializer.Deserialize(effects, LookJson.Default.LookEffectsBody)!;

    /// <returns>The operation's row; null where there is no such member any more.</returns>
    public async Task<OperationRow?> RunAsync(MemberId id, LocalDate day, OperationId operationId, CancellationToken cancellationToken)
    {
        var operation = new Operation(operationId, TableKeys.Members, TableKeys.MemberPartition(id), Kind, "");
        var programme = await programmes.NewestAsync(cancellationToken);
        var context = new TimedContext(programme, await catalogue.ReadAsync(cancellationToken));
        return (await store.RunMessageAsync(operation, AttemptAsync, cancellationToken)).Row;

        async Task<Decision> AttemptAsync(int attempt, CancellationToken token)
        {
            var holding = context.Timed.RemindsOfCoupons ? coupons.HeldAsync(id, token) : Task.FromResult<IReadOnlyList<HeldCoupon>>([]);
            var loaded = await members.LoadAsync(id, token);
            var held = await holding;
            if (loaded.State is not { Member: { IsErased: false } member } state)
            {
                return new Decision.Refuse(Done, Stored: false);
            }

            if (member.LookOn is not { } standing || standing > day)
            {
                // A leftover: all that was due by then is decided. A walk that has filed this row and is about to say so in
                // the profile finds another one than it read, and files again.
                return new Decision.Accept(Done, [TableRows.Unchanged(loaded.Profile!)], null);
            }

            var claimed = await claims.ReadAsync(state, day, context.Timed, held, token);
            var affiliation = Affiliation.Before(day, programme, state.Standing);
            var decided = TimedDecision.Decide(state, affiliation, day, context, held, (campaign, occurrence) => claimed.Contains((campaign, occurrence)));
            return ToDecision(loaded, state, day, context, held, decided);
        }
    }

    private Decision.Accept ToDecision(
        LoadedMember loaded,
        MemberState state,
        LocalDate day,
        TimedContext context,
        IReadOnlyList<HeldCoupon> held,
        IReadOnlyList<TimedDecision> decided)
    {
        var (member, programme) = (state.Member, context.Programme);
        var all = decided.Where(decision => decision is not TimedDecision.PassOver).ToList();
        var written = all.Take(MaxWritten).ToList();
        var outcome = Write(written, member.Id);

        // The day has begun, since somebody's clock drained it, even where this one is still just before midnight.
        var now = Instant.Max(clock.GetCurrentInstant(), programme.TimeZone.AtStartOfDay(day).ToInstant());
        var ledger = Ledger.Open(state.Account, programme, now);
        var (reminders, account) = ExpiryReminder.Decide(ledger.Account, programme.Points, ledger.Today);
        var (cards, lapsed) = Stamping.Lapse(state.Standing.Stamps, programme.StampCards, ledger.Today);
        var standing = state.Standing.TiersSettled(programme, day);

        // What was not written down in this step is still to be answered in the next, also what happened days before.
        var answeredThrough = all.Count > MaxWritten ? (LocalDate?)null : day;
        var settled = state with
        {
            Account = account,
            Standing = TimedDecision.Apply(standing.Next with { Stamps = cards }, written, day, answeredThrough, programme.Messages),
        };

        // What has fallen due since is decided as of its own day, as it would have been on time; until then this row stands.
        var next = all.Count > MaxWritten
            ? day
            : Looks.Earliest(
                Occasions.NextLook(settled, context.Timed, day, ledger.Today, WithIssued(held, outcome.Issued, context.Timed)),
                Looks.NextOf(settled, programme, ledger.Today));
        var then = next <= ledger.Today ? next : null;
        var looked = member with
        {
            LookOn = then is null ? next : member.LookOn,
            LastTimedCouponOn = outcome.Issued.Count > 0 ? day : member.LastTimedCouponOn,
        };
        var effects = new LookEffectsBody(
            new IssueEffectsBody(outcome.Issued, true, false),
            outcome.Held,
            RowValues.Write(then),
            LedgerEffectsBody.Of(ledger.Entries, then is null ? next : null, null, standing.Changes),
            [.. reminders.Select(lot => new ReminderBody(lot.Points.Value, RowValues.Write(lot.Key.ExpiresOn!.Value)))])
        {
            Addressed = outcome.Addressed.Count == 0 ? null : outcome.Addressed,
            StampCards = lapsed.IsEmpty ? null : [.. lapsed.Select(StampCardEffectBody.Of)],
        };
        return new Decision.Accept(
            Done,
            [.. outcome.Changes, .. loaded.Put(settled with { Member = looked }, ledger.Entries)],
            JsonSerializer.Serialize(effects, LookJson.Default.LookEffectsBody));
    }

    private LookOutcome Write(IEnumerable<TimedDecision> written, MemberId member)
    {
        var outcome = new LookOutcome([], [], [], []);
        foreach (var decision in written)
        {
            switch (decision)
            {
                case TimedDecision.Issue { Occasion: { Campaign.Codes: CodePolicy.Unique } occasion } one:
                    var issued = issue.Draw(occasion.Campaign, member, occasion.Occurrence, clock.GetCurrentInstant()) with
                    {
                        Arm = one.Arm.Id,
                        Step = occasion.Step,
                    };
                    outcome.Issued.Add(issued);
                    outcome.Addressed.Add(Addressed(occasion, one.Arm, issued.Code));
                    outcome.Changes.AddRange(IssueToMemberCommand.RowsOf(issued, member));
                    break;
                case TimedDecision.Issue { Occasion: var occasion } one:
                    outcome.Addressed.Add(Addressed(occasion, one.Arm, code: null));
                    outcome.Changes.Add(ClaimRows.Add(occasion.Campaign.Id, occasion.Occurrence, one.Arm, member));
                    break;
                case TimedDecision.Hold { Occasion: var occasion }:
                    outcome.Held.Add(new HeldBody(occasion.Campaign.Id.Value, occasion.Campaign.Version, occasion.Occurrence));
                    outcome.Changes.Add(ClaimRows.Add(occasion.Campaign.Id, occasion.Occurrence, Arm.Control, member));
                    break;
            }
        }

        return outcome;
    }

    /// <summary>Of a coupon that is issued with this look a reminder may be due later.</summary>
    private static IReadOnlyList<HeldCoupon> WithIssued(IReadOnlyList<HeldCoupon> held, IReadOnlyList<IssuedCoupon> issued, TimedCampaigns timed) =>
        !timed.RemindsOfCoupons ? held : [.. held, .. issued.Select(coupon => MemberCoupons.HeldOf(coupon, timed))];

    private static AddressedBody Addressed(Occasion occasion, Arm arm, string? code) => new(
        occasion.Campaign.Id.Value,
        occasion.Campaign.Version,
        occasion.Occurrence,
        code,
        occasion.Campaign.Trigger!.Channel,
        TriggerJson.KindOf(occasion.Campaign.Trigger),
        arm.Id,
        occasion.Step);

    private sealed record LookOutcome(
        List<TableTransactionAction> Changes, List<IssuedCoupon> Issued, List<AddressedBody> Addressed, List<HeldBody> Held);
}
