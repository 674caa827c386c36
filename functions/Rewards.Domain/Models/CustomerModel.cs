using NodaTime;
using Rewards.Domain.Members;
using Rewards.Domain.Money;

namespace Rewards.Domain.Models;

/// <summary>What the model expects of a customer.</summary>
/// <param name="ProbabilityActive">From 0 to 1; 1 of who bought on one day only.</param>
/// <param name="ExpectedPurchases">Days with a purchase within <see cref="CustomerModel.HorizonWeeks"/>.</param>
/// <param name="LifetimeValue">What will be spent within them: revenue, not margin, and not discounted.</param>
public readonly record struct CustomerOutlook(double ProbabilityActive, double ExpectedPurchases, MinorUnits LifetimeValue);

/// <summary>One version of how the customers buy. It is replaced as a whole by the next fit.</summary>
/// <param name="Version">0 is <see cref="Default"/>.</param>
/// <param name="FittedOn">The local day, of the programme's zone, as of which the customers were looked at; null: not fitted.</param>
/// <param name="RfmBoundaries">Null until fitted.</param>
/// <param name="Customers">To how many it was fitted.</param>
public sealed record CustomerModel(
    int Version, LocalDate? FittedOn, BgNbd BgNbd, GammaGamma GammaGamma, RfmBoundaries? RfmBoundaries, long Customers)
{
    /// <summary>How far <see cref="CustomerOutlook"/> looks ahead.</summary>
    public const int HorizonWeeks = 52;

    /// <summary>What holds until there are customers enough: as the papers estimate it for the CD shop CDNOW, 1997.</summary>
    public static readonly CustomerModel Default = new(
        0, null, new BgNbd(0.243, 4.414, 0.793, 2.426), new GammaGamma(6.25, 3.74, 1544), null, 0);

    /// <summary>Of the fit of <see cref="BgNbd"/>, natural logarithm; null: not fitted.</summary>
    public double? LogLikelihood { get; init; }

    /// <summary>Null: the member has bought nothing.</summary>
    /// <param name="day">A local day of the programme's zone.</param>
    public CustomerOutlook? OutlookOf(Member member, LocalDate day) => Buyer.Of(member, day) is { } buyer ? OutlookOf(buyer) : null;

    public CustomerOutlook OutlookOf(Buyer buyer)
    {
        var expectedPurchases = BgNbd.ExpectedPurchases(buyer.History, HorizonWeeks);
        var expectedValue = GammaGamma.ExpectedValue(buyer.AverageRepeatMinor, buyer.History.RepeatPurchases);
        return new CustomerOutlook(
            BgNbd.ProbabilityActive(buyer.History), expectedPurchases, new MinorUnits((long)Math.Round(expectedPurchases * expectedValue)));
    }

    /// <summary>Null: the member has bought nothing, or nothing was fitted yet.</summary>
    /// <param name="day">A local day of the programme's zone.</param>
    public RfmScore? ScoreOf(Member member, LocalDate day) =>
        RfmBoundaries is { } boundaries && Buyer.Of(member, day) is { } buyer ? boundaries.ScoreOf(buyer) : null;
}
