using MathNet.Numerics;
using NodaTime;

namespace Rewards.Domain.Models;

/// <summary>So many customers with the same history.</summary>
public readonly record struct HistoryGroup(BuyingHistory History, long Customers);

/// <summary>
/// When customers buy and when they leave, in weeks: each buys at a rate of their own (Gamma distributed) and may leave after any
/// repeat purchase with a chance of their own (Beta distributed). BG/NBD: Fader, Hardie, Lee (2005), "'Counting Your Customers'
/// the Easy Way: An Alternative to the Pareto/NBD Model", Marketing Science 24(2), 275-284.
/// </summary>
/// <param name="R">Shape of the purchase rates; above 0, as are the others.</param>
/// <param name="Alpha">Rate of the purchase rates, in weeks.</param>
/// <param name="A">First parameter of the chance to leave.</param>
/// <param name="B">Second parameter of the chance to leave.</param>
public sealed record BgNbd(double R, double Alpha, double A, double B)
{
    /// <summary>How far <see cref="FirstDayBelow"/> looks ahead: ten years.</summary>
    public const int MaxDaysAhead = 3653;

    /// <summary>Poles of a that cancel are passed on both sides, at this distance: the error is of its square.</summary>
    private const double Aside = 1e-4;

    /// <summary>
    /// That the customer has not left by the day looked at (Fader, Hardie, Lee 2008, "Computing P(alive) Using the BG/NBD Model",
    /// brucehardie.com/notes/021). Of who never came again it is 1: the model lets nobody leave before a repeat purchase.
    /// </summary>
    public double ProbabilityActive(BuyingHistory history)
    {
        if (history.RepeatPurchases == 0)
        {
            return 1;
        }

        var x = history.RepeatPurchases;
        var silence = (Alpha + history.AgeWeeks) / (Alpha + history.RecencyWeeks);
        return 1 / (1 + (A / (B + x - 1) * Math.Pow(silence, R + x)));
    }

    /// <summary>The first local day on which <see cref="ProbabilityActive"/> is below the threshold, if no purchase comes before.</summary>
    /// <param name="threshold">From 0 to 1.</param>
    /// <returns>Null: never, since there was no repeat purchase, or not within <see cref="MaxDaysAhead"/> of the last one.</returns>
    public LocalDate? FirstDayBelow(LocalDate firstOn, LocalDate lastOn, long repeatPurchases, double threshold)
    {
        var ahead = Math.Min(MaxDaysAhead, Period.DaysBetween(lastOn, LocalDate.MaxIsoValue));
        if (!IsBelow(ahead))
        {
            return null;
        }

        // The probability only falls while nobody buys.
        int before = -1, below = ahead;
        while (below - before > 1)
        {
            var middle = before + ((below - before) / 2);
            if (IsBelow(middle))
            {
                below = middle;
            }
            else
            {
                before = middle;
            }
        }

        return lastOn.PlusDays(below);

        bool IsBelow(int days) =>
            ProbabilityActive(BuyingHistory.Between(firstOn, lastOn, repeatPurchases, lastOn.PlusDays(days))) < threshold;
    }

    /// <summary>How many days with a purchase the coming weeks will bring (equation 10 of the paper).</summary>
    /// <param name="weeks">At least 0.</param>
    public double ExpectedPurchases(BuyingHistory history, double weeks) =>
        weeks == 0 ? 0 : ProbabilityActive(history) * ExpectedWhileActive(history, weeks);

    /// <summary>How many repeat purchases the first weeks of a new customer bring (equation 9 of the paper).</summary>
    public double ExpectedRepeatsOfANewCustomer(double weeks) => ExpectedPurchases(default, weeks);

    /// <summary>Of all these customers (equation 6 of the paper).</summary>
    /// <param name="groups">Fastest in the order of repeat purchases.</param>
    public double LogLikelihood(IReadOnlyList<HistoryGroup> groups)
    {
        double sum = 0, ofRepeats = 0;
        long? repeats = null;
        foreach (var (history, customers) in groups)
        {
            var x = history.RepeatPurchases;
            if (x != repeats)
            {
                repeats = x;
                ofRepeats = LogOfRepeats(x);
            }

            sum += customers * (ofRepeats + LogOfTimes(history));
        }

        return sum;
    }

    private double LogOfRepeats(long x) =>
        SpecialFunctions.GammaLn(R + x) - SpecialFunctions.GammaLn(R) + (R * Math.Log(Alpha))
        + SpecialFunctions.GammaLn(A + B) + SpecialFunctions.GammaLn(B + x)
        - SpecialFunctions.GammaLn(B) - SpecialFunctions.GammaLn(A + B + x);

    private double LogOfTimes(BuyingHistory history)
    {
        var x = history.RepeatPurchases;
        var stayed = -(R + x) * Math.Log(Alpha + history.AgeWeeks);
        if (x == 0)
        {
            return stayed;
        }

        var left = Math.Log(A / (B + x - 1)) - ((R + x) * Math.Log(Alpha + history.RecencyWeeks));
        var larger = Math.Max(stayed, left);
        return larger + Math.Log(Math.Exp(stayed - larger) + Math.Exp(left - larger));
    }

    private double ExpectedWhileActive(BuyingHistory history, double weeks)
    {
        var x = history.RepeatPurchases;
        if (Math.Abs(A - 1) < Aside || Math.Abs(A + B + x - 1) < Aside)
        {
            var below = this with { A = A - (2 * Aside) };
            var above = this with { A = A + (2 * Aside) };
            return (below.ExpectedWhileActive(history, weeks) + above.ExpectedWhileActive(history, weeks)) / 2;
        }

        var until = Alpha + history.AgeWeeks + weeks;
        var c = A + B + x - 1;
        var stillUnsold = Math.Pow(1 - (weeks / until), R + x) * Hypergeometric.Of(R + x, B + x, c, weeks / until);
        return c / (A - 1) * (1 - stillUnsold);
    }
}
