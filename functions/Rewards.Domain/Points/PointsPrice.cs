using Rewards.Domain.Money;

namespace Rewards.Domain.Points;

/// <summary>What is to be spent or held, more than nothing. A closed union.</summary>
public abstract record PointsPrice
{
    private PointsPrice()
    {
    }

    public sealed record Points(PointCount Count) : PointsPrice;

    public sealed record Money(MinorUnits Amount, Currency Currency) : PointsPrice;

    /// <summary>In points and in the programme's currency, by its exchange rate; null: it is in another currency.</summary>
    /// <exception cref="OverflowException">One of them is no whole number of 64 bits.</exception>
    internal (PointCount Points, MinorUnits Amount)? In(Programme programme) => this switch
    {
        Points(var count) => (count, programme.Points.Exchange.ValueOf(count)),
        Money(var amount, var currency) when currency == programme.Currency => (programme.Points.Exchange.PointsFor(amount), amount),
        _ => null,
    };
}
