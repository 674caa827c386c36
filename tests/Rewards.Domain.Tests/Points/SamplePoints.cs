using System.Collections.Immutable;
using NodaTime;
using Rewards.Domain.Members;
using Rewards.Domain.Points;

namespace Rewards.Domain.Tests.Points;

/// <summary>
/// Accounts as text. A lot is <c>30@2026-06-30</c>, or <c>30@-</c> where it never lapses; one that is pending adds
/// <c>&gt;2026-06-12</c>, the day from which it can be spent, or <c>!p-1</c>, what it waits for.
/// </summary>
internal static class SamplePoints
{
    /// <summary>Noon UTC of 10 June, the same day in Berlin.</summary>
    public static readonly Instant Now = Sample.At("2026-06-10T12:00:00Z");

    public static readonly Programme Programme = Programme.Default;

    public static ImmutableArray<Lot> Lots(string text) =>
        [.. text.Split(", ", StringSplitOptions.RemoveEmptyEntries).Select(Lot).OrderBy(lot => lot.Key)];

    public static string Text(IEnumerable<Lot> lots) => string.Join(", ", lots.Select(lot =>
        $"{lot.Points}@{DayText(lot.Key.ExpiresOn) ?? "-"}{Prefixed('>', DayText(lot.Key.ActivatesOn))}{Prefixed('!', lot.Key.Awaits)}"));

    /// <summary>Kind and the change of each column.</summary>
    public static string Text(IEnumerable<LedgerEntry> entries) =>
        string.Join(", ", entries.Select(entry => $"{entry.Kind} {entry.Points}/{entry.Pending}/{entry.Held}"));

    /// <param name="holds">Each is <c>2026-06-10T12:00:00Z=20@2026-06-30</c>: when it expires, and its lots, joined by a plus.</param>
    public static PointsAccount Account(string lots, string holds = "", long deficit = 0)
    {
        var open = Lots(lots);
        var spendable = open.Where(lot => !lot.Key.IsPending).Sum(lot => lot.Points.Value);
        return PointsAccount.Empty with
        {
            Sequence = 7,
            Balance = new PointCount(spendable - deficit),
            Deficit = new PointCount(deficit),
            Lots = open,
            Holds = [.. holds.Split(", ", StringSplitOptions.RemoveEmptyEntries).Select(Hold)],
        };
    }

    public static MemberState State(PointsAccount account) => new(Sample.Member(), account, Standing.Empty);

    public static MemberState State(string lots) => State(Account(lots));

    /// <summary>Null where there is no such member, or a tombstone.</summary>
    public static MemberState? Who(string who, string lots = "100@2027-06-30") => who switch
    {
        "unknown" => null,
        "erased" => State(PointsAccount.Empty) with { Member = Sample.Member().Tombstone(Now) },
        _ => State(lots),
    };

    private static OpenHold Hold(string text, int number)
    {
        var parts = text.Split('=');
        return new OpenHold($"h-{number}", Sample.At(parts[0]), Lots(parts[1].Replace("+", ", ")));
    }

    private static Lot Lot(string text)
    {
        var parts = text.Split('@', '>', '!');
        var extra = parts.Length > 2 ? parts[2] : null;
        var key = new LotKey(
            parts[1] == "-" ? null : Sample.Day(parts[1]),
            text.Contains('>') ? Sample.Day(extra!) : null,
            text.Contains('!') ? extra : null);
        return new Lot(key, new PointCount(long.Parse(parts[0])));
    }

    private static string? DayText(LocalDate? day) => day is { } value ? $"{value:uuuu-MM-dd}" : null;

    private static string Prefixed(char prefix, string? text) => text is null ? "" : $"{prefix}{text}";
}
