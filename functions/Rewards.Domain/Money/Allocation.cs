namespace Rewards.Domain.Money;

/// <summary>Splits an amount over lines without losing or making a minor unit.</summary>
public static class Allocation
{
    /// <summary>
    /// Shares <paramref name="total"/> in proportion to <paramref name="weights"/> by largest remainder (Hamilton's method);
    /// on equal remainders the earlier line gets the unit. No line gets more than its weight as long as the total does not
    /// exceed their sum.
    /// </summary>
    /// <exception cref="ArgumentException">The total or a weight is negative, or all weights are zero and the total is not.</exception>
    public static MinorUnits[] ByLargestRemainder(MinorUnits total, IReadOnlyList<MinorUnits> weights)
    {
        if (total < MinorUnits.Zero || weights.Any(weight => weight < MinorUnits.Zero))
        {
            throw new ArgumentException("Neither the total nor a weight may be negative.");
        }

        var sum = weights.Aggregate(Int128.Zero, (sum, weight) => sum + weight.Value);
        if (sum == 0)
        {
            return total == MinorUnits.Zero ? new MinorUnits[weights.Count] : throw new ArgumentException("Nothing to share the total over.", nameof(weights));
        }

        var shares = new long[weights.Count];
        var remainders = new Int128[weights.Count];
        for (var i = 0; i < shares.Length; i++)
        {
            var (share, remainder) = Int128.DivRem((Int128)total.Value * weights[i].Value, sum);
            shares[i] = (long)share;
            remainders[i] = remainder;
        }

        // The units left are fewer than the lines with a remainder, so each of them gets at most one.
        var left = (int)(total.Value - shares.Sum());
        foreach (var i in Enumerable.Range(0, shares.Length).OrderByDescending(i => remainders[i]).Take(left))
        {
            shares[i]++;
        }

        return [.. shares.Select(share => new MinorUnits(share))];
    }
}
