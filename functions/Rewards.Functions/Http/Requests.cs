using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Rewards.Domain.Identifiers;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Http;

/// <summary>A request that can't be understood: the reply says why. Thrown while parsing and answered by <see cref="Api"/>.</summary>
public sealed class BadRequestException(Reply reply) : Exception
{
    public Reply Reply { get; } = reply;
}

/// <summary>Reads bodies and headers, once for all functions.</summary>
public static partial class Requests
{
    public const int MaxBodyBytes = 32 * 1024;

    public static async Task<T> ReadBodyAsync<T>(this HttpRequest request, JsonTypeInfo<T> type)
        where T : class
    {
        if (request.ContentLength > MaxBodyBytes)
        {
            throw new BadRequestException(Problems.TooLarge(MaxBodyBytes));
        }

        return ParseBody((await ReadAsync(request, MaxBodyBytes)).Span, type);
    }

    /// <summary>The body, and its own bytes: those of a message may not become more by being written anew.</summary>
    public static async Task<(T Body, BinaryData Sent)> ReadBodyAsSentAsync<T>(this HttpRequest request, JsonTypeInfo<T> type)
        where T : class
    {
        var sent = await ReadAsync(request, MaxBodyBytes);
        return (ParseBody(sent.Span, type), BinaryData.FromBytes(sent));
    }

    /// <summary>For calls whose body says nothing that is needed: none at all is as good as an empty object.</summary>
    public static async Task<T?> ReadOptionalBodyAsync<T>(this HttpRequest request, JsonTypeInfo<T> type)
        where T : class
    {
        var body = await ReadAsync(request, MaxBodyBytes);
        return body.Length == 0 ? null : ParseBody(body.Span, type);
    }

    private static T ParseBody<T>(ReadOnlySpan<byte> body, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return Parse(body, type);
        }
        catch (BodyException e)
        {
            throw new BadRequestException(Problems.Invalid(e.Field, e.Message));
        }
    }

    /// <summary>Reads JSON that came in a body or a message.</summary>
    /// <exception cref="BodyException">It is not what it should be; names the member.</exception>
    public static T Parse<T>(ReadOnlySpan<byte> utf8, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(utf8, type) ?? throw new BodyException("body", "The body must be a JSON object.");
        }
        catch (JsonException e)
        {
            throw new BodyException(FieldOf(e), MessageOf(e));
        }
    }

    /// <summary>The Idempotency-Key, which every POST that changes coupons or points takes: 1 to 255 printable ASCII characters.</summary>
    public static string IdempotencyKey(this HttpRequest request)
    {
        var values = request.Headers["Idempotency-Key"];
        if (values.Count != 1 || values[0] is not { Length: >= 1 and <= 255 } key || key.Any(c => c is < '!' or > '~'))
        {
            throw new BadRequestException(Problems.Invalid("Idempotency-Key", "One header of 1 to 255 printable characters is needed."));
        }

        return key;
    }

    public static CampaignId ParseCampaignId(string text) =>
        CampaignId.TryParse(text, out var id) ? id : throw Invalid("campaignId", "1 to 64 of A-Z a-z 0-9 . _ ~ -");

    public static MemberId ParseMemberId(string? text, string field = "memberId") =>
        MemberId.TryParse(text, out var id) ? id : throw Invalid(field, "1 to 64 of A-Z a-z 0-9 . _ ~ -; an e-mail address is no member id.");

    /// <summary>Why something is undone or taken out, where the caller says it.</summary>
    public static void CheckReason(string? reason)
    {
        if (reason is not null && !IdText.IsText(reason, 200))
        {
            throw Invalid("reason", "1 to 200 printable characters.");
        }
    }

    public static string? Next(this HttpRequest request)
    {
        var next = request.Query["next"].FirstOrDefault();
        return TablePages.IsToken(next) ? next : throw Invalid("next", "This is no token of ours.");
    }

    public static BadRequestException Invalid(string field, string message) => new(Problems.Invalid(field, message));

    /// <summary>The body as it was sent.</summary>
    /// <exception cref="BadRequestException">It is too large, or did not come whole.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpRequest request, int maxBytes)
    {
        using var buffer = new MemoryStream((int)Math.Clamp(request.ContentLength ?? 1024, 0, maxBytes));
        var chunk = new byte[4096];
        int read;
        while ((read = await ReadAsync(request, chunk)) > 0)
        {
            if (buffer.Length + read > maxBytes)
            {
                throw new BadRequestException(Problems.TooLarge(maxBytes));
            }

            buffer.Write(chunk, 0, read);
        }

        return buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
    }

    private static async ValueTask<int> ReadAsync(HttpRequest request, byte[] chunk)
    {
        try
        {
            return await request.Body.ReadAsync(chunk, request.HttpContext.RequestAborted);
        }
        catch (IOException)
        {
            // Chunks that are none, a sender that is too slow or has hung up: the server's own exceptions are of this kind.
            throw Invalid("body", "The body broke off, came too slowly or is wrongly chunked.");
        }
    }

    /// <summary>The member's path without the leading $. ; for a member that is unknown or doubled, its name is in the message only.</summary>
    private static string FieldOf(JsonException e)
    {
        var path = e.Path is null or "$" ? "" : e.Path.StartsWith("$.", StringComparison.Ordinal) ? e.Path[2..] : e.Path[1..];
        var named = NamedProperty().Match(e.Message);
        if (!named.Success || path.EndsWith(named.Groups[1].Value, StringComparison.Ordinal))
        {
            return path.Length == 0 ? "body" : path;
        }

        return path.Length == 0 ? named.Groups[1].Value : $"{path}.{named.Groups[1].Value}";
    }

    private static string MessageOf(JsonException e) => e.Message switch
    {
        var m when m.Contains("could not be mapped", StringComparison.Ordinal) => "This member is unknown.",
        var m when m.Contains("uplicate property", StringComparison.Ordinal) => "This member stands twice.",
        var m when m.Contains("depth", StringComparison.Ordinal) => "The body is nested too deeply.",
        var m when m.Contains("could not be converted", StringComparison.Ordinal) => "This value has the wrong type or is out of range.",
        _ => $"This is not valid JSON (line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}).",
    };

    [GeneratedRegex("(?:JSON property|uplicate property) '([^']+)'")]
    private static partial Regex NamedProperty();
}

/// <summary>A JSON body or message that is not what it should be.</summary>
public sealed class BodyException(string field, string message) : Exception(message)
{
    public string Field { get; } = field;
}
