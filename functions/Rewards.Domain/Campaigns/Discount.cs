using System.Collections.Immutable;
using Rewards.Domain.Money;

namespace Rewards.Domain.Campaigns;

/// <summary>What a coupon takes off. A closed union.</summary>
public abstract record Discount
{
    private Discount()
    {
    }

    /// <summary>Of a campaign that only reminds.</summary>
    public sealed record Nothing : Discount;

    /// <summary>A fixed amount over all eligible lines, never more than they cost.</summary>
    public sealed record AmountOff(MinorUnits Amount) : Discount;

    /// <summary>A share of the eligible lines, at most <paramref name="MaxAmount"/>.</summary>
    public sealed record PercentOff(Percent Percent, MinorUnits? MaxAmount) : Discount;

    /// <summary>Of every <c>Buy + Get</c> eligible pieces, the <c>Get</c> cheapest cost that share less.</summary>
    public sealed record BuyXGetY(int Buy, int Get, Percent Percent) : Discount;

    /// <summary>The highest step reached by the eligible lines' amount or quantity gives its discount.</summary>
    public sealed record Tiered(TierBasis By, ImmutableArray<TierStep> Steps) : Discount
    {
        public bool Equals(Tiered? other) => other is not null && By == other.By && Steps.SequenceEqual(other.Steps);

        public override int GetHashCode() => HashCode.Combine(By, Steps.Length);
    }
}

public enum TierBasis
{
    Amount,
    Quantity,
}

/// <summary>From this amount (minor units) or quantity on: an amount or a share, exactly one of them.</summary>
public sealed record TierStep(long From, MinorUnits? Amount, Percent? Percent);
