using System.Text.Json;

namespace Rewards.LocalHost.Topic;

/// <summary>A CloudEvent as it came.</summary>
public sealed record ReceivedEvent(string Id, string Source, string Type, JsonElement Json);
