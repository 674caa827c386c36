using System.Globalization;
using System.Text.Json;
using Azure.Core;

namespace Azure.Data.Tables.Internal;

/// <summary>Reads the code and message of an OData error, and of a refused batch the index its message begins with.</summary>
internal sealed class ErrorDetailsParser : RequestFailedDetailsParser
{
    public const string FailedIndexKey = "FailedEntity";

    public static readonly ErrorDetailsParser Instance = new();

    public override bool TryParse(Response response, out ResponseError? error, out IDictionary<string, string>? data)
    {
        data = null;
        error = null;
        try
        {
            if (Read(response.Content.ToMemory().Span) is not var (code, message))
            {
                return false;
            }

            error = new ResponseError(code, message);
            if (IndexOf(message) is { } index)
            {
                data = new Dictionary<string, string> { [FailedIndexKey] = index.ToString(CultureInfo.InvariantCulture) };
            }

            return true;
        }
        catch (JsonException)
        {
            return FromHeader(response, out error);
        }
    }

    // A failed sign-in is answered in XML; its code stands in a header as well.
    private static bool FromHeader(Response response, out ResponseError? error)
    {
        error = response.Headers.TryGetValue("x-ms-error-code", out var code) ? new ResponseError(code, response.ReasonPhrase) : null;
        return error is not null;
    }

    private static (string? Code, string? Message)? Read(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        using var document = JsonDocument.ParseValue(ref reader);
        if (document.RootElement.ValueKind != JsonValueKind.Object
            || !document.RootElement.TryGetProperty("odata.error", out var body)
            || body.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        var code = body.TryGetProperty("code", out var value) ? value.GetString() : null;
        var message = body.TryGetProperty("message", out var outer) && outer.ValueKind == JsonValueKind.Object
            && outer.TryGetProperty("value", out var text) ? text.GetString() : null;
        return (code, message);
    }

    private static int? IndexOf(string? message)
    {
        var colon = message?.IndexOf(':', StringComparison.Ordinal) ?? -1;
        return colon > 0 && int.TryParse(message.AsSpan(0, colon), NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            ? index
            : null;
    }
}
