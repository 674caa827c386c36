using System.Collections.Immutable;
using NodaTime;

namespace Rewards.Domain.Points;

/// <summary>Points that will lapse soon, of which their member is told once a lot.</summary>
public static class ExpiryReminder
{
    /// <param name="account">Settled as of today.</param>
    /// <returns>What to remind of, by last day, and the account that remembers it.</returns>
    public static (ImmutableArray<Lot> Lots, PointsAccount Account) Decide(PointsAccount account, PointsRules rules, LocalDate today)
    {
        if (rules.ReminderDays == 0)
        {
            return ([], account);
        }

        var due = account.Lots
            .Where(lot => lot.Key is { IsPending: false, ExpiresOn: { } last }
                && !(last <= account.RemindedThrough)
                && last.PlusDays(-rules.ReminderDays) <= today)
            .ToImmutableArray();
        return due.IsEmpty ? (due, account) : (due, account with { RemindedThrough = due[^1].Key.ExpiresOn });
    }
}
