using NodaTime;

namespace Rewards.Domain.Cards;

public enum CardState
{
    Active,

    /// <summary>Reported lost; it may still be replaced.</summary>
    Lost,
    Replaced,
}

/// <summary>A number that stands for a member, or did. It never stands for another one.</summary>
/// <param name="Since">Active: when the member got it. Otherwise from when on it is refused, whether it was lost or replaced first.</param>
/// <param name="ReplacedBy">Of a replaced card only.</param>
public sealed record MemberCard(CardNumber Number, CardState State, Instant Since, CardNumber? ReplacedBy)
{
    /// <summary>The state in which the card counted at an instant: what was done before it was lost was done with a good card.</summary>
    public CardState StateAt(Instant instant) => instant < Since ? CardState.Active : State;
}
