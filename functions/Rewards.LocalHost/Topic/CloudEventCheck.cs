using System.Text.Json;

namespace Rewards.LocalHost.Topic;

/// <summary>Whether a JSON value is a CloudEvent 1.0 as an Event Grid topic takes it.</summary>
internal static class CloudEventCheck
{
    private static readonly string[] Required = ["id", "source", "type", "specversion", "time"];

    /// <returns>What is wrong with it, or null.</returns>
    public static string? Fault(JsonElement candidate)
    {
        if (candidate.ValueKind != JsonValueKind.Object)
        {
            return "An event is a JSON object.";
        }

        foreach (var attribute in Required)
        {
            if (Text(candidate, attribute) is null or "")
            {
                return $"The attribute '{attribute}' is missing or not a text.";
            }
        }

        if (Text(candidate, "specversion") != "1.0")
        {
            return "'specversion' is not 1.0.";
        }

        if (!candidate.GetProperty("time").TryGetDateTimeOffset(out _))
        {
            return "'time' is not an RFC 3339 timestamp.";
        }

        return Uri.TryCreate(Text(candidate, "source"), UriKind.RelativeOrAbsolute, out _)
            ? null
            : "'source' is not a URI reference.";
    }

    public static string? Text(JsonElement cloudEvent, string attribute) =>
        cloudEvent.TryGetProperty(attribute, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
