using Microsoft.AspNetCore.Http;
using Rewards.Domain.Access;

namespace Rewards.Functions.Http;

/// <summary>Who calls, as far as it is known. Scopes Idempotency-Keys and the allowance for guesses.</summary>
public static class Caller
{
    /// <summary>Where nobody has to prove who calls, everybody speaks for all stores.</summary>
    private static readonly Principal Anybody = new("anonymous", Roles.Any, []);

    /// <summary>Noted by the gate.</summary>
    public static Principal Principal(this HttpRequest request) => request.HttpContext.Features.Get<Principal>() ?? Anybody;

    public static string Of(HttpRequest request) => request.Principal().Name;

    /// <summary>The same, and where nobody proves who calls the address that the request came from.</summary>
    public static string AddressOf(HttpRequest request) =>
        request.Principal() is var caller && caller == Anybody ? $"address {request.HttpContext.Connection.RemoteIpAddress}" : caller.Name;
}
