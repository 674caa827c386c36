using Microsoft.AspNetCore.Http;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Http;

/// <summary>Who calls, as far as it is known: the function key, or the address. Scopes Idempotency-Keys and the allowance for guesses.</summary>
public static class Caller
{
    /// <summary>Names the caller without giving its key away.</summary>
    public static string Of(HttpRequest request)
    {
        var key = request.Headers["x-functions-key"].FirstOrDefault() ?? request.Query["code"].FirstOrDefault();
        return key is null ? "anonymous" : TableKeys.Hash("caller", key);
    }

    /// <summary>The same, and without a key the address that the request came from.</summary>
    public static string AddressOf(HttpRequest request)
    {
        var caller = Of(request);
        return caller == "anonymous" ? $"address {request.HttpContext.Connection.RemoteIpAddress}" : caller;
    }
}
