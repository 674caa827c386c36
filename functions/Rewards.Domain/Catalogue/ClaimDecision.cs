using NodaTime;
using Rewards.Domain.Campaigns;
using Rewards.Domain.Members;
using Rewards.Domain.Points;
using Rewards.Domain.Redemptions;

namespace Rewards.Domain.Catalogue;

/// <summary>Why a reward is not claimed, in the order in which the reasons are looked at: the first that applies is the answer.</summary>
public enum ClaimRefusal
{
    UnknownReward,
    MemberErased,
    UnknownMember,

    /// <summary>The reward's first day has not begun.</summary>
    RewardNotActive,

    /// <summary>The reward's last day is over, or that of the campaign whose coupon it issues.</summary>
    Expired,
    Disabled,

    /// <summary>There is no price for the member's tier.</summary>
    WrongTier,
    MemberLimitReached,
    RewardLimitReached,
    OutOfStock,
    InsufficientPoints,
}

/// <summary>How a claim stands with the reward's stock, which is kept elsewhere.</summary>
public enum ClaimStock
{
    /// <summary>The reward has as many as are claimed.</summary>
    Unlimited,

    /// <summary>There seems to be one: none is set aside for this claim yet.</summary>
    NotAsked,
    SetAside,
    LimitReached,
    Out,
}

/// <summary>What a claim is decided on.</summary>
/// <param name="Reward">The newest version; null: there is no such reward.</param>
/// <param name="Campaign">The newest version of the campaign whose coupon it issues; null only where the reward is.</param>
/// <param name="Member">Null: not enrolled.</param>
/// <param name="Tier">The id of the member's tier; null: in none.</param>
/// <param name="Spendable">The member's balance at that instant: without what is pending, held or lapsed.</param>
/// <param name="Claimed">What the member has claimed of this reward.</param>
public sealed record ClaimState(
    Reward? Reward, CampaignDefinition? Campaign, Member? Member, string? Tier, PointCount Spendable, Tally Claimed, ClaimStock Stock);

/// <summary>Whether a member gets a reward. A closed union.</summary>
public abstract record ClaimDecision
{
    private ClaimDecision()
    {
    }

    /// <param name="Price">To be debited.</param>
    /// <param name="Claimed">The member's tally with this claim.</param>
    public sealed record Accepted(PointCount Price, Tally Claimed) : ClaimDecision;

    /// <summary>Nothing else stands in the way: set one aside, then decide again.</summary>
    public sealed record NeedsStock : ClaimDecision;

    public sealed record Refused(ClaimRefusal Reason) : ClaimDecision;

    /// <summary>Decides in the order of <see cref="ClaimRefusal"/>. Whoever would be refused anyway has nothing set aside.</summary>
    /// <exception cref="OverflowException">The member has claimed more than a long holds.</exception>
    public static ClaimDecision Decide(ClaimState state, Programme programme, Instant now)
    {
        if (state is not { Reward: { } reward, Campaign: { } campaign })
        {
            return new Refused(ClaimRefusal.UnknownReward);
        }

        var today = programme.DayOf(now);
        var price = reward.PriceFor(state.Tier);
        if ((OfMember(state.Member) ?? OfTime(reward, campaign, today, now) ?? OfUses(state, reward, price, today)) is { } reason)
        {
            return new Refused(reason);
        }

        return state.Stock == ClaimStock.NotAsked ? new NeedsStock() : new Accepted(price!.Value, state.Claimed.Add(1, today));
    }

    private static ClaimRefusal? OfMember(Member? member) => member switch
    {
        { IsErased: true } => ClaimRefusal.MemberErased,
        null => ClaimRefusal.UnknownMember,
        _ => null,
    };

    private static ClaimRefusal? OfTime(Reward reward, CampaignDefinition campaign, LocalDate today, Instant now)
    {
        if (today < reward.ValidFrom)
        {
            return ClaimRefusal.RewardNotActive;
        }

        if (today > reward.ValidTo || now >= ValidityWindow.Of(campaign, null).End)
        {
            return ClaimRefusal.Expired;
        }

        return reward.Disabled || campaign.Disabled ? ClaimRefusal.Disabled : null;
    }

    private static ClaimRefusal? OfUses(ClaimState state, Reward reward, PointCount? price, LocalDate today)
    {
        if (price is not { } points)
        {
            return ClaimRefusal.WrongTier;
        }

        if (reward.LimitPerMember is { } limit && state.Claimed.In(limit.Period, today) >= limit.Max)
        {
            return ClaimRefusal.MemberLimitReached;
        }

        return state.Stock switch
        {
            ClaimStock.LimitReached => ClaimRefusal.RewardLimitReached,
            ClaimStock.Out => ClaimRefusal.OutOfStock,
            _ => state.Spendable < points ? ClaimRefusal.InsufficientPoints : null,
        };
    }
}
