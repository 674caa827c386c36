using System.Security.Claims;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using Rewards.Domain.Access;

namespace Rewards.Functions.Access;

/// <summary>
/// Entra ID access tokens (RFC 9068 in Microsoft's two versions): signature by the tenant's published keys, issuer, audience and
/// lifetime are checked; what the caller may do stands in the app roles of the claim <c>roles</c>.
/// </summary>
public sealed partial class EntraTokens
{
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(2);

    /// <summary>A till waits meanwhile; the client's own would be 100 s.</summary>
    private static readonly TimeSpan KeysTimeout = TimeSpan.FromSeconds(5);

    private readonly JsonWebTokenHandler handler = new() { MapInboundClaims = false };
    private readonly ILogger<EntraTokens> logger;
    private readonly ConfigurationManager<OpenIdConnectConfiguration>? tenant;
    private readonly TokenValidationParameters parameters;

    public EntraTokens(AccessOptions options, ILogger<EntraTokens> logger)
    {
        this.logger = logger;
        tenant = options.TakesTokens ? TenantOf(options) : null;
        parameters = ParametersOf(options);
        parameters.ConfigurationManager = tenant;
    }

    public async Task<Admission> ReadAsync(string token, CancellationToken cancellationToken)
    {
        if (tenant is null)
        {
            return new Admission.Unproven("Access tokens are not taken here.");
        }

        if (!handler.CanReadToken(token))
        {
            return new Admission.Unproven("This is no access token.");
        }

        if (!await HasKeysAsync(tenant, cancellationToken))
        {
            return new Admission.Unknown();
        }

        var result = await handler.ValidateTokenAsync(token, parameters);
        if (!result.IsValid)
        {
            LogRefused(logger, result.Exception.GetType().Name);
            return new Admission.Unproven("The access token is not valid here: see its issuer, audience, lifetime and signature.");
        }

        return NameOf(result.ClaimsIdentity) is { } name
            ? new Admission.Proven(Principal.Of(name, result.ClaimsIdentity.FindAll("roles").Select(role => role.Value)))
            : new Admission.Unproven("The access token does not say whose it is.");
    }

    /// <summary>Fetched once; the library asks for them again once in half a day, and when a token names a key that it does not know.</summary>
    private async Task<bool> HasKeysAsync(ConfigurationManager<OpenIdConnectConfiguration> tenant, CancellationToken cancellationToken)
    {
        try
        {
            await tenant.GetConfigurationAsync(cancellationToken);
            return true;
        }
        catch (Exception e) when (e is InvalidOperationException or IOException)
        {
            LogAway(logger, e);
            return false;
        }
    }

    private static ConfigurationManager<OpenIdConnectConfiguration> TenantOf(AccessOptions options) => new(
        $"{options.AuthorityOfTenant}/.well-known/openid-configuration",
        new OpenIdConnectConfigurationRetriever(),
        new HttpDocumentRetriever(new HttpClient { Timeout = KeysTimeout }) { RequireHttps = !new Uri(options.AuthorityOfTenant).IsLoopback });

    private static TokenValidationParameters ParametersOf(AccessOptions options) => new()
    {
        // Of tokens of version 2 and of version 1, whichever the app registration asks for.
        ValidIssuers = [options.AuthorityOfTenant, $"https://sts.windows.net/{options.TenantId}/"],
        ValidAudiences = options.Audiences,
        // Never what a token says of itself: no "none", no symmetric key.
        ValidAlgorithms = [SecurityAlgorithms.RsaSha256],
        RequireSignedTokens = true,
        RequireExpirationTime = true,
        ClockSkew = ClockSkew,
    };

    /// <summary>The object id of the app's or user's own principal, which no renaming changes.</summary>
    private static string? NameOf(ClaimsIdentity identity) => identity.FindFirst("oid")?.Value is { Length: > 0 } id ? $"entra {id}" : null;

    [LoggerMessage(Level = LogLevel.Error, Message = "The tenant's keys are not to be had.")]
    private static partial void LogAway(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Information, Message = "An access token was refused ({Kind}).")]
    private static partial void LogRefused(ILogger logger, string kind);
}
