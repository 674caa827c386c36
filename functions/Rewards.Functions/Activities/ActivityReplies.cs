using System.Collections.Frozen;
using Rewards.Domain.Activities;
using Rewards.Functions.Http;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Activities;

/// <summary>Why an activity earns nothing, or a code is not registered, on the wire.</summary>
public static class ActivityReplies
{
    public static readonly Reply ReferenceMissing = Problems.Invalid("reference", "This kind of activity earns once a reference, and none is named.");

    private static readonly FrozenDictionary<ActivityRefusal, Reply> Activities = Enum.GetValues<ActivityRefusal>().ToFrozenDictionary(
        reason => reason,
        reason => reason is ActivityRefusal.UnknownMember or ActivityRefusal.UnknownActivity
            ? Problems.NotFound(Problems.NameOf(reason), DetailOf(reason))
            : Problems.Conflict(Problems.NameOf(reason), DetailOf(reason)));

    private static readonly FrozenDictionary<ReferralRefusal, Reply> Referrals = Enum.GetValues<ReferralRefusal>().ToFrozenDictionary(
        reason => reason,
        reason => reason is ReferralRefusal.UnknownMember or ReferralRefusal.UnknownReferralCode
            ? Problems.NotFound(Problems.NameOf(reason), DetailOf(reason))
            : Problems.Conflict(Problems.NameOf(reason), DetailOf(reason)));

    public static Decision.Refuse Refuse(ActivityRefusal reason) => Refuse(Activities[reason], reason == ActivityRefusal.MemberErased);

    public static Decision.Refuse Refuse(ReferralRefusal reason) => Refuse(Referrals[reason], reason == ReferralRefusal.MemberErased);

    public static Reply Of(ReferralRefusal reason) => Referrals[reason];

    /// <summary>Nothing is kept of who is unknown or erased, nor of what there is not.</summary>
    private static Decision.Refuse Refuse(Reply reply, bool isErased) =>
        new(reply, Stored: !isErased && reply.Status == System.Net.HttpStatusCode.Conflict);

    private static string DetailOf(ActivityRefusal reason) => reason switch
    {
        ActivityRefusal.MemberErased => "This member has been erased.",
        ActivityRefusal.UnknownMember => "There is no member with this id.",
        ActivityRefusal.UnknownActivity => "The programme defines no activity of this kind.",
        ActivityRefusal.ActivityOverCap => "This is worth more points than one activity of its kind may earn.",
        ActivityRefusal.ActivityAlreadyRewarded => "An activity of this kind has earned for this reference before.",
        ActivityRefusal.ActivityCooldown => "The last activity of this kind is not long enough ago.",
        ActivityRefusal.ActivityCapReached => "The member has earned all that this kind of activity gives in its period.",
        ActivityRefusal.AmountTooLarge => "The member's points would no longer be a whole number of 64 bits.",
        ActivityRefusal.TooManyLots => "The member has as many lots of points as can be kept.",
        _ => throw new ArgumentOutOfRangeException(nameof(reason)),
    };

    private static string DetailOf(ReferralRefusal reason) => reason switch
    {
        ReferralRefusal.MemberErased => "This member has been erased.",
        ReferralRefusal.UnknownMember => "There is no member with this id.",
        ReferralRefusal.ReferralNotOffered => "The programme rewards no referrals.",
        ReferralRefusal.UnknownReferralCode => "Nobody has this code.",
        ReferralRefusal.SelfReferral => "This is the member's own code.",
        ReferralRefusal.AlreadyReferred => "The member has registered a code before.",
        ReferralRefusal.NotANewMember => "The member has bought before, or joined too long ago.",
        _ => throw new ArgumentOutOfRangeException(nameof(reason)),
    };
}
