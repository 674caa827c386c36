using NodaTime;
using Rewards.Domain.Campaigns;

namespace Rewards.Domain.Coupons;

/// <summary>What a coupon is now, in the order of precedence.</summary>
public enum CouponState
{
    Disabled,
    Redeemed,
    Expired,
    NotActiveYet,
    Active,
}

public static class CouponStates
{
    /// <summary>The state at an instant; a coupon counts as redeemed once its limit of uses is reached in the current period.</summary>
    public static CouponState Of(Coupon coupon, CampaignDefinition newest, CampaignDefinition terms, bool codeDisabled, Instant now)
    {
        if (coupon.Disabled || codeDisabled || newest.Disabled)
        {
            return CouponState.Disabled;
        }

        var limit = newest.Limits.PerCode ?? (newest.Codes is CodePolicy.Unique ? new Limit(1, LimitPeriod.Whole) : null);
        if (limit is not null && coupon.Uses.In(limit.Period, now.InZone(newest.TimeZone).Date) >= limit.Max)
        {
            return CouponState.Redeemed;
        }

        var window = ValidityWindow.Of(terms, coupon.IssuedAt);
        if (now >= window.End)
        {
            return CouponState.Expired;
        }

        return now < window.Start ? CouponState.NotActiveYet : CouponState.Active;
    }
}
