using System.Collections.Frozen;
using System.Net;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Points;
using Rewards.Functions.Http;
using Rewards.Functions.Members;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Points;

/// <summary>Spends, holds and why not, on the wire.</summary>
public static class PointsReplies
{
    public static readonly Reply UnknownSpend = Problems.NotFound("unknown-spend", "The member has no spend with this id.");

    public static readonly Reply UnknownHold = Problems.NotFound("unknown-hold", "The member has no hold with this id.");

    private static readonly FrozenDictionary<PointsRefusal, Reply> Refusals = new Dictionary<PointsRefusal, Reply>
    {
        [PointsRefusal.UnknownMember] = MemberCommand.Unknown,
        [PointsRefusal.MemberErased] = Conflict(PointsRefusal.MemberErased, "This member has been erased; the id is not used again."),
        [PointsRefusal.UnknownSpend] = UnknownSpend,
        [PointsRefusal.AlreadyRolledBack] = Conflict(PointsRefusal.AlreadyRolledBack, "This spend was rolled back before."),
        [PointsRefusal.UnknownHold] = UnknownHold,
        [PointsRefusal.HoldClosed] = Conflict(PointsRefusal.HoldClosed, "This hold was captured or released before."),
        [PointsRefusal.HoldExpired] = Conflict(PointsRefusal.HoldExpired, "This hold has expired; its points are free again."),
        [PointsRefusal.CaptureExceedsHold] = Conflict(PointsRefusal.CaptureExceedsHold, "More points are captured than are held still."),
        [PointsRefusal.CurrencyMismatch] = Conflict(PointsRefusal.CurrencyMismatch, "The amount is not in the programme's currency."),
        [PointsRefusal.AmountTooLarge] = Conflict(PointsRefusal.AmountTooLarge, "A figure would no longer be a whole number of 64 bits."),
        [PointsRefusal.InsufficientPoints] = Conflict(PointsRefusal.InsufficientPoints, "The member has fewer points that can be spent."),
        [PointsRefusal.TooManyHolds] = Conflict(PointsRefusal.TooManyHolds, $"A member has at most {PointsAccount.MaxHolds} open holds."),
        [PointsRefusal.TooManyLots] = Conflict(PointsRefusal.TooManyLots, $"A member's points have at most {PointsAccount.MaxLots} days on which they lapse."),
    }.ToFrozenDictionary();

    /// <summary>What does not exist may exist later, and nothing is kept of an erased member: those are no outcomes.</summary>
    public static Decision.Refuse Refused(PointsRefusal reason) => new(
        Refusals[reason],
        Stored: reason is not (PointsRefusal.UnknownMember or PointsRefusal.MemberErased or PointsRefusal.UnknownSpend or PointsRefusal.UnknownHold));

    public static Reply Of(HttpStatusCode status, Spend spend, MemberId member, Programme programme, PointCount? balance) => Reply.Of(
        status,
        new SpendBody(
            spend.Id,
            member.Value,
            spend.Points.Value,
            spend.Amount.Value,
            programme.Currency.Code,
            spend.Reference,
            spend.HoldId,
            RowValues.Write(spend.At),
            RowValues.Write(spend.RolledBackAt),
            balance?.Value),
        WireJson.Default.SpendBody);

    public static Reply Of(HttpStatusCode status, PointsHold hold, HoldState state, MemberId member, Programme programme, PointCount? balance) => Reply.Of(
        status,
        new HoldBody(
            hold.Id,
            member.Value,
            Problems.NameOf(state),
            hold.Points.Value,
            hold.Amount.Value,
            programme.Currency.Code,
            hold.Captured.Value,
            hold.Reference,
            RowValues.Write(hold.At),
            RowValues.Write(hold.ExpiresAt),
            balance?.Value),
        WireJson.Default.HoldBody);

    private static Reply Conflict(PointsRefusal reason, string detail) => Problems.Conflict(Problems.NameOf(reason), detail);
}
