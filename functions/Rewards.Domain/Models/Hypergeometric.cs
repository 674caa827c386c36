using MathNet.Numerics;

namespace Rewards.Domain.Models;

/// <summary>
/// The Gaussian hypergeometric function 2F1(a, b; c; z) for real arguments and 0 &lt;= z &lt; 1, to about nine digits. Where the
/// series converges badly it is transformed (DLMF 15.8.1 and 15.8.4, dlmf.nist.gov/15.8).
/// </summary>
public static class Hypergeometric
{
    private const int MaxTerms = 100_000;

    /// <summary>Beyond it the series in z needs hundreds of terms, and that in 1 - z a dozen.</summary>
    private const double NearOne = 0.9;

    /// <summary>From this excess of c over a + b on, the terms fall fast whatever z is.</summary>
    private const double FastExcess = 10;

    /// <summary>A pole that cancels is passed on both sides, at this distance: the error is of its square.</summary>
    private const double Aside = 1e-6;

    /// <exception cref="ArgumentOutOfRangeException">z is not in [0, 1).</exception>
    public static double Of(double a, double b, double c, double z)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(z);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(z, 1);

        var excess = c - a - b;
        if (excess < 0)
        {
            return Math.Pow(1 - z, excess) * Converging(c - a, c - b, c, z);
        }

        return Converging(a, b, c, z);
    }

    /// <summary>For c of at least a + b.</summary>
    private static double Converging(double a, double b, double c, double z)
    {
        var excess = c - a - b;
        if (z <= NearOne || excess >= FastExcess)
        {
            return Series(a, b, c, z);
        }

        return Math.Abs(excess - Math.Round(excess)) < Aside
            ? (AroundOne(a, b, c - (2 * Aside), z) + AroundOne(a, b, c + (2 * Aside), z)) / 2
            : AroundOne(a, b, c, z);
    }

    private static double AroundOne(double a, double b, double c, double z)
    {
        var excess = c - a - b;
        var rest = 1 - z;
        var regular = GammaRatio(c, excess, c - a, c - b) * Series(a, b, 1 - excess, rest);
        var singular = GammaRatio(c, -excess, a, b) * Math.Pow(rest, excess) * Series(c - a, c - b, 1 + excess, rest);
        return regular + singular;
    }

    private static double Series(double a, double b, double c, double z)
    {
        double sum = 1, term = 1;
        for (var n = 0; n < MaxTerms && Math.Abs(term) > Math.Abs(sum) * 1e-16; n++)
        {
            term *= (a + n) * (b + n) / ((c + n) * (n + 1)) * z;
            sum += term;
        }

        return sum;
    }

    /// <summary>Gamma(p) Gamma(q) / (Gamma(u) Gamma(v)), by logarithms: each may be beyond what a double holds.</summary>
    private static double GammaRatio(double p, double q, double u, double v) =>
        GammaSign(p) * GammaSign(q) * GammaSign(u) * GammaSign(v)
        * Math.Exp(LogAbsGamma(p) + LogAbsGamma(q) - LogAbsGamma(u) - LogAbsGamma(v));

    private static double LogAbsGamma(double x) => x > 0
        ? SpecialFunctions.GammaLn(x)
        : Math.Log(Math.PI / Math.Abs(Math.Sin(Math.PI * x))) - SpecialFunctions.GammaLn(1 - x);

    private static int GammaSign(double x) => x > 0 || Math.Floor(x) % 2 == 0 ? 1 : -1;
}
