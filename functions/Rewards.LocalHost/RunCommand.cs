using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Rewards.LocalHost.Azurite;
using Rewards.LocalHost.Hosting;
using Rewards.LocalHost.Topic;

namespace Rewards.LocalHost;

/// <summary><c>dotnet run</c>: storage, HTTP, queues and timers until Ctrl+C.</summary>
internal static class RunCommand
{
    public static async Task<int> RunAsync(CancellationToken stop)
    {
        var settings = LocalSettings.Load(Path.Combine(SourceTree.RootDirectory, "local.settings.json"));
        RefuseTakenPort(settings.Port);

        await using var azurite = await StartAzuriteUnlessAnsweringAsync(settings, stop);
        await using var host = await FunctionsHost.StartAsync(Options(settings), stop);
        foreach (var line in Banner.Lines(host.ApiAddress, DateTimeOffset.UtcNow))
        {
            Console.WriteLine(line);
        }

        await Task.Delay(Timeout.Infinite, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Console.WriteLine("Stopping ...");
        return 0;
    }

    /// <summary>Said at once instead of after the storage has been started.</summary>
    private static void RefuseTakenPort(int port) => LoopbackSocket.Listen(port).Dispose();

    private static async Task<AzuriteProcess?> StartAzuriteUnlessAnsweringAsync(LocalSettings settings, CancellationToken stop)
    {
        if (await AzuriteProcess.IsAnsweringAsync(settings.Storage, stop))
        {
            return null;
        }

        var endpoints = StorageEndpoints.Parse(settings.Storage);
        if (!endpoints.AreLoopback)
        {
            throw new LocalHostException($"The storage that {LocalSettings.StorageSetting} names does not answer at {endpoints.Queue} and {endpoints.Table}.");
        }

        Console.WriteLine($"Starting Azurite, data in {settings.DataDirectory}");
        return await AzuriteProcess.StartAsync(
            new AzuriteOptions
            {
                DataDirectory = settings.DataDirectory,
                QueuePort = endpoints.Queue.Port,
                TablePort = endpoints.Table.Port,
                Log = Console.WriteLine,
            },
            stop);
    }

    private static FunctionsHostOptions Options(LocalSettings settings) => new()
    {
        Functions = RewardsApp.Functions,
        Configuration = settings.Configuration,
        ConfigureServices = RewardsApp.Configure,
        Prepare = RewardsApp.PrepareAsync,
        Port = settings.Port,
        TimerStatusFile = Path.Combine(settings.DataDirectory, "timers.json"),
        Topic = new LoopbackTopic(),
        ConfigureLogging = logging => logging
            .SetMinimumLevel(LogLevel.Warning)
            .AddSimpleConsole(console =>
            {
                console.SingleLine = true;
                console.TimestampFormat = "HH:mm:ss ";
                console.ColorBehavior = LoggerColorBehavior.Default;
            }),
    };
}
