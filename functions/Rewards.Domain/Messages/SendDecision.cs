using NodaTime;
using Rewards.Domain.Coupons;
using Rewards.Domain.Members;
using Rewards.Domain.Points;

namespace Rewards.Domain.Messages;

/// <summary>Whether a message that a campaign has decided on goes out now. A closed union.</summary>
public abstract record SendDecision
{
    private SendDecision()
    {
    }

    public sealed record Send : SendDecision;

    /// <summary>The quiet hours last until then; what holds of the member is asked again when they are over.</summary>
    public sealed record Wait(Instant Until) : SendDecision;

    /// <summary>It never goes out.</summary>
    public sealed record Suppress : SendDecision;

    /// <summary>Decides at the moment of sending; what held when the campaign decided counts no more.</summary>
    /// <param name="member">Null: not enrolled.</param>
    /// <param name="channel">Null: any for which consent stands.</param>
    /// <param name="coupon">What the message tells of; null: none, or it has not been looked up yet.</param>
    public static SendDecision Decide(Member? member, string? channel, Coupon? coupon, Programme programme, Instant now)
    {
        // Before the quiet hours, so that nothing of an erased member waits for their end.
        if (member is null or { IsErased: true })
        {
            return new Suppress();
        }

        if (programme.Messages.QuietUntil(now, programme.TimeZone) is { } until)
        {
            return new Wait(until);
        }

        return member.AllowsMessages(channel) && coupon is not { Disabled: true } ? new Send() : new Suppress();
    }
}
