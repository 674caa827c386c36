using System.Security.Cryptography;
using Azure;
using Azure.Data.Tables;
using Rewards.Domain.Campaigns;
using Rewards.Domain.Coupons;
using Rewards.Domain.Redemptions;
using Rewards.Functions.Coupons;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Batches;

/// <summary>Writes chunks of a batch, each in one entity group transaction; one that is there already is left as it is.</summary>
public sealed class BatchWriter(PartitionStore store, BatchStore batches)
{
    private const int MaxParallel = 8;

    /// <summary>A partition takes 2,000 rows a second, so two transactions of a hundred at a time keep it busy.</summary>
    private const int ParallelByShard = 2;

    private const int MaxTries = 7;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);

    private TableClient Table => store.Table(TableKeys.Coupons);

    /// <param name="last">Exclusive.</param>
    public Task WriteAsync(Batch batch, CampaignDefinition terms, int first, int last, CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(
            Enumerable.Range(first, last - first),
            new ParallelOptions { MaxDegreeOfParallelism = Math.Min(MaxParallel, ParallelByShard * terms.Shards), CancellationToken = cancellationToken },
            async (chunk, token) => await WriteAsync(batch, terms, chunk, token));

    private async Task WriteAsync(Batch batch, CampaignDefinition terms, int chunk, CancellationToken cancellationToken)
    {
        while (true)
        {
            var codes = BatchCodes.OfChunk(batch, terms, chunk);
            var partition = TableKeys.CouponPartition(batch.Campaign, BatchCodes.ShardOf(chunk, terms));
            var rows = codes.Select(code => CouponRows.ToRow(CouponOf(batch, code), partition, batch.Id, code.Number));
            List<TableTransactionAction> transaction = [.. rows.Select(row => new TableTransactionAction(TableTransactionActionType.Add, row))];
            BatchGuard.Check(transaction);
            try
            {
                await SubmitAsync(transaction, cancellationToken);
                return;
            }
            catch (TableTransactionFailedException e) when (e.Status == 409)
            {
                var taken = codes[e.FailedTransactionActionIndex ?? 0];
                var row = await TableRows.ReadAsync(Table, partition, TableKeys.CouponRow(taken.Code, partition), cancellationToken)
                    ?? throw new StorageBusyException();
                if (CouponRows.IsOf(row, batch.Id, taken.Number))
                {
                    // One row of the chunk is there, so all of it is.
                    return;
                }

                batch = await PassOverAsync(batch, taken, cancellationToken);
            }
        }
    }

    /// <summary>Waits twice as long each time that the partition is busy: only where it stays so is the slice for the message to begin again.</summary>
    private async Task SubmitAsync(List<TableTransactionAction> transaction, CancellationToken cancellationToken)
    {
        for (var n = 1; ; n++)
        {
            try
            {
                await Table.SubmitTransactionAsync(transaction, cancellationToken);
                return;
            }
            catch (RequestFailedException e) when (e.Status is 429 or 500 or 503 && n < MaxTries)
            {
                var jitter = RandomNumberGenerator.GetInt32(500, 1_000) / 1_000.0;
                await Task.Delay(FirstPause * Math.Pow(2, n - 1) * jitter, cancellationToken);
            }
        }
    }

    /// <summary>
    /// Notes that another coupon has this code, before the chunk is written without it. That coupon's row stays, so no writer
    /// with an older note can write the chunk as it was.
    /// </summary>
    private Task<Batch> PassOverAsync(Batch batch, BatchCode taken, CancellationToken cancellationToken) => batches.ChangeAsync(
        batch.Campaign,
        batch.Id,
        stands => stands.Attempts.GetValueOrDefault(taken.Number) > taken.Attempt
            ? stands
            : stands with { Attempts = stands.Attempts.SetItem(taken.Number, taken.Attempt + 1) },
        cancellationToken);

    private static Coupon CouponOf(Batch batch, BatchCode code) =>
        new(code.Code, batch.Campaign, batch.Version, null, batch.CreatedAt, false, Tally.Empty, 0);
}
