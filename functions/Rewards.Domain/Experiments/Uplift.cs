using MathNet.Numerics.Distributions;

namespace Rewards.Domain.Experiments;

/// <summary>What an arm of an experiment has come to.</summary>
/// <param name="Members">How many were assigned.</param>
/// <param name="Returned">How many of them bought.</param>
/// <param name="RevenueMinor">What all of them paid, in minor units.</param>
/// <param name="Squares">The sum over the members of the square of what each paid.</param>
public readonly record struct ArmTotals(long Members, long Returned, long RevenueMinor, double Squares)
{
    public double ReturnRate => (double)Returned / Members;

    public double RevenuePerMember => (double)RevenueMinor / Members;

    /// <summary>Of what a member pays, estimated without bias; what rounding leaves below zero is none.</summary>
    public double Variance => Math.Max(0, (Squares - (RevenueMinor * RevenuePerMember)) / (Members - 1));
}

/// <summary>A difference between two arms, treated less control, and the interval that covers the true one in 95 of 100 experiments.</summary>
public readonly record struct Difference(double Value, double From, double To);

/// <summary>Why two arms are not compared, in the order in which the reasons are looked at.</summary>
public enum NotEnoughData
{
    /// <summary>Nobody was held back, so there is nothing to compare with.</summary>
    NoControlGroup,

    /// <summary>An arm has fewer members than <see cref="Uplift.MinMembers"/>.</summary>
    TooFewMembers,

    /// <summary>In both arms together fewer have returned than <see cref="Uplift.MinReturned"/>.</summary>
    TooFewReturned,
}

/// <summary>A treated arm compared with the control group. A closed union.</summary>
public abstract record Uplift
{
    /// <summary>Below this many members an arm, what a member pays is too skewed for the t interval.</summary>
    public const long MinMembers = 30;

    /// <summary>Below this many in both arms together, a rate is little more than chance.</summary>
    public const long MinReturned = 5;

    /// <summary>The standard normal quantile of 0.975.</summary>
    private const double Z = 1.959963984540054;

    private Uplift()
    {
    }

    public sealed record Unknown(NotEnoughData Reason) : Uplift;

    /// <param name="ReturnRate">Difference of the shares that returned.</param>
    /// <param name="RevenuePerMember">In minor units a member.</param>
    /// <param name="IncrementalRevenueMinor">What the treated members paid beyond what they would have without the offer, in minor units.</param>
    public sealed record Measured(Difference ReturnRate, Difference RevenuePerMember, long IncrementalRevenueMinor) : Uplift;

    public static Uplift Between(ArmTotals treated, ArmTotals control)
    {
        if (control.Members == 0)
        {
            return new Unknown(NotEnoughData.NoControlGroup);
        }

        if (Math.Min(treated.Members, control.Members) < MinMembers)
        {
            return new Unknown(NotEnoughData.TooFewMembers);
        }

        if (treated.Returned + control.Returned < MinReturned)
        {
            return new Unknown(NotEnoughData.TooFewReturned);
        }

        var revenue = Welch(treated, control);
        return new Measured(
            Newcombe(treated.Returned, treated.Members, control.Returned, control.Members),
            revenue,
            (long)Math.Round(revenue.Value * treated.Members, MidpointRounding.ToEven));
    }

    /// <summary>
    /// The difference of two independent proportions with its hybrid score interval: R. G. Newcombe, Interval estimation for the
    /// difference between independent proportions: comparison of eleven methods, Statistics in Medicine 17 (1998) 873-890,
    /// method 10. It keeps within -1 and 1, and holds where nobody or everybody has returned.
    /// </summary>
    public static Difference Newcombe(long hits, long of, long otherHits, long ofOther)
    {
        var (rate, other) = ((double)hits / of, (double)otherHits / ofOther);
        var (low, high) = Wilson(rate, of);
        var (otherLow, otherHigh) = Wilson(other, ofOther);
        var difference = rate - other;
        return new Difference(
            difference,
            difference - Math.Sqrt(Square(rate - low) + Square(otherHigh - other)),
            difference + Math.Sqrt(Square(high - rate) + Square(other - otherLow)));
    }

    /// <summary>
    /// The difference of two means with unequal variances, by Student's t with the degrees of freedom of B. L. Welch, The
    /// generalization of Student's problem when several different population variances are involved, Biometrika 34 (1947) 28-35.
    /// </summary>
    public static Difference Welch(ArmTotals arm, ArmTotals other)
    {
        var (share, otherShare) = (arm.Variance / arm.Members, other.Variance / other.Members);
        var difference = arm.RevenuePerMember - other.RevenuePerMember;
        var spread = share + otherShare;
        if (spread == 0)
        {
            return new Difference(difference, difference, difference);
        }

        var freedom = Square(spread) / ((Square(share) / (arm.Members - 1)) + (Square(otherShare) / (other.Members - 1)));
        var half = StudentT.InvCDF(0, 1, freedom, 0.975) * Math.Sqrt(spread);
        return new Difference(difference, difference - half, difference + half);
    }

    /// <summary>E. B. Wilson, Probable inference, the law of succession, and statistical inference, JASA 22 (1927) 209-212.</summary>
    private static (double Low, double High) Wilson(double rate, long of)
    {
        var scale = 1 + (Z * Z / of);
        var centre = (rate + (Z * Z / (2 * of))) / scale;
        var half = Z * Math.Sqrt((rate * (1 - rate) / of) + (Z * Z / (4.0 * of * of))) / scale;
        return (centre - half, centre + half);
    }

    private static double Square(double value) => value * value;
}
