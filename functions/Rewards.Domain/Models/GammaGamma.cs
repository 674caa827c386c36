using MathNet.Numerics;

namespace Rewards.Domain.Models;

/// <summary>The mean of what a customer paid on days with a repeat purchase.</summary>
/// <param name="AverageMinor">In minor units, above 0.</param>
/// <param name="Repeats">Over so many such days, at least 1.</param>
public readonly record struct RepeatSpend(double AverageMinor, long Repeats);

/// <summary>
/// How much customers spend on a day with a purchase: each one's amounts are Gamma distributed around a mean of their own, as are
/// the means' rates. Gamma-Gamma: Fader, Hardie (2013), "The Gamma-Gamma Model of Monetary Value", brucehardie.com/notes/025.
/// </summary>
/// <param name="P">Shape of one customer's amounts; above 0.</param>
/// <param name="Q">Shape of the amounts' rates over the customers; above 1, since else there is no mean.</param>
/// <param name="Gamma">Rate of the amounts' rates, in minor units as all money is: 15.44 dollars of the paper are 1544.</param>
public sealed record GammaGamma(double P, double Q, double Gamma)
{
    /// <summary>In minor units, for a day with a purchase: between the customer's own average and that of all.</summary>
    /// <param name="repeats">0: nothing is known of the customer, and the average of all is expected.</param>
    public double ExpectedValue(double averageMinor, long repeats) => P * (Gamma + (repeats * averageMinor)) / ((P * repeats) + Q - 1);

    /// <summary>Of all these customers, with amounts in minor units.</summary>
    public double LogLikelihood(IEnumerable<RepeatSpend> customers) => customers.Sum(LogLikelihood);

    private double LogLikelihood(RepeatSpend customer)
    {
        var x = customer.Repeats;
        var shape = P * x;
        var total = x * customer.AverageMinor;
        return SpecialFunctions.GammaLn(shape + Q) - SpecialFunctions.GammaLn(shape) - SpecialFunctions.GammaLn(Q)
            + (Q * Math.Log(Gamma)) + (shape * Math.Log(total)) - Math.Log(customer.AverageMinor)
            - ((shape + Q) * Math.Log(Gamma + total));
    }
}
