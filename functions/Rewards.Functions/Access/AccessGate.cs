using Microsoft.AspNetCore.Http;
using Rewards.Domain.Access;
using Rewards.Functions.Http;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Access;

/// <summary>Lets in who may make a call, by the roles that the call asks for.</summary>
public sealed class AccessGate(AccessOptions options, EntraTokens tokens, TillSignatures signatures)
{
    private const string Bearer = "Bearer";

    private static readonly Admission NoCredential = new Admission.Unproven("A credential is needed: an access token, or a till's signature.");

    /// <summary>Null: come in. Who it is, is noted with the request.</summary>
    public async Task<Reply?> RefusalOfAsync(HttpRequest request, Roles allowed)
    {
        if (!options.Required)
        {
            return null;
        }

        switch (await AdmissionOfAsync(request))
        {
            case Admission.Unknown:
                return Problems.IdentityProviderAway;
            case Admission.Unproven unproven:
                return Problems.Unauthenticated(unproven.Why);
            case Admission.Proven { Principal: var principal } when principal.IsAnyOf(allowed):
                request.HttpContext.Features.Set(principal);
                return null;
            default:
                return Problems.Forbidden(allowed);
        }
    }

    private async Task<Admission> AdmissionOfAsync(HttpRequest request)
    {
        var header = request.Headers.Authorization;
        if (header.Count != 1 || header[0]!.Split(' ', 2) is not [var scheme, var parameter])
        {
            return NoCredential;
        }

        return scheme switch
        {
            _ when scheme.Equals(Bearer, StringComparison.OrdinalIgnoreCase) => await tokens.ReadAsync(parameter.Trim(), request.HttpContext.RequestAborted),
            _ when scheme.Equals(TillSignatures.Scheme, StringComparison.OrdinalIgnoreCase) => await signatures.ReadAsync(request, parameter),
            _ => NoCredential,
        };
    }
}
