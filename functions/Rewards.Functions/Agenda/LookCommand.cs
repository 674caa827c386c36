using System.Text.Json;
using System.Text.Json.Serialization;
using Azure.Data.Tables;
using NodaTime;
using NodaTime.Text;
using Rewards.Domain.Agenda;
using Rewards.Domain.Campaigns;
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

/// <param name="Then">The day with which this look goes on; null: it is done.</param>
/// <param name="Reminders">Points that will lapse soon, by last day.</param>
public sealed record LookEffectsBody(
    IssueEffectsBody Issued,
    IReadOnlyList<HeldBody> Held,
    string? Then,
    LedgerEffectsBody Ledger,
    IReadOnlyList<ReminderBody> Reminders)
{
    /// <summary>Stamp cards that have expired.</summary>
    public IReadOnlyList<StampCardEffectBody>? StampCards { get; init; }
}

/// <param name="ExpiresOn">The last local day on which they can be spent.</param>
public sealed record ReminderBody(long Points, string ExpiresOn);

/// <summary>The member is in this campaign's control group.</summary>
public sealed record HeldBody(string Campaign, int Version, string Occurrence);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(LookEffectsBody))]
public sealed partial class LookJson : JsonSerializerContext;

/// <summary>
/// Looks at one member as of a day: what time did to points, claims, coupons and the next look are one batch. The member's
/// claim rows, not the message, prevent a second coupon; that a lot is gone prevents that it lapses twice.
/// </summary>
public sealed class LookCommand(
    PartitionStore store,
    MemberLoader members,
    ProgrammeCatalogue programmes,
    CampaignCatalogue catalogue,
    IssueToMemberCommand issue,
    IClock clock)
{
    public const string Kind = "look";

    /// <summary>A coupon takes two rows of the batch, and every hold that has expired one.</summary>
    private const int MaxWritten = 20;

    private static readonly Reply Done = new(System.Net.HttpStatusCode.NoContent, default);

    private TableClient Table => store.Table(TableKeys.Members);

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
        var timed = await catalogue.TimedAsync(cancellationToken);
        return (await store.RunMessageAsync(operation, AttemptAsync, cancellationToken)).Row;

        async Task<Decision> AttemptAsync(int attempt, CancellationToken token)
        {
            var loaded = await members.LoadAsync(id, token);
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

            var claimed = await ClaimedAsync(member, day, timed, token);
            var decided = TimedDecision.Decide(
                member, Affiliation.Before(day, programme, state.Standing), day, timed, (campaign, _) => claimed.Contains(campaign));
            return ToDecision(loaded, state, day, programme, decided, timed);
        }
    }

    /// <summary>The campaigns for which this member has had the coupon of this silence, or is in the control group.</summary>
    private async Task<HashSet<CampaignId>> ClaimedAsync(
        Member member, LocalDate day, IReadOnlyList<CampaignDefinition> timed, CancellationToken cancellationToken)
    {
        if (member.LastPurchaseOn is not { } last)
        {
            return [];
        }

        var due = timed.Where(campaign => Dormancy.DueOn(campaign, last) <= day).ToList();
        var partition = TableKeys.MemberPartition(member.Id);
        var rows = await Task.WhenAll(due.Select(campaign => TableRows.ReadAsync(
            Table, partition, TableKeys.ClaimRow(campaign.Id, LocalDatePattern.Iso.Format(last), member.Id), cancellationToken)));
        return [.. due.Where((_, i) => rows[i] is not null).Select(campaign => campaign.Id)];
    }

    private Decision.Accept ToDecision(
        LoadedMember loaded,
        MemberState state,
        LocalDate day,
        Programme programme,
        IReadOnlyList<TimedDecision> decided,
        IReadOnlyList<CampaignDefinition> timed)
    {
        var member = state.Member;
        List<TableTransactionAction> changes = [];
        List<IssuedCoupon> issued = [];
        List<HeldBody> held = [];
        var written = decided.Where(decision => decision is not TimedDecision.PassOver).ToList();
        foreach (var decision in written.Take(MaxWritten))
        {
            switch (decision)
            {
                case TimedDecision.Issue one:
                    issued.Add(issue.Draw(one.Campaign, member.Id, one.Occurrence, clock.GetCurrentInstant()));
                    changes.AddRange(IssueToMemberCommand.RowsOf(issued[^1], member.Id));
                    break;
                case TimedDecision.Hold one:
                    held.Add(new HeldBody(one.Campaign.Id.Value, one.Campaign.Version, one.Occurrence));
                    changes.Add(new TableTransactionAction(TableTransactionActionType.Add, ControlClaim(one, member.Id)));
                    break;
            }
        }

        // The day has begun, since somebody's clock drained it, even where this one is still just before midnight.
        var now = Instant.Max(clock.GetCurrentInstant(), programme.TimeZone.AtStartOfDay(day).ToInstant());
        var ledger = Ledger.Open(state.Account, programme, now);
        var (reminders, account) = ExpiryReminder.Decide(ledger.Account, programme.Points, ledger.Today);
        var (cards, lapsed) = Stamping.Lapse(state.Standing.Stamps, programme.StampCards, ledger.Today);
        var standing = state.Standing.TiersSettled(programme, day);
        var settled = state with { Account = account, Standing = standing.Next with { Stamps = cards } };

        // What has fallen due since is decided as of its own day, as it would have been on time; until then this row stands.
        var next = written.Count > MaxWritten
            ? day
            : Looks.Earliest(Dormancy.NextLook(member.LastPurchaseOn, timed, day), Looks.NextOf(settled, programme, ledger.Today));
        var then = next <= ledger.Today ? next : null;
        var looked = member with
        {
            LookOn = then is null ? next : member.LookOn,
            LastTimedCouponOn = issued.Count > 0 ? day : member.LastTimedCouponOn,
        };
        changes.AddRange(loaded.Put(settled with { Member = looked }, ledger.Entries));
        var effects = new LookEffectsBody(
            new IssueEffectsBody(issued, true, false),
            held,
            RowValues.Write(then),
            LedgerEffectsBody.Of(ledger.Entries, then is null ? next : null, null, standing.Changes),
            [.. reminders.Select(lot => new ReminderBody(lot.Points.Value, RowValues.Write(lot.Key.ExpiresOn!.Value)))])
        {
            StampCards = lapsed.IsEmpty ? null : [.. lapsed.Select(StampCardEffectBody.Of)],
        };
        return new Decision.Accept(Done, changes, JsonSerializer.Serialize(effects, LookJson.Default.LookEffectsBody));
    }

    private static TableEntity ControlClaim(TimedDecision.Hold held, MemberId member) =>
        new(TableKeys.MemberPartition(member), TableKeys.ClaimRow(held.Campaign.Id, held.Occurrence, member))
        {
            ["Campaign"] = held.Campaign.Id.Value,
            ["Occurrence"] = held.Occurrence,
            ["Arm"] = "control",
        };
}
