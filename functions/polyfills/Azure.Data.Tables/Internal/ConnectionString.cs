namespace Azure.Data.Tables.Internal;

/// <summary>Where a storage connection string points for tables, and with which credential.</summary>
internal sealed record ConnectionString(Uri Endpoint, TableSharedKeyCredential? Key, AzureSasCredential? Sas)
{
    // The emulator's account and key are public constants.
    private const string EmulatorAccount = "devstoreaccount1";

    private const string EmulatorKey =
        "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    /// <exception cref="FormatException">A setting is not name=value, or no endpoint or credential follows from them.</exception>
    public static ConnectionString Parse(string text)
    {
        ArgumentException.ThrowIfNullOrEmpty(text);
        var settings = Settings(text);

        if (settings.TryGetValue("UseDevelopmentStorage", out var emulator) && bool.TryParse(emulator, out var yes) && yes)
        {
            var proxy = settings.GetValueOrDefault("DevelopmentStorageProxyUri", "http://127.0.0.1").TrimEnd('/');
            return new(new Uri($"{proxy}:10002/{EmulatorAccount}"), new(EmulatorAccount, EmulatorKey), null);
        }

        var account = settings.GetValueOrDefault("AccountName");
        var endpoint = settings.TryGetValue("TableEndpoint", out var stated)
            ? new Uri(stated)
            : account is not null
                ? DefaultEndpoint(settings, account)
                : throw new FormatException("The connection string names neither a TableEndpoint nor an AccountName.");

        if (settings.TryGetValue("SharedAccessSignature", out var signature))
        {
            return new(endpoint, null, new AzureSasCredential(signature));
        }

        return account is not null && settings.TryGetValue("AccountKey", out var key)
            ? new(endpoint, new(account, key), null)
            : throw new FormatException("The connection string holds no AccountKey and no SharedAccessSignature.");
    }

    private static Uri DefaultEndpoint(Dictionary<string, string> settings, string account)
    {
        var protocol = settings.GetValueOrDefault("DefaultEndpointsProtocol", "https");
        var suffix = settings.GetValueOrDefault("EndpointSuffix", "core.windows.net");
        return new Uri($"{protocol}://{account}.table.{suffix}");
    }

    private static Dictionary<string, string> Settings(string text)
    {
        var settings = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var part in text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
            {
                throw new FormatException("Settings of a connection string must be of the form \"name=value\".");
            }

            settings[part[..equals].Trim()] = part[(equals + 1)..].Trim();
        }

        return settings;
    }
}
