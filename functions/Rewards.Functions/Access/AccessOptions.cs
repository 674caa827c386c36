using System.Security.Cryptography;

namespace Rewards.Functions.Access;

/// <summary>Who may call, from the section <c>Access</c> of the settings (<c>Access__TenantId</c> and so on).</summary>
public sealed class AccessOptions
{
    public const string Section = "Access";

    /// <summary>What App Service leaves of a reference to a key vault while the vault has no such secret.</summary>
    private const string UnresolvedReference = "@Microsoft.KeyVault(";

    /// <summary>At least 256 bits.</summary>
    private const int MinSecretBytes = 32;

    /// <summary>False: nobody proves anything and everybody may do everything. For the local host only.</summary>
    public bool Required { get; set; } = true;

    /// <summary>The Entra tenant whose access tokens are taken; empty: none are.</summary>
    public string TenantId { get; set; } = "";

    /// <summary>For whom the tokens must be issued: the app registration's client id or its App ID URI, or both with a space between.</summary>
    public string Audience { get; set; } = "";

    /// <summary>Where the tenant publishes its keys; empty: the public cloud.</summary>
    public string Authority { get; set; } = "";

    /// <summary>Base64 of 32 or more random bytes, from which every till's keys follow; empty: tills cannot sign.</summary>
    public string TillKeySecret { get; set; } = "";

    /// <summary>The one before, while tills get new keys; empty: there is none.</summary>
    public string TillKeySecretBefore { get; set; } = "";

    public bool TakesTokens => TenantId.Length > 0 && Audience.Length > 0;

    public string AuthorityOfTenant => Authority.Length > 0 ? Authority.TrimEnd('/') : $"https://login.microsoftonline.com/{TenantId}/v2.0";

    public IReadOnlyList<string> Audiences => Audience.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The deployment's secrets by name, the newest first. One that is still to be put into the vault is none.</summary>
    /// <exception cref="InvalidOperationException">A setting holds something else.</exception>
    public IReadOnlyList<(string Name, byte[] Secret)> TillSecrets() =>
        [.. new[] { (nameof(TillKeySecret), TillKeySecret), (nameof(TillKeySecretBefore), TillKeySecretBefore) }
            .Where(setting => IsThere(setting.Item2)).Select(setting => Read(setting.Item1, setting.Item2))];

    private static bool IsThere(string setting) => setting.Length > 0 && !setting.StartsWith(UnresolvedReference, StringComparison.Ordinal);

    private static (string Name, byte[] Secret) Read(string setting, string text)
    {
        var bytes = new byte[text.Length];
        if (!Convert.TryFromBase64String(text, bytes, out var length) || length < MinSecretBytes)
        {
            throw new InvalidOperationException($"{Section}__{setting} must be Base64 of {MinSecretBytes} bytes or more.");
        }

        var secret = bytes[..length];
        return (Convert.ToHexStringLower(SHA256.HashData([.. "name of "u8, .. secret]))[..12], secret);
    }
}
