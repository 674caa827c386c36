using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Rewards.Domain.Access;
using Rewards.Domain.Identifiers;

namespace Rewards.Functions.Access;

/// <summary>
/// The secrets of tills' keys, which are kept nowhere: each follows (HKDF with SHA-256, RFC 5869) from the deployment's secret,
/// which a key vault keeps, and from till and key.
/// </summary>
public sealed class TillSecrets(AccessOptions options)
{
    private const int SecretBytes = 32;

    private readonly IReadOnlyList<(string Name, byte[] Secret)> deployments = options.TillSecrets();

    /// <summary>Names the deployment's secret of which new keys are made; null: there is none.</summary>
    public string? Newest => deployments.Count == 0 ? null : deployments[0].Name;

    /// <summary>As the till is given it: Base64url, of which JSON escapes nothing. Null: the deployment's secret of which it was made is gone, and the key with it.</summary>
    public string? Of(TillId till, TillKey key) => deployments.FirstOrDefault(one => one.Name == key.Secret).Secret is { } secret
        ? Base64Url.EncodeToString(HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, SecretBytes, info: Encoding.UTF8.GetBytes($"till {till} key {key.Id}")))
        : null;
}
