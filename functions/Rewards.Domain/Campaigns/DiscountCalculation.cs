using System.Collections.Immutable;
using Rewards.Domain.Baskets;
using Rewards.Domain.Money;
using Rewards.Domain.Redemptions;

namespace Rewards.Domain.Campaigns;

/// <summary>What a discount comes to on a basket. A closed union.</summary>
public abstract record DiscountOutcome
{
    private DiscountOutcome()
    {
    }

    /// <summary>More than nothing, and no line below zero.</summary>
    public sealed record Given(DiscountGiven Discount) : DiscountOutcome;

    /// <summary>The minimum amount, the first step or the number of pieces is not reached by the eligible lines.</summary>
    public sealed record MinimumNotMet(string Detail) : DiscountOutcome;

    /// <summary>No line is eligible, or what is eligible costs so little that the discount comes to nothing.</summary>
    public sealed record NoEligibleLines : DiscountOutcome;
}

/// <summary>Applies a discount to a basket's eligible lines: those that are included, and not excluded.</summary>
public static class DiscountCalculation
{
    public static DiscountOutcome Of(Discount discount, Conditions conditions, Basket basket)
    {
        var eligible = basket.Lines.Where(line => IsEligible(line, conditions)).ToArray();
        var sum = eligible.Aggregate(MinorUnits.Zero, (sum, line) => sum + line.Amount);
        if (conditions.MinimumAmount is { } minimum && sum < minimum)
        {
            return new DiscountOutcome.MinimumNotMet($"The eligible lines come to {sum}, {minimum} are needed.");
        }

        if (eligible.Length == 0)
        {
            return new DiscountOutcome.NoEligibleLines();
        }

        return discount switch
        {
            Discount.Nothing => new DiscountOutcome.NoEligibleLines(),
            Discount.AmountOff off => Share(off.Amount, eligible, Amounts(eligible), basket.Currency),
            Discount.PercentOff off => Share(Capped(off, sum), eligible, Amounts(eligible), basket.Currency),
            Discount.BuyXGetY off => OfPieces(off, eligible, basket.Currency),
            Discount.Tiered off => OfTiers(off, eligible, sum, basket.Currency),
            _ => throw new ArgumentOutOfRangeException(nameof(discount)),
        };
    }

    private static bool IsEligible(BasketLine line, Conditions conditions) =>
        (conditions.Include is not { } include || include.Matches(line))
        && (conditions.Exclude is not { } exclude || !exclude.Matches(line));

    private static MinorUnits[] Amounts(BasketLine[] lines) => [.. lines.Select(line => line.Amount)];

    private static MinorUnits Capped(Discount.PercentOff off, MinorUnits sum)
    {
        var amount = off.Percent.Of(sum);
        return off.MaxAmount is { } max ? MinorUnits.Min(amount, max) : amount;
    }

    private static DiscountOutcome OfPieces(Discount.BuyXGetY off, BasketLine[] lines, Currency currency)
    {
        var set = off.Buy + off.Get;
        var pieces = lines.Sum(line => (long)line.Quantity);
        if (pieces < set)
        {
            return new DiscountOutcome.MinimumNotMet($"{pieces} eligible pieces, {set} are needed.");
        }

        var cheapest = PieceCosts.OfCheapest(lines, pieces / set * off.Get);
        var sum = cheapest.Aggregate(MinorUnits.Zero, (sum, cost) => sum + cost);
        return Share(off.Percent.Of(sum), lines, cheapest, currency);
    }

    private static DiscountOutcome OfTiers(Discount.Tiered off, BasketLine[] lines, MinorUnits sum, Currency currency)
    {
        var measure = off.By == TierBasis.Amount ? sum.Value : lines.Sum(line => (long)line.Quantity);
        if (off.Steps.LastOrDefault(step => step.From <= measure) is not { } reached)
        {
            return new DiscountOutcome.MinimumNotMet($"The first step begins at {off.Steps[0].From}, the eligible lines come to {measure}.");
        }

        var amount = reached.Amount ?? reached.Percent.GetValueOrDefault().Of(sum);
        return Share(amount, lines, Amounts(lines), currency);
    }

    private static DiscountOutcome Share(MinorUnits amount, BasketLine[] lines, MinorUnits[] weights, Currency currency)
    {
        var given = MinorUnits.Min(amount, weights.Aggregate(MinorUnits.Zero, (sum, weight) => sum + weight));
        if (given <= MinorUnits.Zero)
        {
            return new DiscountOutcome.NoEligibleLines();
        }

        var shares = Allocation.ByLargestRemainder(given, weights);
        var discounted = lines
            .Zip(shares, (line, share) => new DiscountLine(line.LineId, share))
            .Where(line => line.Amount > MinorUnits.Zero)
            .ToImmutableArray();
        return new DiscountOutcome.Given(new DiscountGiven(currency, given, discounted));
    }
}
