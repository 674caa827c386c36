using NodaTime;
using Rewards.Domain.Members;
using Rewards.Domain.Points;
using Rewards.Domain.Stamps;
using Rewards.Domain.Tiers;

namespace Rewards.Domain.Agenda;

/// <summary>When a member has to be looked at. However many causes there are, one row stands for the earliest of their days.</summary>
public static class Looks
{
    /// <summary>The first day after <paramref name="today"/> on which points or standing change by themselves; null: none.</summary>
    /// <param name="state">Settled as of today.</param>
    public static LocalDate? NextOf(MemberState state, Programme programme, LocalDate today) => Earliest(
        NextOfPoints(state.Account, programme.Points, today),
        Stamping.NextLookOn(state.Standing.Stamps, programme.StampCards, today),
        state.Standing.NextTierReview(programme));

    /// <summary>The day for which a row is to be filed; null: one stands already that is early enough, or nothing is due.</summary>
    /// <remarks>
    /// A row that stands for an earlier day is enough: it is filed again under the true day when it falls due. One whose day
    /// is past may be lost, or is about to be looked at: it is filed again for its own day, since what was due then comes first. What
    /// is left of the other is looked at in vain.
    /// </remarks>
    public static LocalDate? ToFile(LocalDate? standing, LocalDate? next, LocalDate today)
    {
        if (standing is not { } day || next is null || next < day)
        {
            return next;
        }

        return day >= today || next < today ? null : day;
    }

    public static LocalDate? Earliest(params ReadOnlySpan<LocalDate?> days)
    {
        LocalDate? earliest = null;
        foreach (var day in days)
        {
            earliest = earliest is null || day < earliest ? day ?? earliest : earliest;
        }

        return earliest;
    }

    private static LocalDate? NextOfPoints(PointsAccount account, PointsRules rules, LocalDate today)
    {
        LocalDate? next = null;
        foreach (var (key, _) in account.Lots)
        {
            var reminder = rules.ReminderDays > 0 && key.ExpiresOn is { } last && !(last <= account.RemindedThrough)
                ? LocalDate.Max(last.PlusDays(-rules.ReminderDays), today.PlusDays(1))
                : (LocalDate?)null;
            next = Earliest(next, reminder, key.ActivatesOn, key.ExpiresOn?.PlusDays(1));
        }

        return next;
    }
}
