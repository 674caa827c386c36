using NodaTime;
using Rewards.Domain.Campaigns;
using Rewards.Domain.Members;
using Rewards.Domain.Points;
using Rewards.Domain.Redemptions;
using Rewards.Domain.Tiers;

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

    /// <summary>There is no price for the member's tier, or the campaign is for others.</summary>
    WrongTier,

    /// <summary>The campaign is for clubs, and the member is in none of them.</summary>
    WrongClub,

    /// <summary>The campaign is for a segment, and the member is not in it.</summary>
    NotInSegment,
    MemberLimitReached,
    RewardLimitReached,
    OutOfStock,
    InsufficientPoints,

    /// <summary>With what time has freed meanwhile, the member has more lots than can be written down.</summary>
    TooManyLots,
}

/// <summary>What a claim is decided on.</summary>
/// <param name="Reward">The newest version; null: there is no such reward.</param>
/// <param name="Campaign">The newest version of the campaign whose coupon it issues; null only where the reward is.</param>
/// <param name="Member">Null: not enrolled.</param>
/// <param name="Affiliation">The member's tier and clubs, today.</param>
/// <param name="Claimed">What the member has claimed of this reward.</param>
public sealed record ClaimState(
    Reward? Reward, CampaignDefinition? Campaign, MemberState? Member, Affiliation Affiliation, Tally Claimed, StockStanding Stock)
{
    /// <summary>Whether the member is in the campaign's segment today; true where it names none.</summary>
    public bool InSegment { get; init; } = true;
}

/// <summary>Whether a member gets a reward. A closed union.</summary>
public abstract record ClaimDecision
{
    private ClaimDecision()
    {
    }

    /// <param name="Price">What was taken.</param>
    /// <param name="Claimed">The member's tally with this claim.</param>
    public sealed record Accepted(PointCount Price, Posting Posting, Tally Claimed) : ClaimDecision;

    /// <summary>Nothing else stands in the way: set one aside, then decide again.</summary>
    public sealed record NeedsStock : ClaimDecision;

    public sealed record Refused(ClaimRefusal Reason) : ClaimDecision;

    /// <summary>Decides in the order of <see cref="ClaimRefusal"/>. Whoever would be refused anyway has nothing set aside.</summary>
    /// <param name="claimId">Names the claim in the ledger.</param>
    /// <exception cref="OverflowException">The member has claimed more than a long holds.</exception>
    public static ClaimDecision Decide(ClaimState state, string claimId, Programme programme, Instant now)
    {
        if (state is not { Reward: { } reward, Campaign: { } campaign })
        {
            return new Refused(ClaimRefusal.UnknownReward);
        }

        if (state.Member is not { Member.IsErased: false } member)
        {
            return new Refused(state.Member is null ? ClaimRefusal.UnknownMember : ClaimRefusal.MemberErased);
        }

        var ledger = Ledger.Open(member.Account, programme, now);
        var price = reward.PriceFor(state.Affiliation.Tier);
        var refused = OfTime(reward, campaign, ledger.Today, now)
            ?? (price is null ? ClaimRefusal.WrongTier : OfMember(state, campaign))
            ?? OfUses(state, reward, price!.Value, ledger);
        if (refused is { } reason)
        {
            return new Refused(reason);
        }

        ledger.Debit(price!.Value, new EntrySource(EntryKinds.Claim) { Reference = claimId });
        var posting = Posting.Of(member, ledger, programme);
        if (posting.Next.Account.IsTooLarge)
        {
            return new Refused(ClaimRefusal.TooManyLots);
        }

        return state.Stock == StockStanding.NotAsked
            ? new NeedsStock()
            : new Accepted(price.Value, posting, state.Claimed.Add(1, ledger.Today));
    }

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

    private static ClaimRefusal? OfMember(ClaimState state, CampaignDefinition campaign) => state.Affiliation.RefusedBy(campaign.Conditions) switch
    {
        AffiliationRefusal.WrongTier => ClaimRefusal.WrongTier,
        AffiliationRefusal.WrongClub => ClaimRefusal.WrongClub,
        _ => state.InSegment ? null : ClaimRefusal.NotInSegment,
    };

    private static ClaimRefusal? OfUses(ClaimState state, Reward reward, PointCount price, Ledger ledger)
    {
        if (reward.LimitPerMember is { } limit && state.Claimed.In(limit.Period, ledger.Today) >= limit.Max)
        {
            return ClaimRefusal.MemberLimitReached;
        }

        return state.Stock switch
        {
            StockStanding.LimitReached => ClaimRefusal.RewardLimitReached,
            StockStanding.Out => ClaimRefusal.OutOfStock,
            _ => ledger.Balance < price ? ClaimRefusal.InsufficientPoints : null,
        };
    }
}
