using Azure.Data.Tables;
using Rewards.Domain.Identifiers;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Members;

/// <summary>Pages through rows of one kind of a member.</summary>
public sealed class MemberPages(PartitionStore store)
{
    private const int PageSize = 100;

    /// <param name="range">Of RowKeys; the second is not in it.</param>
    public Task<(IReadOnlyList<TableEntity> Rows, string? Next)> ReadAsync(
        MemberId member, (string From, string To) range, string? next, CancellationToken cancellationToken, int size = PageSize)
    {
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey eq {TableKeys.MemberPartition(member)} and RowKey ge {range.From} and RowKey lt {range.To}");
        return TablePages.ReadAsync(store.Table(TableKeys.Members), filter, size, next, cancellationToken);
    }
}
