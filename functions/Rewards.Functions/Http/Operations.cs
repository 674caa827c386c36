using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Rewards.Domain.Identifiers;
using Rewards.Functions.Cards;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Http;

/// <summary>What identifies a request: its id, and the fingerprint of its body.</summary>
public static class Operations
{
    /// <summary>An Idempotency-Key is scoped to the caller, the call, its target and the member named in the body.</summary>
    public static OperationId IdOf(HttpRequest request, string call, string target, MemberId? member, string key) =>
        new(TableKeys.Hash(Caller.Of(request), call, target, member?.Value, key));

    /// <summary>The same where the body may name the member by a card.</summary>
    public static OperationId IdOf(HttpRequest request, string call, string target, MemberName named, string key) =>
        new(TableKeys.Hash(Caller.Of(request), call, target, named.Scope, key));

    /// <summary>Of a body that is kept as it was sent.</summary>
    public static string Fingerprint(ReadOnlySpan<byte> body) => Convert.ToBase64String(SHA256.HashData(body));

    /// <summary>Of the body as it was understood, so that white space and the order of its members do not count.</summary>
    public static string Fingerprint<T>(T body, JsonTypeInfo<T> type) =>
        Convert.ToBase64String(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(body, type)));
}
