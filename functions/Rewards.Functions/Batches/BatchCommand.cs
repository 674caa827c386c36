using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using Azure.Data.Tables;
using NodaTime;
using Rewards.Domain.Campaigns;
using Rewards.Domain.Coupons;
using Rewards.Domain.Identifiers;
using Rewards.Functions.Coupons;
using Rewards.Functions.FollowUps;
using Rewards.Functions.Http;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Batches;

/// <summary>Write on at a batch, from where its row says that it is.</summary>
public sealed record BatchMessage(string Campaign, string Batch);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(BatchMessage))]
public sealed partial class BatchJson : JsonSerializerContext;

/// <summary>Takes a batch on: its row, with the seed of its codes. They are written in the background.</summary>
public sealed class BatchCommand(PartitionStore store, RandomBytes random, IClock clock)
{
    public const string Kind = "batch";

    public const int MaxCount = 1_000_000;

    private const int SeedBytes = 32;

    public async Task<Reply> RunAsync(CampaignDefinition campaign, int count, OperationId id, string fingerprint, CancellationToken cancellationToken)
    {
        var operation = new Operation(id, TableKeys.Coupons, TableKeys.BatchPartition(campaign.Id), Kind, fingerprint);
        // Nothing but new rows: no other command can be in the way, so each has a turn of its own.
        var result = await store.RunAsync(operation, id.Value, (_, _) => Task.FromResult(Decide(campaign, count, id)), cancellationToken);
        return result.Reply;
    }

    private Decision Decide(CampaignDefinition campaign, int count, OperationId id)
    {
        var now = clock.GetCurrentInstant();
        if (IssueDecision.ToNobody(campaign, now) is IssueDecision.Refused refused)
        {
            return new Decision.Refuse(IssueReplies.Refused(refused.Reason));
        }

        var seed = new byte[SeedBytes];
        random(seed);
        var batch = new Batch(id.Value, campaign.Id, campaign.Version, count, 0, seed, now, []);
        var message = new BatchMessage(campaign.Id.Value, batch.Id);
        return new Decision.Accept(
            BatchBodies.ToReply(batch, HttpStatusCode.Accepted),
            [new TableTransactionAction(TableTransactionActionType.Add, BatchRows.ToRow(batch))],
            JsonSerializer.Serialize(message, BatchJson.Default.BatchMessage));
    }
}

/// <summary>Starts the writing. Done twice, it starts two writers, which get in each other's way and do no other harm.</summary>
public sealed class BatchFollowUp(QueueSender queues) : IFollowUp
{
    public string Kind => BatchCommand.Kind;

    public Task RunAsync(OperationRow operation, CancellationToken cancellationToken)
    {
        var message = JsonSerializer.Deserialize(operation.Effects!, BatchJson.Default.BatchMessage)!;
        return queues.SendAsync(TableKeys.BatchQueue, message, BatchJson.Default.BatchMessage, TimeSpan.Zero, cancellationToken);
    }
}
