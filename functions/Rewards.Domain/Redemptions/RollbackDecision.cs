using NodaTime;
using Rewards.Domain.Access;
using Rewards.Domain.Coupons;

namespace Rewards.Domain.Redemptions;

/// <summary>A closed union.</summary>
public abstract record RollbackDecision
{
    private RollbackDecision()
    {
    }

    public sealed record Accepted(Redemption Redemption, Coupon Coupon, Tally MemberUses, CampaignUsage Usage) : RollbackDecision;

    public sealed record UnknownRedemption : RollbackDecision;

    /// <summary>It was redeemed in a store for which the caller does not speak.</summary>
    public sealed record OtherStore : RollbackDecision;

    public sealed record AlreadyRolledBack : RollbackDecision;

    /// <summary>Gives back exactly what was consumed, in the period in which it was consumed, once.</summary>
    /// <param name="redemption">Null: there is none with this id.</param>
    /// <param name="coupon">The redemption's; null only where the redemption is.</param>
    /// <param name="memberUses">Of the redemption's member; unchanged where it names none.</param>
    /// <param name="caller">Who undoes only what is its own; null: where nobody has to prove who calls.</param>
    public static RollbackDecision Decide(
        Redemption? redemption, Coupon? coupon, Tally memberUses, CampaignUsage usage, Instant now, Principal? caller = null)
    {
        if (redemption is null)
        {
            return new UnknownRedemption();
        }

        if (caller?.MayUndoIn(redemption.StoreId) == false)
        {
            return new OtherStore();
        }

        if (redemption.RolledBackAt is not null)
        {
            return new AlreadyRolledBack();
        }

        ArgumentNullException.ThrowIfNull(coupon);
        var redemptions = usage.Redemptions.GiveBack(1, redemption.Day);
        var money = usage.Money.GiveBack(redemption.Discount.Amount.Value, redemption.Day);
        return new Accepted(
            redemption with { RolledBackAt = now },
            coupon with { Uses = coupon.Uses.GiveBack(1, redemption.Day), Sequence = coupon.Sequence + 1 },
            redemption.Member is null ? memberUses : memberUses.GiveBack(1, redemption.Day),
            usage with
            {
                Redemptions = redemptions,
                Money = money,
                RedemptionsAllotment = usage.RedemptionsAllotment is { } uses ? Allotments.RollBack(uses, usage.Redemptions, redemptions) : null,
                MoneyAllotment = usage.MoneyAllotment is { } budget ? Allotments.RollBack(budget, usage.Money, money) : null,
            });
    }
}
