namespace Rewards.Domain.Money;

/// <summary>A share in hundredths of a percent: 12.5 % is 1,250. From 0 to 100 %.</summary>
public readonly record struct Percent(int BasisPoints)
{
    public static readonly Percent Hundred = new(10_000);

    /// <summary>From a figure such as 12.5; false outside 0 to 100 or with more than two decimals.</summary>
    public static bool TryFrom(decimal percent, out Percent result)
    {
        var ok = percent is >= 0 and <= 100 && decimal.Truncate(percent * 100) == percent * 100;
        result = ok ? new Percent((int)(percent * 100)) : default;
        return ok;
    }

    public decimal ToDecimal() => BasisPoints / 100m;

    /// <summary>That share of an amount, rounded half up to the minor unit.</summary>
    public MinorUnits Of(MinorUnits amount) => new((long)decimal.Round((decimal)amount.Value * BasisPoints / 10_000m, MidpointRounding.AwayFromZero));
}
