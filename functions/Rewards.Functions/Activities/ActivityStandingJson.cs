using System.Collections.Immutable;
using NodaTime.Text;
using Rewards.Domain.Activities;
using Rewards.Functions.Campaigns;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Activities;

/// <summary>Of one kind of activity, in the row <c>standing</c>.</summary>
/// <param name="Points">A tally, as rows hold one.</param>
public sealed record ActivityTallyBody(string LastAt, string Points);

/// <summary>Both sides of a member's referrals, in the row <c>standing</c>.</summary>
public sealed record ReferralStandingBody(string? Code, ReferredBody? Referred, long RewardedFriends);

/// <param name="State">open, rewarded or lapsed.</param>
public sealed record ReferredBody(string Code, string On, string State);

/// <summary>Between the part of a standing that activities and referrals have and the Domain's.</summary>
internal static class ActivityStandingJson
{
    public static IReadOnlyDictionary<string, ActivityTallyBody>? Write(ImmutableSortedDictionary<string, ActivityTally> activities) =>
        activities.IsEmpty ? null : activities.ToDictionary(
            activity => activity.Key,
            activity => new ActivityTallyBody(RowValues.Write(activity.Value.LastAt), RowValues.Write(activity.Value.Points)));

    public static ImmutableSortedDictionary<string, ActivityTally> Read(IReadOnlyDictionary<string, ActivityTallyBody>? activities) =>
        (activities ?? ImmutableDictionary<string, ActivityTallyBody>.Empty).ToImmutableSortedDictionary(
            activity => activity.Key,
            activity => new ActivityTally(
                InstantPattern.ExtendedIso.Parse(activity.Value.LastAt).Value, RowValues.ReadTally(activity.Value.Points)),
            StringComparer.Ordinal);

    public static ReferralStandingBody? Write(ReferralStanding referral) => referral == ReferralStanding.None ? null : new(
        referral.Code?.Value,
        referral.Referred is { } referred
            ? new ReferredBody(referred.Code.Value, RowValues.Write(referred.On), WireNames<ReferredState>.Of(referred.State))
            : null,
        referral.RewardedFriends);

    public static ReferralStanding Read(ReferralStandingBody? referral) => referral is null ? ReferralStanding.None : new(
        referral.Code is { } code ? ReferralCode.Parse(code) : null,
        referral.Referred is { } referred
            ? new Referred(ReferralCode.Parse(referred.Code), LocalDatePattern.Iso.Parse(referred.On).Value, StateOf(referred.State))
            : null,
        referral.RewardedFriends);

    private static ReferredState StateOf(string name) =>
        WireNames<ReferredState>.TryRead(name, out var state) ? state : throw new InvalidOperationException($"No referral is {name}.");
}
