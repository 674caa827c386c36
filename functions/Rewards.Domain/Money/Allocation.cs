namespace Rewards.Domain.Money;

/// <summary>Splits an amount over lines without losing or making a minor unit.</summary>
public static class Allocation
{
    /// <summary>
    /// Shares <paramref name="total"/> in proportion to <paramref name="weights"/> by largest remainder (Hamilton's method);
    /// on equal remainders the earlier line gets the unit. No line gets more than its weight as long as the total does not
    /// exceed their sum.
    /// </summary>
    /// <exception cref="ArgumentException">A weight is negative, or all are zero and the total is not.</exception>
    public static MinorUnits[] ByLargestRemainder(MinorUnits total, IReadOnlyList<MinorUnits> weights)
    {
        throw new NotImplementedException();
    }
}
