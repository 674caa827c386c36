using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Rewards.LocalHost.Hosting;

/// <summary>The keys of the Functions host; without any, every function is open, as under Core Tools.</summary>
internal sealed class FunctionKeys
{
    private readonly byte[][] functionKeys;
    private readonly byte[]? masterKey;

    public FunctionKeys(IEnumerable<string> functionKeys, string? masterKey)
    {
        this.functionKeys = [.. functionKeys.Select(Hash)];
        this.masterKey = string.IsNullOrEmpty(masterKey) ? null : Hash(masterKey);
    }

    private bool AreSet => functionKeys.Length > 0 || masterKey is not null;

    public bool Open(AuthorizationLevel level, HttpRequest request)
    {
        if (!AreSet || level == AuthorizationLevel.Anonymous)
        {
            return true;
        }

        var given = request.Headers["x-functions-key"].FirstOrDefault() ?? request.Query["code"].FirstOrDefault();
        if (string.IsNullOrEmpty(given))
        {
            return false;
        }

        var hash = Hash(given);
        var isMaster = masterKey is not null && CryptographicOperations.FixedTimeEquals(masterKey, hash);
        return isMaster || (level == AuthorizationLevel.Function && IsFunctionKey(hash));
    }

    private bool IsFunctionKey(byte[] hash)
    {
        var isOne = false;
        foreach (var key in functionKeys)
        {
            isOne |= CryptographicOperations.FixedTimeEquals(key, hash);
        }

        return isOne;
    }

    private static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
