using System.Net;
using Rewards.Functions.Batches;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Http;

public sealed record BatchRequestBody(int? Count);

/// <param name="Issued">How many of them are written so far.</param>
/// <param name="State">running or completed.</param>
/// <param name="CreatedAt">RFC 3339, UTC.</param>
public sealed record BatchBody(string BatchId, string CampaignId, int Count, int Issued, string State, string CreatedAt);

/// <summary>Batches on the wire.</summary>
public static class BatchBodies
{
    public static Reply ToReply(Batch batch, HttpStatusCode status) => Reply.Of(
        status,
        new BatchBody(
            batch.Id,
            batch.Campaign.Value,
            batch.Count,
            batch.Issued,
            batch.IsCompleted ? "completed" : "running",
            RowValues.Write(batch.CreatedAt)),
        WireJson.Default.BatchBody);
}
