using Microsoft.Extensions.Configuration;

namespace Rewards.LocalHost;

/// <summary>
/// The settings of a local run: defaults, then local.settings.json as the Functions tools read it (its <c>Values</c>
/// become settings, <c>__</c> parts their names), then environment variables. No file is needed.
/// </summary>
internal sealed class LocalSettings
{
    /// <summary>Where the data is; without it, where the Functions host would keep its own.</summary>
    public const string StorageSetting = "Storage";

    private const string HostStorageSetting = "AzureWebJobsStorage";

    /// <summary>What holds without any file or variable.</summary>
    internal static readonly KeyValuePair<string, string?>[] Defaults =
    [
        new(HostStorageSetting, "UseDevelopmentStorage=true"),
        // Deployed it ticks every 15 minutes; here one wants to see something.
        new("AgendaSchedule", "*/15 * * * * *"),
        new("PoisonSchedule", "*/5 * * * * *"),
        new("ModelSchedule", "0 0 3 * * 0"),
        // Nobody but who sits at this machine gets here.
        new("Access:Required", "false"),
    ];

    private LocalSettings(IConfiguration configuration)
    {
        Configuration = configuration;
        var host = configuration.GetSection("Host");
        Port = host.GetValue("LocalHttpPort", 7071);
        DataDirectory = host["DataDirectory"] ?? Path.Combine(SourceTree.RootDirectory, ".azurite");
    }

    public IConfiguration Configuration { get; }

    public string Storage => Configuration[StorageSetting]!;

    public int Port { get; }

    /// <summary>Where Azurite's data and the timers' last ticks are kept.</summary>
    public string DataDirectory { get; }

    /// <param name="path">A local.settings.json; it need not exist.</param>
    /// <exception cref="LocalHostException">The file is not readable.</exception>
    public static LocalSettings Load(string path)
    {
        try
        {
            var file = new ConfigurationBuilder().AddJsonFile(path, optional: true).Build();
            var values = file.GetSection("Values").AsEnumerable(makePathsRelative: true)
                .Select(value => KeyValuePair.Create(value.Key.Replace("__", ":", StringComparison.Ordinal), value.Value));
            var given = new ConfigurationBuilder()
                .AddInMemoryCollection(Defaults)
                .AddInMemoryCollection(file.GetSection("Host").AsEnumerable())
                .AddInMemoryCollection(values)
                .AddEnvironmentVariables()
                .Build();
            return new LocalSettings(new ConfigurationBuilder()
                .AddInMemoryCollection([new(StorageSetting, given[HostStorageSetting])])
                .AddConfiguration(given)
                .Build());
        }
        catch (Exception failure) when (failure is InvalidDataException or InvalidOperationException or IOException)
        {
            throw new LocalHostException($"{path} cannot be read: {(failure.InnerException ?? failure).Message}", failure);
        }
    }
}
