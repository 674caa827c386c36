using System.Buffers.Binary;
using Azure.Data.Tables;
using Rewards.Domain.Members;
using Rewards.Domain.Models;
using Rewards.Domain.Money;
using Rewards.Functions.Members;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Models;

/// <summary>A buyer as a page holds one: without the member's id, which the fit does not need.</summary>
/// <param name="Rank">As <see cref="BuyerSample.RankOf"/>.</param>
public readonly record struct RankedBuyer(int Rank, Buyer Buyer);

/// <summary>Reads members page by page and keeps what a fit needs of them, a row a page, until it is closed.</summary>
public sealed class BuyerPages(PartitionStore store, RewardsOptions options)
{
    private const int BuyerBytes = 40;

    /// <summary>So that a page fits in one property of a row.</summary>
    private const int MaxPageSize = BatchGuard.MaxPropertyBytes / BuyerBytes;

    private TableClient Reports => store.Table(TableKeys.Reports);

    /// <summary>The next page, which is kept when this returns: read twice, it is kept once.</summary>
    /// <returns>The fit as it is then.</returns>
    public async Task<ModelFit> KeepNextAsync(ModelFit fit, CancellationToken cancellationToken)
    {
        var (from, to) = TableKeys.ProfileRows;
        var filter = TableClient.CreateQueryFilter($"RowKey ge {from} and RowKey lt {to}");
        var (rows, next) = await TablePages.ReadAsync(
            store.Table(TableKeys.Members), filter, Math.Min(options.FitPageSize, MaxPageSize), fit.Next, cancellationToken);
        var members = rows.Select(row => MemberRows.ToMember(row)!).Where(member => !member.IsErased).ToList();
        List<RankedBuyer> buyers = [.. members.SelectMany(member => Buyers(member, fit))];
        var size = fit.Size.With(buyers.Select(buyer => buyer.Rank));
        var row = new TableEntity(TableKeys.FitPartition(fit.Id), TableKeys.FitPageRow(fit.Id, fit.Pages)) { ["Buyers"] = Pack(buyers) };
        await Reports.UpsertEntityAsync(row, TableUpdateMode.Replace, cancellationToken);
        return fit with { Pages = fit.Pages + 1, Next = next, Read = next is null, Members = fit.Members + members.Count, Size = size };
    }

    public async Task<BuyerSample> SampleAsync(ModelFit fit, CancellationToken cancellationToken)
    {
        var sample = new BuyerSample(depth: fit.Size.Depth);
        await foreach (var row in Reports.QueryAsync<TableEntity>(FilterOf(fit), cancellationToken: cancellationToken))
        {
            foreach (var (rank, buyer) in Unpack(row.GetBinary("Buyers")!))
            {
                sample.Add(rank, buyer);
            }
        }

        return sample;
    }

    public async Task DeleteAsync(ModelFit fit, CancellationToken cancellationToken)
    {
        await foreach (var row in Reports.QueryAsync<TableEntity>(FilterOf(fit), select: ["PartitionKey", "RowKey"], cancellationToken: cancellationToken))
        {
            await Reports.DeleteEntityAsync(row.PartitionKey, row.RowKey, cancellationToken: cancellationToken);
        }
    }

    private static string FilterOf(ModelFit fit) => TableClient.CreateQueryFilter($"PartitionKey eq {TableKeys.FitPartition(fit.Id)}");

    private static IEnumerable<RankedBuyer> Buyers(Member member, ModelFit fit)
    {
        var rank = BuyerSample.RankOf(member.Id);
        return rank >= fit.Size.Depth && Buyer.Of(member, fit.Day) is { } buyer ? [new RankedBuyer(rank, buyer)] : [];
    }

    public static byte[] Pack(IReadOnlyList<RankedBuyer> buyers)
    {
        var bytes = new byte[buyers.Count * BuyerBytes];
        for (var i = 0; i < buyers.Count; i++)
        {
            var (rank, buyer) = buyers[i];
            var at = bytes.AsSpan(i * BuyerBytes, BuyerBytes);
            BinaryPrimitives.WriteInt32LittleEndian(at, rank);
            BinaryPrimitives.WriteInt32LittleEndian(at[4..], (int)buyer.History.RepeatPurchases);
            BinaryPrimitives.WriteInt32LittleEndian(at[8..], buyer.History.RecencyDays);
            BinaryPrimitives.WriteInt32LittleEndian(at[12..], buyer.History.AgeDays);
            BinaryPrimitives.WriteInt64LittleEndian(at[16..], buyer.Purchases);
            BinaryPrimitives.WriteInt64LittleEndian(at[24..], buyer.FirstDaySpend.Value);
            BinaryPrimitives.WriteInt64LittleEndian(at[32..], buyer.Spend.Value);
        }

        return bytes;
    }

    public static IEnumerable<RankedBuyer> Unpack(byte[] bytes) => bytes.Chunk(BuyerBytes).Select(one => new RankedBuyer(
        BinaryPrimitives.ReadInt32LittleEndian(one),
        new Buyer(
            new BuyingHistory(
                BinaryPrimitives.ReadInt32LittleEndian(one.AsSpan(4)),
                BinaryPrimitives.ReadInt32LittleEndian(one.AsSpan(8)),
                BinaryPrimitives.ReadInt32LittleEndian(one.AsSpan(12))),
            BinaryPrimitives.ReadInt64LittleEndian(one.AsSpan(16)),
            new MinorUnits(BinaryPrimitives.ReadInt64LittleEndian(one.AsSpan(24))),
            new MinorUnits(BinaryPrimitives.ReadInt64LittleEndian(one.AsSpan(32))))));
}
