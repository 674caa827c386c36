using NodaTime;
using Rewards.Domain.Members;
using Rewards.Domain.Money;
using Rewards.Domain.Points;

namespace Rewards.Domain.Activities;

/// <summary>What a member and the friend they recommended the programme to get when the friend's first purchase is big enough.</summary>
/// <param name="MinimumAmount">Minor units of the programme's currency, paid after discounts.</param>
/// <param name="WithinDays">The last local day for that purchase is the one on which the friend joined plus this; null: no last day.</param>
/// <param name="MaxPerReferrer">So many friends earn a member something; null: no limit. The friend is rewarded all the same.</param>
public sealed record ReferralRule(
    PointCount ReferrerPoints, PointCount FriendPoints, MinorUnits MinimumAmount, int? WithinDays, long? MaxPerReferrer)
{
    public const long MaxPoints = 1_000_000;

    public const long MaxMinimumAmount = 1_000_000_000;

    public const int MaxWithinDays = 3_650;

    public const long MaxFriends = 1_000_000;

    /// <summary>Whether a purchase on that local day is still early enough.</summary>
    public bool IsInTime(Member friend, LocalDate day) => WithinDays is not { } days || Period.DaysBetween(friend.JoinedOn, day) <= days;

    internal static IEnumerable<FieldError> Check(ReferralRule? rule)
    {
        if (rule is null)
        {
            yield break;
        }

        foreach (var (points, field) in new[] { (rule.ReferrerPoints, "referrerPoints"), (rule.FriendPoints, "friendPoints") })
        {
            if (points.Value is < 0 or > MaxPoints)
            {
                yield return new FieldError($"referral.{field}", $"Must be from 0 to {MaxPoints}.");
            }
        }

        if (rule.MinimumAmount.Value is < 0 or > MaxMinimumAmount)
        {
            yield return new FieldError("referral.minimumAmount", $"Must be from 0 to {MaxMinimumAmount}.");
        }

        if (rule.WithinDays is < 1 or > MaxWithinDays)
        {
            yield return new FieldError("referral.withinDays", $"Must be from 1 to {MaxWithinDays}.");
        }

        if (rule.MaxPerReferrer is < 1 or > MaxFriends)
        {
            yield return new FieldError("referral.maxPerReferrer", $"Must be from 1 to {MaxFriends}.");
        }
    }
}

/// <summary>Both sides of a member's referrals. The friend's side names the code only, never whose it is.</summary>
/// <param name="Code">Of this member; null: none was drawn yet.</param>
/// <param name="Referred">By whose code this member came; null: by none.</param>
/// <param name="RewardedFriends">How many friends have earned this member something.</param>
public sealed record ReferralStanding(ReferralCode? Code, Referred? Referred, long RewardedFriends)
{
    public static readonly ReferralStanding None = new(null, null, 0);
}

/// <param name="On">The local day on which the code was registered.</param>
public sealed record Referred(ReferralCode Code, LocalDate On, ReferredState State);

public enum ReferredState
{
    /// <summary>The first purchase is still to come.</summary>
    Open,

    Rewarded,

    /// <summary>The first purchase was too small or too late: it stays so.</summary>
    Lapsed,
}
