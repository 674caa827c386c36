using System.Collections.Immutable;
using NodaTime;
using Rewards.Domain.Campaigns;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Points;
using Rewards.Domain.Redemptions;

namespace Rewards.Domain.Activities;

/// <summary>What one kind of activity beyond purchases earns, such as a review, a survey or a social follow.</summary>
/// <param name="Kind">1 to 64 of A-Z a-z 0-9 . _ ~ -, case-sensitive.</param>
/// <param name="Points">For each unit or for all of it, as <paramref name="PerUnit"/> says.</param>
/// <param name="PerUnit">False: the quantity does not count.</param>
/// <param name="CooldownSeconds">Since the last accepted one of this kind by this member, real seconds; 0: none.</param>
/// <param name="MaxPerTransaction">An activity worth more than this is refused; null: no such limit.</param>
/// <param name="Cap">So many points of this kind a member and period, in the programme's zone: what goes beyond is cut off; null: no cap.</param>
/// <param name="OncePerReference">Each activity names what it is about, such as the product reviewed, and earns once for it.</param>
public sealed record ActivityRule(
    string Kind,
    PointCount Points,
    bool PerUnit,
    long CooldownSeconds,
    PointCount? MaxPerTransaction,
    Limit? Cap,
    bool OncePerReference)
{
    public const int MaxRules = 50;

    public const long MaxPoints = 1_000_000;

    /// <summary>Ten years.</summary>
    public const long MaxCooldownSeconds = 10L * 366 * 24 * 60 * 60;

    /// <summary>Of a limit on points.</summary>
    public const long MaxLimit = 1_000_000_000_000;

    /// <param name="quantity">1 to <see cref="ActivityDecision.MaxQuantity"/>.</param>
    public PointCount PointsFor(long quantity) => PerUnit ? new PointCount(checked(Points.Value * quantity)) : Points;

    /// <summary>Whether the cooldown still runs. A clock that is behind the one that decided the last time has not waited long enough either.</summary>
    /// <param name="tally">Null: the member has done none.</param>
    public bool IsTooSoon(ActivityTally? tally, Instant now) =>
        CooldownSeconds > 0 && tally is not null && now < tally.LastAt + Duration.FromSeconds(CooldownSeconds);

    /// <summary>What the cap leaves of so many points on that local day; none or less: it is reached.</summary>
    public PointCount CappedPoints(PointCount worth, ActivityTally? tally, LocalDate today) => Cap is { } cap
        ? PointCount.Min(worth, new PointCount(cap.Max - (tally?.Points ?? Tally.Empty).In(cap.Period, today)))
        : worth;

    internal static IEnumerable<FieldError> Check(ImmutableArray<ActivityRule> rules)
    {
        if (rules.Length > MaxRules)
        {
            return [new FieldError("activities", $"At most {MaxRules}.")];
        }

        return rules.SelectMany((rule, i) => Check(rule, $"activities[{i}]", rules.Take(i).Any(earlier => earlier.Kind == rule.Kind)));
    }

    private static IEnumerable<FieldError> Check(ActivityRule rule, string path, bool isThereBefore)
    {
        if (!IdText.IsId(rule.Kind))
        {
            yield return new FieldError($"{path}.kind", "Must be 1 to 64 of A-Z a-z 0-9 . _ ~ -");
        }

        if (isThereBefore)
        {
            yield return new FieldError($"{path}.kind", "This kind is there twice.");
        }

        if (rule.Points.Value is < 1 or > MaxPoints)
        {
            yield return new FieldError($"{path}.points", $"Must be from 1 to {MaxPoints}.");
        }

        if (rule.CooldownSeconds is < 0 or > MaxCooldownSeconds)
        {
            yield return new FieldError($"{path}.cooldownSeconds", $"Must be from 0 to {MaxCooldownSeconds}.");
        }

        if (rule.MaxPerTransaction is { } most && (most < rule.Points || most.Value > MaxLimit))
        {
            yield return new FieldError($"{path}.maxPerTransaction", $"Must be from the points of one to {MaxLimit}.");
        }

        if (rule.Cap is { Max: < 1 or > MaxLimit })
        {
            yield return new FieldError($"{path}.capPoints", $"Must be from 1 to {MaxLimit}.");
        }
    }
}

/// <summary>What a member has done of one kind.</summary>
/// <param name="LastAt">When the last one was accepted.</param>
/// <param name="Points">What all of them earned, after the cap.</param>
public sealed record ActivityTally(Instant LastAt, Tally Points)
{
    /// <summary>With one more, accepted at that instant on that local day.</summary>
    /// <param name="tally">Null: the member has done none.</param>
    internal static ActivityTally With(ActivityTally? tally, PointCount points, LocalDate day, Instant at) => tally is null
        ? new ActivityTally(at, Tally.Empty.Add(points.Value, day))
        : new ActivityTally(Instant.Max(at, tally.LastAt), tally.Points.Add(points.Value, day));
}
