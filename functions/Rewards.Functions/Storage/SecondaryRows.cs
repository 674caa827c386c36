using Azure;
using Azure.Data.Tables;

namespace Rewards.Functions.Storage;

/// <summary>Rows that follow from a row of another partition. Each carries the sequence of its source and never overwrites a newer one.</summary>
public static class SecondaryRows
{
    private const string Sequence = "Sequence";

    public static async Task WriteAsync(TableClient table, TableEntity row, long sequence, CancellationToken cancellationToken)
    {
        row[Sequence] = sequence;
        while (true)
        {
            var found = await TableRows.ReadAsync(table, row.PartitionKey, row.RowKey, cancellationToken);
            if (found?.GetInt64(Sequence) >= sequence)
            {
                return;
            }

            try
            {
                if (found is not null)
                {
                    await table.UpdateEntityAsync(row, found.ETag, TableUpdateMode.Merge, cancellationToken);
                }
                else
                {
                    await table.AddEntityAsync(row, cancellationToken);
                }

                return;
            }
            catch (RequestFailedException e) when (e.Status is 404 or 409 or 412)
            {
                // Another follow-up was faster: look whether its row is newer.
            }
        }
    }
}
