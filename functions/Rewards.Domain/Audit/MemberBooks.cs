using Rewards.Domain.Members;
using Rewards.Domain.Points;

namespace Rewards.Domain.Audit;

/// <summary>A member's profile and account with all that was entered in it, and what the member's accepted operations promise.</summary>
/// <param name="Entries">Oldest first, up to the account's.</param>
/// <param name="Promises">Those of later entries than the account's do not count.</param>
public sealed record MemberBooks(Member Member, PointsAccount Account, IReadOnlyList<LedgerEntry> Entries, IReadOnlyList<Promise> Promises)
{
    /// <summary>Where they disagree, a sentence each; empty: they add up.</summary>
    public IReadOnlyList<string> Findings() => [.. LedgerReplay.Of(Entries).Check(Account), .. Profile(), .. Promised()];

    private IEnumerable<string> Profile()
    {
        if (Member.Sequence != Account.Sequence || Member.Balance != Account.Balance)
        {
            yield return "The profile tells another balance or entry than the account.";
        }
    }

    /// <summary>Each entry was written by one accepted operation; a refused one has written none.</summary>
    private IEnumerable<string> Promised()
    {
        var promised = Promises.SelectMany(promise => promise.Entries).Where(sequence => sequence <= Account.Sequence).CountBy(sequence => sequence).ToDictionary();
        foreach (var entry in Entries)
        {
            if (!promised.Remove(entry.Sequence, out var times) || times > 1)
            {
                yield return $"Entry {entry.Sequence} was written by {times} accepted operations.";
            }
        }

        foreach (var lost in promised.Keys.Order())
        {
            yield return $"Entry {lost} is promised by an accepted operation and not there.";
        }
    }
}
