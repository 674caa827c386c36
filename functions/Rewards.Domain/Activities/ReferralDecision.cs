using NodaTime;
using Rewards.Domain.Members;
using Rewards.Domain.Money;
using Rewards.Domain.Points;

namespace Rewards.Domain.Activities;

/// <summary>Why a friend's code is not registered, in the order in which the reasons are looked at.</summary>
public enum ReferralRefusal
{
    MemberErased,
    UnknownMember,

    /// <summary>The programme rewards no referrals.</summary>
    ReferralNotOffered,

    /// <summary>Nobody has this code, or whoever had it has been erased.</summary>
    UnknownReferralCode,

    SelfReferral,

    /// <summary>A code was registered before.</summary>
    AlreadyReferred,

    /// <summary>The member has bought before, or joined too long ago.</summary>
    NotANewMember,
}

/// <summary>Whose a referral code is, as seen by the member who registers it.</summary>
public enum ReferralCodeOwner
{
    Nobody,
    Oneself,
    AnotherMember,
}

/// <summary>What a member decides on who registers the code of another. A closed union.</summary>
public abstract record ReferralDecision
{
    private ReferralDecision()
    {
    }

    public sealed record Registered(ReferralStanding Standing) : ReferralDecision;

    public sealed record Refused(ReferralRefusal Reason) : ReferralDecision;

    public static ReferralDecision Register(
        Member? friend, ReferralStanding standing, Programme programme, ReferralCode code, ReferralCodeOwner owner, Instant now)
    {
        if (friend is { IsErased: true })
        {
            return new Refused(ReferralRefusal.MemberErased);
        }

        if (friend is null)
        {
            return new Refused(ReferralRefusal.UnknownMember);
        }

        if (programme.Referral is not { } rule)
        {
            return new Refused(ReferralRefusal.ReferralNotOffered);
        }

        switch (owner)
        {
            case ReferralCodeOwner.Nobody:
                return new Refused(ReferralRefusal.UnknownReferralCode);
            case ReferralCodeOwner.Oneself:
                return new Refused(ReferralRefusal.SelfReferral);
        }

        if (standing.Referred is not null)
        {
            return new Refused(ReferralRefusal.AlreadyReferred);
        }

        var today = programme.DayOf(now);
        return friend.Purchases > 0 || friend.LastPurchaseOn is not null || !rule.IsInTime(friend, today)
            ? new Refused(ReferralRefusal.NotANewMember)
            : new Registered(standing with { Referred = new Referred(code, today, ReferredState.Open) });
    }
}

/// <summary>What a purchase decides of the referral by which the buyer came.</summary>
/// <param name="Standing">The buyer's, afterwards.</param>
/// <param name="Reward">Null: nobody is rewarded.</param>
public sealed record ReferralOutcome(ReferralStanding Standing, ReferralReward? Reward)
{
    /// <summary>Only the first purchase counts: one that is too small or too late ends the referral for good.</summary>
    /// <param name="friend">The buyer before this purchase.</param>
    /// <param name="day">The local day of the purchase.</param>
    public static ReferralOutcome AtPurchase(Member friend, ReferralStanding standing, ReferralRule? rule, MinorUnits amount, LocalDate day)
    {
        if (standing.Referred is not { State: ReferredState.Open } referred)
        {
            return new ReferralOutcome(standing, null);
        }

        if (rule is null || friend.Purchases > 0 || amount < rule.MinimumAmount || !rule.IsInTime(friend, day))
        {
            return new ReferralOutcome(standing with { Referred = referred with { State = ReferredState.Lapsed } }, null);
        }

        return new ReferralOutcome(
            standing with { Referred = referred with { State = ReferredState.Rewarded } },
            new ReferralReward(referred.Code, rule.FriendPoints, rule.ReferrerPoints));
    }
}

/// <param name="Code">Leads to the referrer, as long as they are not erased.</param>
public sealed record ReferralReward(ReferralCode Code, PointCount FriendPoints, PointCount ReferrerPoints)
{
    /// <summary>The referrer's standing with one more friend who earned them something.</summary>
    /// <returns>Null: they have had their most.</returns>
    public static ReferralStanding? CountedBy(ReferralStanding referrer, ReferralRule? rule) =>
        rule?.MaxPerReferrer <= referrer.RewardedFriends
            ? null
            : referrer with { RewardedFriends = checked(referrer.RewardedFriends + 1) };
}
