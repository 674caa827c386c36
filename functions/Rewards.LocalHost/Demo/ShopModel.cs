using MathNet.Numerics.Distributions;

namespace Rewards.LocalHost.Demo;

/// <summary>
/// How a shop's customers buy. When: BG/NBD (Fader, Hardie, Lee 2005, "'Counting Your Customers' the Easy Way: An Alternative to
/// the Pareto/NBD Model", Marketing Science 24(2), 275-284). How much: Gamma-Gamma (Fader, Hardie 2013, "The Gamma-Gamma Model
/// of Monetary Value", brucehardie.com/notes/025). Time is in weeks, money in whole units of the currency.
/// </summary>
/// <param name="R">Shape of the purchase rates over the customers.</param>
/// <param name="Alpha">Rate of the purchase rates.</param>
/// <param name="A">First parameter of the dropout chances.</param>
/// <param name="B">Second parameter of the dropout chances.</param>
/// <param name="P">Shape of one customer's amounts.</param>
/// <param name="Q">Shape of the amounts' rates over the customers.</param>
/// <param name="Gamma">Rate of the amounts' rates.</param>
/// <param name="Offers">What coupons do to that.</param>
public sealed record ShopParameters(double R, double Alpha, double A, double B, double P, double Q, double Gamma, OfferEffects Offers)
{
    /// <summary>As the papers estimate them for the CD shop CDNOW (1997), with offers that move one customer in four or five.</summary>
    public static readonly ShopParameters Cdnow = new(0.243, 4.414, 0.793, 2.426, 6.25, 3.74, 15.44, new(0.25, 0.25, 0.2, 1.5));
}

/// <summary>
/// How coupons move customers: the chance that one buys because of it who would not have, or not so soon. Made up, so that it is
/// known what the platform's reports have to find; not from the papers.
/// </summary>
/// <param name="WinBack">Of a step of the win-back, on who has bought nothing for long.</param>
/// <param name="SecondPurchase">Of the nudge, on who has bought once.</param>
/// <param name="Birthday">Of the birthday's coupon, on anybody.</param>
/// <param name="MeanWeeks">How long it takes on average until the customer buys because of it.</param>
public sealed record OfferEffects(double WinBack, double SecondPurchase, double Birthday, double MeanWeeks);

/// <summary>Draws customers from the model. The same seed draws the same customers.</summary>
public sealed class ShopModel(ShopParameters parameters, int seed)
{
    private readonly Random _random = new(seed);

    /// <summary>A new customer, whose first purchase is at that time.</summary>
    public Customer Join(double week) => new(parameters, new Random(_random.Next()), week);
}

/// <summary>One customer, with chance of their own: what happens to others does not change what this one does.</summary>
public sealed class Customer
{
    private readonly ShopParameters _parameters;
    private readonly Random _random;
    private readonly double _purchasesPerWeek;
    private readonly double _dropoutChance;
    private readonly double _amountRate;

    internal Customer(ShopParameters parameters, Random random, double firstPurchaseWeek)
    {
        _parameters = parameters;
        _random = random;
        _purchasesPerWeek = Gamma.Sample(random, parameters.R, parameters.Alpha);
        _dropoutChance = Beta.Sample(random, parameters.A, parameters.B);
        _amountRate = Gamma.Sample(random, parameters.Q, parameters.Gamma);
        NextPurchaseWeek = firstPurchaseWeek;
    }

    /// <summary>Infinite: has left, or buys too rarely ever to come again.</summary>
    public double NextPurchaseWeek { get; private set; }

    /// <summary>How many purchases there were.</summary>
    public int Purchases { get; private set; }

    /// <summary>Buys at <see cref="NextPurchaseWeek"/> and plans the next time.</summary>
    /// <returns>What the basket costs, in minor units, at least one.</returns>
    public long Buy()
    {
        Purchases++;
        var amountMinor = Math.Max(1, (long)Math.Round(Gamma.Sample(_random, _parameters.P, _amountRate) * 100));
        var leaves = Purchases > 1 && _random.NextDouble() < _dropoutChance;
        NextPurchaseWeek = leaves || _purchasesPerWeek == 0
            ? double.PositiveInfinity
            : NextPurchaseWeek + Exponential.Sample(_random, _purchasesPerWeek);
        return amountMinor;
    }

    /// <summary>A coupon reaches the customer, who may come back because of it, also one who had left.</summary>
    /// <param name="chance">As <see cref="OfferEffects"/> has it for this coupon.</param>
    /// <returns>Whether it does; if the customer was to come sooner anyway, the plan stands.</returns>
    public bool Wake(double week, double chance)
    {
        var returns = _random.NextDouble() < chance;
        if (returns)
        {
            NextPurchaseWeek = Math.Min(NextPurchaseWeek, week + Exponential.Sample(_random, 1 / _parameters.Offers.MeanWeeks));
        }

        return returns;
    }
}
