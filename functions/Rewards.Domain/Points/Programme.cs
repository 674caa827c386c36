using System.Collections.Immutable;
using System.Numerics;
using NodaTime;
using Rewards.Domain.Activities;
using Rewards.Domain.Baskets;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Messages;
using Rewards.Domain.Money;
using Rewards.Domain.Stamps;
using Rewards.Domain.Tiers;

namespace Rewards.Domain.Points;

/// <summary>One version of the programme's own rules.</summary>
/// <param name="Version">0 until one was put.</param>
/// <param name="AutoEnrol">A purchase, redemption or issue of an unknown member enrols them, without consents.</param>
public sealed record Programme(int Version, Currency Currency, DateTimeZone TimeZone, bool AutoEnrol, EarnRule Earn)
{
    /// <summary>What holds until a programme is put: EUR, Europe/Berlin, 1 point a whole euro.</summary>
    public static readonly Programme Default = new(
        0, Currency.Parse("EUR"), DateTimeZoneProviders.Tzdb["Europe/Berlin"], true, new EarnRule(new PointCount(1), new MinorUnits(100), []));

    /// <summary>The kinds of stamp cards; empty: there are none.</summary>
    public ImmutableArray<StampProgramme> StampCards { get; init; } = [];

    /// <summary>What is earned beyond purchases, by kind.</summary>
    public ImmutableArray<ActivityRule> Activities { get; init; } = [];

    /// <summary>Null: recommending the programme earns nothing.</summary>
    public ReferralRule? Referral { get; init; }

    /// <summary>What holds of points once they are earned.</summary>
    public PointsRules Points { get; init; } = PointsRules.Default;

    /// <summary>Null: there are none, and nothing is counted for them.</summary>
    public TierRules? Tiers { get; init; }

    public ImmutableArray<Club> Clubs { get; init; } = [];

    /// <summary>What holds of all messages by campaigns.</summary>
    public MessageRules Messages { get; init; } = MessageRules.None;

    public LocalDate DayOf(Instant instant) => instant.InZone(TimeZone).Date;

    /// <summary>When a local day of the programme begins.</summary>
    public Instant StartOf(LocalDate day) => day.AtStartOfDayInZone(TimeZone).ToInstant();

    /// <summary>Whether the next version changes what never changes once there is a member: balances and days were counted in it.</summary>
    public bool IsFixedPointChangedBy(Programme next) => next.Currency != Currency || !next.TimeZone.Equals(TimeZone);

    /// <summary>What is out of range, by the JSON path of <c>PUT /v1/programme</c>; empty: nothing.</summary>
    public static IReadOnlyList<FieldError> Check(Programme programme) =>
    [
        .. EarnRule.Check(programme.Earn),
        .. PointsRules.Check(programme.Points),
        .. StampRules.Check(programme.StampCards),
        .. ActivityRule.Check(programme.Activities),
        .. ReferralRule.Check(programme.Referral),
        .. programme.Tiers is { } tiers ? TierRules.Check(tiers) : [],
        .. Club.Check(programme.Clubs),
        .. MessageRules.Check(programme.Messages),
    ];
}

/// <summary>So many points for each whole step of what was paid; multipliers weigh the lines they match.</summary>
public sealed record EarnRule(PointCount Points, MinorUnits PerAmount, ImmutableArray<EarnMultiplier> Multipliers)
{
    public const long MaxPoints = 1_000_000;

    public const long MaxPerAmount = 1_000_000_000;

    public const int MaxMultipliers = 100;

    /// <summary>
    /// The points of a basket paid on that local day: the lines' amounts, each times the factors of all multipliers that match
    /// it, are summed; every whole <c>PerAmount</c> of the sum earns <c>Points</c>. These base points are multiplied last, by what
    /// the member is, and rounded down.
    /// </summary>
    /// <exception cref="OverflowException">The result is no whole number of 64 bits.</exception>
    public PointCount PointsFor(Basket basket, LocalDate day, PointFactor? factor = null)
    {
        // Over the one denominator 100^n, so that no product of factors is ever rounded.
        var sum = BigInteger.Zero;
        foreach (var line in basket.Lines)
        {
            sum += Multipliers.Aggregate(
                (BigInteger)line.Amount.Value,
                (weighted, multiplier) => weighted * (multiplier.Matches(line, basket.StoreId, day) ? multiplier.FactorHundredths : 100));
        }

        var steps = sum / (PerAmount.Value * BigInteger.Pow(100, Multipliers.Length));
        return (factor ?? PointFactor.Once).Times(steps * Points.Value);
    }

    internal static IEnumerable<FieldError> Check(EarnRule rule)
    {
        if (rule.Points.Value is < 0 or > MaxPoints)
        {
            yield return new FieldError("earn.points", $"Must be from 0 to {MaxPoints}.");
        }

        if (rule.PerAmount.Value is < 1 or > MaxPerAmount)
        {
            yield return new FieldError("earn.perAmount", $"Must be from 1 to {MaxPerAmount}.");
        }

        if (rule.Multipliers.Length > MaxMultipliers)
        {
            yield return new FieldError("earn.multipliers", $"At most {MaxMultipliers}.");
            yield break;
        }

        foreach (var error in rule.Multipliers.SelectMany((multiplier, i) => EarnMultiplier.Check(multiplier, $"earn.multipliers[{i}]")))
        {
            yield return error;
        }
    }
}

/// <summary>A factor for lines of some products, in some stores, on some days of the week; an empty list means all.</summary>
/// <param name="FactorHundredths">150 is one and a half times.</param>
public sealed record EarnMultiplier(
    int FactorHundredths,
    ImmutableArray<string> Categories,
    ImmutableArray<string> Stores,
    ImmutableArray<IsoDayOfWeek> Days)
{
    /// <summary>100 times.</summary>
    public const int MaxFactorHundredths = 10_000;

    public const int MaxNames = 100;

    public const int MaxNameLength = 128;

    /// <summary>Categories are compared without case, as everywhere; stores are ids and compared with it.</summary>
    public bool Matches(BasketLine line, string? storeId, LocalDate day) =>
        (Categories.IsEmpty || (line.Category is { } category && Categories.Contains(category, StringComparer.OrdinalIgnoreCase)))
        && (Stores.IsEmpty || (storeId is not null && Stores.Contains(storeId, StringComparer.Ordinal)))
        && (Days.IsEmpty || Days.Contains(day.DayOfWeek));

    internal static IEnumerable<FieldError> Check(EarnMultiplier multiplier, string path)
    {
        if (multiplier.FactorHundredths is < 0 or > MaxFactorHundredths)
        {
            yield return new FieldError($"{path}.factor", "Must be from 0 to 100.");
        }

        foreach (var error in CheckNames(multiplier.Categories, $"{path}.categories").Concat(CheckNames(multiplier.Stores, $"{path}.stores")))
        {
            yield return error;
        }

        if (multiplier.Days.Distinct().Count() != multiplier.Days.Length)
        {
            yield return new FieldError($"{path}.days", "A day is named twice.");
        }
    }

    private static IEnumerable<FieldError> CheckNames(ImmutableArray<string> names, string path) =>
        names.Length > MaxNames
            ? [new FieldError(path, $"At most {MaxNames}.")]
            : names.Select((name, i) => (name, i))
                .Where(each => !IdText.IsText(each.name, MaxNameLength))
                .Select(each => new FieldError($"{path}[{each.i}]", $"Must be 1 to {MaxNameLength} printable characters."));
}
