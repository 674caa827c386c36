using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using NodaTime;
using NodaTime.Text;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Points;
using Rewards.Domain.Tiers;
using Rewards.Functions.Agenda;
using Rewards.Functions.Events;
using Rewards.Functions.Members;
using Rewards.Functions.Programmes;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Points;

/// <summary>What follows from ledger entries, in the effects of every command that writes some.</summary>
/// <param name="LookOn">The day for which the Agenda's row is to be filed; null: none.</param>
/// <param name="LookReplaced">The day under which another one stood until now.</param>
public sealed record LedgerEffectsBody(IReadOnlyList<EntryEffectBody> Entries, string? LookOn, string? LookReplaced)
{
    /// <param name="standing">The standing look as it was read.</param>
    public static LedgerEffectsBody Of(
        IEnumerable<LedgerEntry> entries, LocalDate? file, LocalDate? standing, ImmutableArray<TierChange> tiers = default) => new(
        [.. entries.Select(EntryEffectBody.Of)], RowValues.Write(file), file is null ? null : RowValues.Write(standing))
    {
        Tiers = tiers.IsDefaultOrEmpty ? null : TierEffects.Of(tiers),
    };

    /// <summary>Changes of the tier that were written down as well; null: none.</summary>
    public IReadOnlyList<TierChangeBody>? Tiers { get; init; }
}

/// <summary>An entry, as far as it is told to others.</summary>
/// <param name="Months">By how much more is owed to the member, by the month in which the lots lapse, such as 2027-11, or never; what is pending or held is owed.</param>
public sealed record EntryEffectBody(
    long Sequence,
    string Kind,
    string At,
    long Points,
    long Pending,
    long Held,
    long Balance,
    long AmountMinor,
    string? PurchaseId,
    string? Reference,
    IReadOnlyDictionary<string, long> Months)
{
    public const string NeverLapses = "never";

    private static readonly YearMonthPattern MonthPattern = YearMonthPattern.Iso;

    public static EntryEffectBody Of(LedgerEntry entry) => new(
        entry.Sequence,
        entry.Kind,
        RowValues.Write(entry.At),
        entry.Points.Value,
        entry.Pending.Value,
        entry.Held.Value,
        entry.Balance.Value,
        entry.Source.Amount.Value,
        entry.Source.Purchase?.Value,
        entry.Source.Reference,
        entry.Movements.Concat(entry.HeldMovements)
            .GroupBy(movement => movement.Lot.ExpiresOn is { } last ? MonthPattern.Format(last.ToYearMonth()) : NeverLapses)
            .Select(month => (month.Key, Change: month.Sum(movement => movement.Points.Value)))

            // Points that only pass from held to free, or from pending to spendable, are owed as before.
            .Where(month => month.Change != 0)
            .ToDictionary(month => month.Key, month => month.Change));
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(LedgerEffectsBody))]
public sealed partial class LedgerJson : JsonSerializerContext;

/// <summary>After a command on a member's points: the Agenda's row, and an event with its fact for each entry.</summary>
public sealed class LedgerAftermath(AgendaFiling filing, LookFiler looks, Happenings happenings, ProgrammeCatalogue programmes)
{
    private static readonly Dictionary<string, string> EventTypes = new()
    {
        [EntryKinds.Purchase] = RewardsEvent.PointsAwarded,
        [EntryKinds.Opening] = "Rewards.PointsOpened",
        [EntryKinds.Activity] = "Rewards.PointsEarned",
        [EntryKinds.Referral] = "Rewards.PointsEarned",
        [EntryKinds.Adjustment] = "Rewards.PointsAdjusted",
        [EntryKinds.Activation] = "Rewards.PointsActivated",
        [EntryKinds.Expiry] = "Rewards.PointsExpired",
        [EntryKinds.Spend] = "Rewards.PointsSpent",
        [EntryKinds.Rollback] = "Rewards.PointsSpendRolledBack",
        [EntryKinds.Hold] = "Rewards.PointsHeld",
        [EntryKinds.Capture] = "Rewards.PointsCaptured",
        [EntryKinds.Release] = "Rewards.PointsReleased",
        [EntryKinds.Return] = "Rewards.PointsTakenBack",
        [EntryKinds.TransferOut] = "Rewards.PointsTransferredOut",
        [EntryKinds.TransferIn] = "Rewards.PointsTransferredIn",
        [EntryKinds.TransferReturned] = "Rewards.PointsTransferReturned",
        [EntryKinds.Claim] = RewardsEvent.PointsClaimed,
    };

