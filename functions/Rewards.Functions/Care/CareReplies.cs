using System.Collections.Frozen;
using Rewards.Domain.Care;
using Rewards.Functions.Http;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Care;

/// <summary>Why a cancellation, a complaint or an outcome is not recorded, on the wire.</summary>
public static class CareReplies
{
    private static readonly FrozenDictionary<CareRefusal, Reply> All = Enum.GetValues<CareRefusal>().ToFrozenDictionary(
        reason => reason,
        reason => reason is CareRefusal.UnknownMember or CareRefusal.UnknownCancellation
            ? Problems.NotFound(Problems.NameOf(reason), DetailOf(reason))
            : Problems.Conflict(Problems.NameOf(reason), DetailOf(reason)));

    public static Reply Of(CareRefusal reason) => All[reason];

    /// <summary>Nothing is kept of who is unknown or erased, nor of what there is not.</summary>
    public static Decision.Refuse Refuse(CareRefusal reason) =>
        new(All[reason], Stored: reason is CareRefusal.ComplaintAlreadyAnswered or CareRefusal.OutcomeRecorded);

    private static string DetailOf(CareRefusal reason) => reason switch
    {
        CareRefusal.MemberErased => "This member has been erased.",
        CareRefusal.UnknownMember => "There is no member with this id.",
        CareRefusal.ComplaintAlreadyAnswered => "The member has complained about this before, and was answered.",
        CareRefusal.UnknownCancellation => "The member has no cancellation with this id.",
        CareRefusal.OutcomeRecorded => "Another outcome of this cancellation has been recorded.",
        _ => throw new ArgumentOutOfRangeException(nameof(reason)),
    };
}
