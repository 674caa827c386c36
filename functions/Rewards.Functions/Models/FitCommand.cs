using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using NodaTime;
using Rewards.Domain.Identifiers;
using Rewards.Functions.FollowUps;
using Rewards.Functions.Http;
using Rewards.Functions.Programmes;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Models;

/// <summary>Begin a fit, or go on with it from where its row says that it is.</summary>
/// <param name="StartedAt">When it was asked for.</param>
/// <param name="Day">As of which the members are looked at.</param>
public sealed record FitMessage(string Fit, string StartedAt, string Day);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(FitMessage))]
public sealed partial class ModelJson : JsonSerializerContext;

/// <summary>Asks for a fit; it is made in the background.</summary>
public sealed class FitCommand(PartitionStore store, ProgrammeCatalogue programmes, QueueSender queues, IClock clock)
{
    public const string Kind = "fit";

    /// <summary>The call has no body that it could differ by.</summary>
    private const string Fingerprint = "";

    public async Task<Reply> RunAsync(OperationId id, CancellationToken cancellationToken)
    {
        var operation = new Operation(id, TableKeys.Campaigns, TableKeys.ModelPartition, Kind, Fingerprint);
        // Nothing but a new row: no other command can be in the way, so each has a turn of its own.
        var result = await store.RunAsync(operation, id.Value, (_, token) => DecideAsync(id, token), cancellationToken);
        return result.Reply;
    }

    /// <summary>At most one a local day, however often the timer fires.</summary>
    public async Task RunByTimerAsync(CancellationToken cancellationToken)
    {
        var (now, day) = await NowAsync(cancellationToken);
        var message = new FitMessage(TableKeys.Hash(Kind, day), now, day);
        await queues.SendAsync(TableKeys.ModelQueue, message, ModelJson.Default.FitMessage, TimeSpan.Zero, cancellationToken);
    }

    private async Task<Decision> DecideAsync(OperationId id, CancellationToken cancellationToken)
    {
        var (now, day) = await NowAsync(cancellationToken);
        var message = new FitMessage(id.Value, now, day);
        return new Decision.Accept(
            Reply.Of(HttpStatusCode.Accepted, new FitAcceptedBody(id.Value), WireJson.Default.FitAcceptedBody),
            [],
            JsonSerializer.Serialize(message, ModelJson.Default.FitMessage));
    }

    private async Task<(string Now, string Day)> NowAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetCurrentInstant();
        var programme = await programmes.NewestAsync(cancellationToken);
        return (RowValues.Write(now), RowValues.Write(programme.DayOf(now)));
    }
}

/// <summary>Starts the fit. Done twice, it starts two that go on with the same one.</summary>
public sealed class FitFollowUp(QueueSender queues) : IFollowUp
{
    public string Kind => FitCommand.Kind;

    public Task RunAsync(OperationRow operation, CancellationToken cancellationToken)
    {
        var message = JsonSerializer.Deserialize(operation.Effects!, ModelJson.Default.FitMessage)!;
        return queues.SendAsync(TableKeys.ModelQueue, message, ModelJson.Default.FitMessage, TimeSpan.Zero, cancellationToken);
    }
}
