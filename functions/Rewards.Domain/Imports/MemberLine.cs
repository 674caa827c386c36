using System.Collections.Immutable;
using System.Globalization;
using NodaTime;
using NodaTime.Text;
using Rewards.Domain.Cards;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Money;
using Rewards.Domain.Points;

namespace Rewards.Domain.Imports;

/// <summary>Points that another engine owed.</summary>
/// <param name="ExpiresOn">The last local day, in the programme's zone, on which they can be spent; null: never.</param>
public sealed record OpeningLot(LocalDate? ExpiresOn, PointCount Points);

/// <summary>A line of members.csv as it came; an empty text is a column left out.</summary>
public sealed record MemberFields(
    string MemberId, string JoinedOn, string LastPurchaseOn, string Purchases, string SpendMinor, string Balances, string CardNumbers);

/// <summary>What another engine knew of one member.</summary>
/// <param name="JoinedOn">A local day of the programme's zone; null: not told.</param>
/// <param name="Spend">In the programme's currency.</param>
/// <param name="Lots">Earliest expiry first, those that never expire last; one a day.</param>
public sealed record MemberLine(
    MemberId Id,
    LocalDate? JoinedOn,
    LocalDate? LastPurchaseOn,
    long Purchases,
    MinorUnits Spend,
    ImmutableArray<OpeningLot> Lots,
    ImmutableArray<CardNumber> CardNumbers)
{
    public const string MemberIdColumn = "memberId";
    public const string JoinedOnColumn = "joinedOn";
    public const string LastPurchaseOnColumn = "lastPurchaseOn";
    public const string PurchasesColumn = "purchases";
    public const string SpendColumn = "spendMinor";
    public const string BalancesColumn = "balances";
    public const string CardNumbersColumn = "cardNumbers";

    /// <summary>In the order in which an export writes them.</summary>
    public static readonly ImmutableArray<string> Columns =
        [MemberIdColumn, JoinedOnColumn, LastPurchaseOnColumn, PurchasesColumn, SpendColumn, BalancesColumn, CardNumbersColumn];

    /// <summary>More than a year of days; a member's account holds <see cref="PointsAccount.MaxLots"/>.</summary>
    public const int MaxLots = 400;

    public const int MaxCardNumbers = 10;

    public const long MaxPurchases = 1_000_000_000;

    public const long MaxSpendMinor = 1_000_000_000_000;

    /// <summary>Of all lots of a line together.</summary>
    public const long MaxPoints = 1_000_000_000_000;

    private const char Separator = ';';

    private const string Never = "never";

    private const string NeedsDay = "yyyy-MM-dd is needed.";

    /// <param name="today">In the programme's zone: nothing was bought after it, and no lot has lapsed before it.</param>
    /// <returns>Either the line or what is wrong with it, by column.</returns>
    public static (MemberLine? Line, IReadOnlyList<FieldError> Errors) Parse(MemberFields fields, LocalDate today)
    {
        List<FieldError> errors = [];
        var known = Identifiers.MemberId.TryParse(fields.MemberId, out var id);
        if (!known)
        {
            errors.Add(new FieldError(MemberIdColumn, "1 to 64 of A-Z a-z 0-9 . _ ~ -; an e-mail address is no member id."));
        }

        var line = new MemberLine(
            id,
            PastDay(fields.JoinedOn, JoinedOnColumn, today, errors),
            PastDay(fields.LastPurchaseOn, LastPurchaseOnColumn, today, errors),
            Number(fields.Purchases, PurchasesColumn, MaxPurchases, errors),
            new MinorUnits(Number(fields.SpendMinor, SpendColumn, MaxSpendMinor, errors)),
            LotsOf(fields.Balances, today, errors),
            CardsOf(fields.CardNumbers, errors));

        return errors.Count == 0 ? (line, errors) : (null, errors);
    }

    /// <summary>As <see cref="Parse"/> reads them.</summary>
    public static string Write(IEnumerable<OpeningLot> lots) => string.Join(
        Separator, lots.Select(lot => $"{(lot.ExpiresOn is { } day ? LocalDatePattern.Iso.Format(day) : Never)}:{lot.Points}"));

    /// <summary>As <see cref="Parse"/> reads them; a number that has the separator in it is left out.</summary>
    public static string Write(IEnumerable<CardNumber> numbers) =>
        string.Join(Separator, numbers.Select(number => number.Value).Where(number => !number.Contains(Separator) && number == number.Trim()));

    private static ImmutableArray<CardNumber> CardsOf(string text, List<FieldError> errors)
    {
        var parts = Parts(text).Distinct().ToList();
        if (parts.Count > MaxCardNumbers)
        {
            errors.Add(new FieldError(CardNumbersColumn, $"At most {MaxCardNumbers}."));
            return [];
        }

        if (parts.Select(CardNumber.FaultOf).FirstOrDefault(fault => fault is not null) is { } wrong)
        {
            errors.Add(new FieldError(CardNumbersColumn, wrong));
            return [];
        }

        return [.. parts.Select(CardNumber.Parse)];
    }

    private static LocalDate? PastDay(string text, string column, LocalDate today, List<FieldError> errors)
    {
        if (text.Length == 0)
        {
            return null;
        }

        if (!TryDay(text, out var day))
        {
            errors.Add(new FieldError(column, NeedsDay));
            return null;
        }

        if (day > today)
        {
            errors.Add(new FieldError(column, "Is in the future."));
        }

        return day;
    }

    private static long Number(string text, string column, long max, List<FieldError> errors)
    {
        if (text.Length == 0)
        {
            return 0;
        }

        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= max)
        {
            return number;
        }

        errors.Add(new FieldError(column, $"A whole number from 0 to {max} is needed."));
        return 0;
    }

    private static ImmutableArray<OpeningLot> LotsOf(string text, LocalDate today, List<FieldError> errors)
    {
        var parts = Parts(text);
        var byDay = new Dictionary<LocalDate, long>();
        var total = 0L;
        foreach (var part in parts)
        {
            if (Lot(part, today) is not { } lot)
            {
                errors.Add(new FieldError(
                    BalancesColumn, $"Each is yyyy-MM-dd:points or never:points, from today on, with 1 to {MaxPoints} points; joined by {Separator}."));
                return [];
            }

            byDay[lot.Day] = byDay.GetValueOrDefault(lot.Day) + lot.Points;
            total = checked(total + lot.Points);
            if (total > MaxPoints)
            {
                errors.Add(new FieldError(BalancesColumn, $"At most {MaxPoints} points in all."));
                return [];
            }
        }

        if (byDay.Count > MaxLots)
        {
            errors.Add(new FieldError(BalancesColumn, $"At most {MaxLots} days of expiry."));
            return [];
        }

        return
        [
            .. byDay.OrderBy(lot => lot.Key)
                .Select(lot => new OpeningLot(lot.Key == LocalDate.MaxIsoValue ? null : lot.Key, new PointCount(lot.Value))),
        ];
    }

    /// <summary>What never expires stands under the last day there is.</summary>
    private static (LocalDate Day, long Points)? Lot(string part, LocalDate today)
    {
        var colon = part.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0
            || !long.TryParse(part.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var points)
            || points is < 1 or > MaxPoints)
        {
            return null;
        }

        if (part[..colon] == Never)
        {
            return (LocalDate.MaxIsoValue, points);
        }

        return TryDay(part[..colon], out var day) && day >= today ? (day, points) : null;
    }

    private static ImmutableArray<string> Parts(string text) =>
        [.. text.Split(Separator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];

    private static bool TryDay(string text, out LocalDate day) =>
        LocalDatePattern.Iso.Parse(text).TryGetValue(default, out day) && day.Year is >= 1900 and <= 9998;
}
