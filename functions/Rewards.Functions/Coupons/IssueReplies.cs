using Rewards.Domain.Coupons;
using Rewards.Functions.Http;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Coupons;

/// <summary>Why a coupon is not issued, on the wire.</summary>
public static class IssueReplies
{
    public static readonly Reply UnknownCampaign = Problems.NotFound("unknown-campaign", "There is no campaign with this id.");

    public static Reply Refused(IssueRefusal reason) => reason == IssueRefusal.UnknownMember
        ? Problems.NotFound(Problems.NameOf(reason), DetailOf(reason))
        : Problems.Conflict(Problems.NameOf(reason), DetailOf(reason));

    public static string DetailOf(IssueRefusal reason) => reason switch
    {
        IssueRefusal.SharedCode => "The campaign has one code for everybody; there is nothing to issue.",
        IssueRefusal.NoCodes => "The campaign only reminds; there is nothing to issue.",
        IssueRefusal.ControlGroup => "The member is in the campaign's control group.",
        IssueRefusal.MembersOnly => "The campaign is issued to members only: by itself, or to those of some tiers, clubs or a segment.",
        IssueRefusal.Disabled => "The campaign is disabled.",
        IssueRefusal.Expired => "The campaign has ended.",
        IssueRefusal.CardLost => "The card has been reported lost.",
        IssueRefusal.CardReplaced => "The card has been replaced by another one.",
        IssueRefusal.MemberErased => "The member has been erased.",
        IssueRefusal.WrongTier => "The campaign is for other tiers than the member's.",
        IssueRefusal.WrongClub => "The campaign is for clubs in which the member is not.",
        IssueRefusal.NotInSegment => "The campaign is for a segment in which the member is not.",
        IssueRefusal.UnknownMember => "The member is not enrolled, and the programme enrols nobody in passing.",
        _ => throw new ArgumentOutOfRangeException(nameof(reason)),
    };
}
