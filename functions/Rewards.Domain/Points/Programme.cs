using System.Collections.Immutable;
using NodaTime;
using Rewards.Domain.Baskets;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Money;

namespace Rewards.Domain.Points;

/// <summary>One version of the programme's own rules.</summary>
/// <param name="Version">0 until one was put.</param>
/// <param name="AutoEnrol">A purchase, redemption or issue of an unknown member enrols them, without consents.</param>
public sealed record Programme(int Version, Currency Currency, DateTimeZone TimeZone, bool AutoEnrol, EarnRule Earn)
{
    /// <summary>What holds until a programme is put: EUR, Europe/Berlin, 1 point a whole euro.</summary>
    public static readonly Programme Default = new(
        0, Currency.Parse("EUR"), DateTimeZoneProviders.Tzdb["Europe/Berlin"], true, new EarnRule(new PointCount(1), new MinorUnits(100), []));

    public LocalDate DayOf(Instant instant) => instant.InZone(TimeZone).Date;
}

/// <summary>So many points for each whole step of what was paid; multipliers weigh the lines they match.</summary>
public sealed record EarnRule(PointCount Points, MinorUnits PerAmount, ImmutableArray<EarnMultiplier> Multipliers)
{
    /// <summary>
    /// The points of a basket paid on that local day: the lines' amounts, each times the factors of all multipliers that match
    /// it, are summed; every whole <c>PerAmount</c> of the sum earns <c>Points</c>.
    /// </summary>
    /// <exception cref="OverflowException">The result is no whole number of 64 bits.</exception>
    public PointCount PointsFor(Basket basket, LocalDate day) => throw new NotImplementedException();
}

/// <summary>A factor for lines of some products, in some stores, on some days of the week; an empty list means all.</summary>
/// <param name="FactorHundredths">150 is one and a half times.</param>
public sealed record EarnMultiplier(
    int FactorHundredths,
    ImmutableArray<string> Categories,
    ImmutableArray<string> Stores,
    ImmutableArray<IsoDayOfWeek> Days);
