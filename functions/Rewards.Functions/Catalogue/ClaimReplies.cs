using System.Net;
using Rewards.Domain.Catalogue;
using Rewards.Functions.Http;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Catalogue;

public sealed record ClaimRequestBody(string? MemberId);

/// <param name="Points">What was taken.</param>
/// <param name="Balance">After it.</param>
public sealed record ClaimBody(string ClaimId, string RewardId, string MemberId, long Points, long Balance, CouponBody Coupon);

/// <summary>Claims on the wire.</summary>
public static class ClaimReplies
{
    public static readonly Reply UnknownReward = Problems.NotFound(
        Problems.NameOf(ClaimRefusal.UnknownReward), "There is no reward with this id.");

    public static Reply Refused(ClaimRefusal reason) => reason switch
    {
        ClaimRefusal.UnknownReward => UnknownReward,
        ClaimRefusal.UnknownMember => Problems.NotFound(Problems.NameOf(reason), "The member is not enrolled, and has no points."),
        _ => Problems.Conflict(Problems.NameOf(reason), DetailOf(reason)),
    };

    public static Reply Claimed(ClaimBody body) => Reply.Of(HttpStatusCode.Created, body, WireJson.Default.ClaimBody);

    private static string DetailOf(ClaimRefusal reason) => reason switch
    {
        ClaimRefusal.MemberErased => "The member has been erased.",
        ClaimRefusal.RewardNotActive => "The reward's first day has not begun.",
        ClaimRefusal.Expired => "The reward, or the campaign whose coupon it issues, has ended.",
        ClaimRefusal.Disabled => "The reward, or the campaign whose coupon it issues, is disabled.",
        ClaimRefusal.WrongTier => "The reward, or the campaign whose coupon it issues, is not for the member's tier.",
        ClaimRefusal.WrongClub => "The campaign whose coupon the reward issues is for clubs that the member is not in.",
        ClaimRefusal.NotInSegment => "The campaign whose coupon the reward issues is for a segment that the member is not in.",
        ClaimRefusal.MemberLimitReached => "The member has claimed as many as one member may.",
        ClaimRefusal.RewardLimitReached => "As many have been claimed as all members together may claim.",
        ClaimRefusal.OutOfStock => "None is left.",
        ClaimRefusal.InsufficientPoints => "The member's balance does not cover the price.",
        ClaimRefusal.TooManyLots => "The member has as many lots of points as can be kept.",
        _ => throw new ArgumentOutOfRangeException(nameof(reason)),
    };
}