    private static readonly Dictionary<string, LiabilityCategory> Categories = EventTypes
        .DistinctBy(type => type.Value)
        .ToDictionary(type => type.Value, type => LiabilityCategories.Of(type.Key));

    /// <param name="own">The event of the command's own entry where it tells more than the entry does; it replaces that entry's.</param>
    public async Task RunAsync(
        OperationRow operation, LedgerEffectsBody effects, CancellationToken cancellationToken, params IReadOnlyList<RewardsEvent> own)
    {
        var member = MemberId.Parse(operation.Partition);
        var today = (await programmes.NewestAsync(cancellationToken)).DayOf(operation.At);
        if (effects.LookOn is { } day)
        {
            await FileAsync(member, LocalDatePattern.Iso.Parse(day).Value, Parse(effects.LookReplaced), today, cancellationToken);
        }

        if (effects.Entries.Count > 0)
        {
            await filing.FileAsync(member, today.PlusDays(1), cancellationToken, AgendaFiling.ReconcileKind);
        }

        if (effects.Entries.Any(entry => entry.Points > 0))
        {
            await looks.EnsureForPointsAsync(member, cancellationToken);
        }

        if (effects.Entries.Count > 0 || effects.LookOn is not null)
        {
            await filing.RemoveOfErasedAsync(member, effects.LookOn, today, cancellationToken);
        }

        var told = own.Select(happened => happened.Type).ToHashSet();
        await happenings.TellAsync(
            [
                .. own,
                .. effects.Entries.Where(entry => !told.Contains(EventTypes[entry.Kind])).Select(entry => ToEvent(operation, member, entry)),
                .. TierEffects.Events(operation, member, effects.Tiers),
            ],
            cancellationToken);
    }

    /// <summary>What is due already is looked at at once, unless an earlier day is still to be looked at first.</summary>
    private async Task FileAsync(MemberId member, LocalDate day, LocalDate? replaced, LocalDate today, CancellationToken cancellationToken)
    {
        var filed = await filing.FileAsync(member, day, cancellationToken);
        if (replaced is { } before)
        {
            await filing.RemoveReplacedAsync(member, before, cancellationToken);
        }

        if (day <= today && !(replaced < today))
        {
            await filing.LookNowAsync(filed, today, cancellationToken);
        }
    }

    private static LocalDate? Parse(string? day) => day is null ? null : LocalDatePattern.Iso.Parse(day).Value;

    /// <summary>What entries that are told by an event of this type count as; false: the event is of no entry.</summary>
    public static bool TryCategoryOf(string eventType, out LiabilityCategory category) => Categories.TryGetValue(eventType, out category);

    private static RewardsEvent ToEvent(OperationRow operation, MemberId member, EntryEffectBody entry) => new(
        $"{operation.Id}-entry-{entry.Sequence}",
        EventTypes[entry.Kind],
        $"members/{member}",
        RowValues.Write(operation.At),
        DataOf(entry) with { MemberId = member.Value });

    /// <summary>What an entry tells, without saying whose it is.</summary>
    public static EventData DataOf(EntryEffectBody entry) => new()
    {
        PurchaseId = entry.PurchaseId,
        AmountMinor = entry.AmountMinor == 0 ? null : entry.AmountMinor,
        Points = entry.Points,
        Pending = entry.Pending == 0 ? null : entry.Pending,
        Held = entry.Held == 0 ? null : entry.Held,
        Balance = entry.Balance,
        Reference = entry.Reference,
        Months = entry.Months,
    };
}
