using Azure.Data.Tables;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Points;
using Rewards.Functions.Members;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Points;

/// <summary>Reads a whole ledger.</summary>
public sealed class LedgerReader(MemberPages pages)
{
    private const int PageSize = 1_000;

    /// <summary>All entries up to one, oldest first; what is written meanwhile is left out.</summary>
    public async Task<IReadOnlyList<LedgerEntry>> ReadAsync(MemberId member, long throughSequence, CancellationToken cancellationToken)
    {
        List<LedgerEntry> entries = [];
        string? next = null;
        do
        {
            (var rows, next) = await pages.ReadAsync(member, TableKeys.EntryRows, next, cancellationToken, PageSize);
            entries.AddRange(rows.Select(PointsRows.ToEntry).Where(entry => entry.Sequence <= throughSequence));
        }
        while (next is not null);

        entries.Reverse();
        return entries;
    }
}
