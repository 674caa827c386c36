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
    /// <summary>The friend's part.</summary>
    /// <param name="day">The local day of the purchase.</param>
    internal void Credit(Ledger friend, Programme programme, LocalDate day)
    {
        if (FriendPoints > PointCount.Zero)
        {
            friend.Credit(FriendPoints, programme.Points.SpendableLotFor(day), new EntrySource(EntryKinds.Referral) { Reference = Code.Value });
        }
    }
}

/// <summary>What the referrer decides on when a friend is rewarded. A closed union.</summary>
public abstract record ReferrerDecision
{
    private ReferrerDecision()
    {
    }

    public sealed record Credited(Posting Posting) : ReferrerDecision;

    /// <summary>They have left, have been rewarded for as many friends as the programme allows, or have as many points as there can be.</summary>
    public sealed record Nothing : ReferrerDecision;

    /// <summary>They have as many lots as can be written down. No outcome: whoever asks keeps the reward until there is room.</summary>
    public sealed record TooManyLots : ReferrerDecision;

    /// <param name="points">As the friend's purchase decided; 0: only the friend is counted.</param>
    public static ReferrerDecision Decide(MemberState? referrer, Programme programme, PointCount points, Instant now)
    {
        if (referrer is not { Member.IsErased: false, Standing.Referral: { } referral })
        {
            return new Nothing();
        }

        if (programme.Referral?.MaxPerReferrer <= referral.RewardedFriends)
        {
            return new Nothing();
        }

        try
        {
            var posting = Book(referrer, programme, points, now);
            return posting.Next.Account.IsTooLarge ? new TooManyLots() : new Credited(posting);
        }
        catch (OverflowException)
        {
            return new Nothing();
        }
    }

    private static Posting Book(MemberState referrer, Programme programme, PointCount points, Instant now)
    {
        var ledger = Ledger.Open(referrer.Account, programme, now);
        if (points > PointCount.Zero)
        {
            ledger.Credit(points, programme.Points.SpendableLotFor(ledger.Today), new EntrySource(EntryKinds.Referral));
        }

        var referral = referrer.Standing.Referral;
        var counted = referral with { RewardedFriends = checked(referral.RewardedFriends + 1) };
        return Posting.Of(referrer with { Standing = referrer.Standing with { Referral = counted } }, ledger, programme);
    }
}
