using Azure.Data.Tables;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Members;
using Rewards.Domain.Points;
using Rewards.Functions.Points;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Members;

/// <summary>A member's rows as they were read, all of one moment.</summary>
/// <param name="Profile">Null: not enrolled.</param>
/// <param name="State">Null where the profile is.</param>
public sealed record LoadedMember(TableEntity? Profile, TableEntity? Lots, TableEntity? Standing, MemberState? State)
{
    /// <summary>The changes that write a command's outcome down: always all three rows, under their ETags, and the new entries.</summary>
    public IEnumerable<TableTransactionAction> Put(MemberState next, IEnumerable<LedgerEntry> entries)
    {
        var written = next.Written();
        var (member, revision) = (written.Member.Id, written.Member.Revision);
        return
        [
            TableRows.Put(Profile, MemberRows.ToRow(written.Member)),
            TableRows.Put(Lots, PointsRows.ToRow(written.Account, member, revision)),
            TableRows.Put(Standing, StandingJson.ToRow(written.Standing, member, revision)),
            .. entries.Select(entry => new TableTransactionAction(TableTransactionActionType.Add, PointsRows.ToRow(entry, member))),
        ];
    }
}

/// <summary>Reads what commands on a member's points and standing decide on: three rows at once.</summary>
public sealed class MemberLoader(PartitionStore store)
{
    private const int MaxTries = 10;

    /// <exception cref="StorageBusyException">Others change the member all the time.</exception>
    public async Task<LoadedMember> LoadAsync(MemberId id, CancellationToken cancellationToken)
    {
        var partition = TableKeys.MemberPartition(id);
        for (var n = 0; n < MaxTries; n++)
        {
            var rows = await Task.WhenAll(
                new[] { TableKeys.ProfileRow(id), TableKeys.LotsRow(id), TableKeys.StandingRow(id) }
                    .Select(row => TableRows.ReadAsync(store.Table(TableKeys.Members), partition, row, cancellationToken)));
            var member = MemberRows.ToMember(rows[0]);
            if (member is null or { IsErased: true })
            {
                return new LoadedMember(
                    rows[0], rows[1], rows[2], member is null ? null : new MemberState(member, PointsAccount.Empty, Domain.Members.Standing.Empty));
            }

            // Read one after the other, so another command may have come between them: its refusal would be stored for ever.
            if (RevisionOf(rows[1]) == member.Revision && RevisionOf(rows[2]) == member.Revision)
            {
                return new LoadedMember(
                    rows[0], rows[1], rows[2], new MemberState(member, PointsRows.ToAccount(rows[1]), StandingJson.ToStanding(rows[2])));
            }
        }

        throw new StorageBusyException();
    }

    private static long RevisionOf(TableEntity? row) => row?.GetInt64("Revision") ?? 0;
}
