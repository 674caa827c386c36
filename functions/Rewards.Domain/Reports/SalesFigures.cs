namespace Rewards.Domain.Reports;

/// <summary>What coupons brought in some days: of one campaign or all of them, in one store or all of them, in one currency.</summary>
public readonly record struct SalesFigures
{
    /// <summary>How many coupons were issued.</summary>
    public long Issued { get; init; }

    /// <summary>How many members were held back as control group.</summary>
    public long Control { get; init; }

    /// <summary>How many redemptions there were, those included that were undone later.</summary>
    public long Redeemed { get; init; }

    /// <summary>How many redemptions were undone, each on its own day.</summary>
    public long RolledBack { get; init; }

    /// <summary>The discount of the redemptions less that of those undone, in minor units; below zero where more was undone.</summary>
    public long DiscountMinor { get; init; }

    /// <summary>Purchases that named a redemption.</summary>
    public long PurchasesWithCoupon { get; init; }

    /// <summary>What was paid in them, after discounts, in minor units.</summary>
    public long RevenueWithCouponMinor { get; init; }

    /// <summary>All purchases of members; of no campaign.</summary>
    public long Purchases { get; init; }

    /// <summary>What was paid in them, in minor units.</summary>
    public long RevenueMinor { get; init; }

    /// <summary>Redemptions that stand, in the days reported, by coupons issued in them; null: none was issued, as of a shared code.</summary>
    public decimal? RedemptionRate => Rates.Of(Redeemed - RolledBack, Issued);

    /// <exception cref="OverflowException">A sum would leave the range of 64 bits.</exception>
    public static SalesFigures operator +(SalesFigures one, SalesFigures other) => checked(new SalesFigures
    {
        Issued = one.Issued + other.Issued,
        Control = one.Control + other.Control,
        Redeemed = one.Redeemed + other.Redeemed,
        RolledBack = one.RolledBack + other.RolledBack,
        DiscountMinor = one.DiscountMinor + other.DiscountMinor,
        PurchasesWithCoupon = one.PurchasesWithCoupon + other.PurchasesWithCoupon,
        RevenueWithCouponMinor = one.RevenueWithCouponMinor + other.RevenueWithCouponMinor,
        Purchases = one.Purchases + other.Purchases,
        RevenueMinor = one.RevenueMinor + other.RevenueMinor,
    });
}

/// <summary>How reports write shares.</summary>
public static class Rates
{
    private const int Digits = 6;

    /// <returns>Rounded to six digits; null: of nothing.</returns>
    public static decimal? Of(long part, long whole) => whole == 0 ? null : Math.Round((decimal)part / whole, Digits);

    /// <param name="value">A finite number.</param>
    public static decimal Round(double value) => Math.Round((decimal)value, Digits);
}
