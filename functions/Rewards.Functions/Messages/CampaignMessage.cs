using System.Text.Json.Serialization;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Messages;

/// <summary>What a campaign has decided to tell a member, on its way.</summary>
/// <param name="Id">Of the decision: by it a second delivery is known as one.</param>
/// <param name="Code">Of the coupon that it tells of; null: none.</param>
/// <param name="Channel">For which consent is needed; null: any.</param>
/// <param name="Purpose">What the campaign says with it, for whoever writes the message.</param>
/// <param name="Time">RFC 3339, UTC: when it was decided, not when it goes out.</param>
public sealed record CampaignMessage(
    string Id, string Member, string Campaign, int Version, string Occurrence, string? Code, string? Channel, string? Purpose, string Time)
{
    /// <summary>Of the campaign's experiment.</summary>
    public string? Arm { get; init; }

    /// <summary>Of the campaign, counting from 1.</summary>
    public int? Step { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CampaignMessage))]
public sealed partial class MessageJson : JsonSerializerContext;

/// <summary>Where messages of campaigns wait to go out.</summary>
public sealed class MessageOutbox(QueueSender queues)
{
    /// <summary>Repeatable: what is sent twice under one id goes out under one id.</summary>
    public Task SendAsync(CampaignMessage message, CancellationToken cancellationToken) => SendAsync(message, TimeSpan.Zero, cancellationToken);

    public Task SendAsync(CampaignMessage message, TimeSpan delay, CancellationToken cancellationToken) =>
        queues.SendAsync(TableKeys.MessageQueue, message, MessageJson.Default.CampaignMessage, delay, cancellationToken);
}
