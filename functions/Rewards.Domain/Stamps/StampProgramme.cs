using NodaTime;
using Rewards.Domain.Baskets;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Money;

namespace Rewards.Domain.Stamps;

/// <summary>What a stamp is given for.</summary>
public enum StampBasis
{
    /// <summary>One stamp a purchase.</summary>
    Purchases,

    /// <summary>One stamp a piece.</summary>
    Units,
}

/// <summary>One kind of stamp card. Days are local ones of the programme's zone.</summary>
public sealed record StampProgramme
{
    /// <summary>1 to 64 of A-Z a-z 0-9 . _ ~ -, case-sensitive; what a member's card is known by.</summary>
    public required string Id { get; init; }

    public required string Name { get; init; }

    public required StampBasis By { get; init; }

    /// <summary>What counts; null: every product.</summary>
    public ProductFilter? Products { get; init; }

    /// <summary>What the lines that count must come to, in minor units; for stamps by purchases.</summary>
    public MinorUnits? MinimumAmount { get; init; }

    public required int StampsPerCard { get; init; }

    /// <summary>Whose coupon a full card issues.</summary>
    public required CampaignId Campaign { get; init; }

    /// <summary>A card counts until so many days after its first stamp, that day included; null: for ever.</summary>
    public int? ValidDays { get; init; }

    /// <summary>The first day whose purchases are stamped.</summary>
    public LocalDate? ValidFrom { get; init; }

    /// <summary>The last day whose purchases are stamped.</summary>
    public LocalDate? ValidTo { get; init; }

    /// <summary>For stamps by units.</summary>
    public int? MaxStampsPerPurchase { get; init; }

    /// <summary>Whether purchases of that local day are stamped.</summary>
    public bool IsOpenOn(LocalDate day) => !(day < ValidFrom || day > ValidTo);

    /// <summary>How many stamps a basket is worth that was paid on that local day. Lines for which nothing was paid do not count.</summary>
    public long StampsFor(Basket basket, LocalDate day)
    {
        if (!IsOpenOn(day))
        {
            return 0;
        }

        var counting = basket.Lines.Where(line => line.Amount > MinorUnits.Zero && Products?.Matches(line) != false).ToList();
        if (By is StampBasis.Units)
        {
            return Math.Min(counting.Sum(line => (long)line.Quantity), MaxStampsPerPurchase ?? long.MaxValue);
        }

        var paid = counting.Aggregate(MinorUnits.Zero, (sum, line) => sum + line.Amount);
        return counting.Count > 0 && paid >= (MinimumAmount ?? MinorUnits.Zero) ? 1 : 0;
    }
}
