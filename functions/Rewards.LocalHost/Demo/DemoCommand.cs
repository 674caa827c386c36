using Azure.Data.Tables;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Rewards.Domain.Audit;
using Rewards.Functions.Audit;
using Rewards.LocalHost.Azurite;
using Rewards.LocalHost.Hosting;
using Rewards.LocalHost.Topic;
using Spectre.Console;

namespace Rewards.LocalHost.Demo;

/// <summary><c>dotnet run -- demo</c>: a year of a simulated shop on a storage of its own, in memory.</summary>
public static class DemoCommand
{
    private const string DailyTimer = "DrainAgenda";

    private const string PoisonTimer = "KeepPoison";

    private const string SumsTimer = "SumFacts";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <returns>0 if the books add up, else 1.</returns>
    public static async Task<int> RunAsync(DemoSettings settings, IAnsiConsole console, CancellationToken stop)
    {
        console.WriteLine($"{settings.Customers} customers from {settings.FirstDay:uuuu-MM-dd} to {settings.LastDay:uuuu-MM-dd}, seed {settings.Seed}.");
        await using var azurite = await AzuriteProcess.StartAsync(new AzuriteOptions { Log = console.WriteLine }, stop);
        var reports = await PlayAsync(settings, azurite.ConnectionString, console, stop);
        return await ReportAsync(settings, azurite.ConnectionString, reports, console, stop) ? 0 : 1;
    }

    /// <summary>Runs the functions on that storage and the shop on the functions.</summary>
    /// <returns>What the platform reports of it in the end.</returns>
    public static async Task<PlatformReports> PlayAsync(DemoSettings settings, string storage, IAnsiConsole console, CancellationToken stop)
    {
        var clock = new DemoClock(settings.FirstDay.AtStartOfDayInZone(DemoSettings.TimeZone).ToInstant());
        await using var host = await FunctionsHost.StartAsync(Options(storage, clock), stop);
        using var http = new HttpClient { BaseAddress = host.ApiAddress };
        var client = new ShopClient(http);
        var shop = new DemoShop(settings, client, clock, () => FireAsync(DailyTimer), SettleAsync);

        await console.Progress().Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn())
            .StartAsync(async context =>
            {
                var days = context.AddTask("Days", maxValue: settings.Days);
                var customers = context.AddTask("Customers", maxValue: settings.Customers);
                await shop.RunAsync(progress =>
                {
                    days.Value = progress.Days;
                    days.Description = $"{settings.FirstDay.PlusDays(progress.Days - 1):uuuu-MM-dd}, {progress.Purchases} purchases";
                    customers.Value = progress.Customers;
                });
            });
        await client.FitModelAsync("fit-the-year");
        await SettleAsync();

        // A day is summed when it is over, and those that nobody has summed yet with it.
        clock.ForwardTo(settings.LastDay.PlusDays(1).AtStartOfDayInZone(DemoSettings.TimeZone).ToInstant());
        await FireAsync(SumsTimer);
        await FireAsync(PoisonTimer);
        return await PlatformReports.ReadAsync(client, settings.LastDay);

        async Task FireAsync(string timer)
        {
            await host.FireTimerAsync(timer, cancellationToken: stop);
            await SettleAsync();
        }

        Task SettleAsync() => host.WhenQueuesIdleAsync(Patience, stop);
    }

    /// <summary>Reads the books from the storage and shows them, and the reports with them.</summary>
    /// <returns>Whether they add up.</returns>
    public static async Task<bool> ReportAsync(
        DemoSettings settings, string storage, PlatformReports reports, IAnsiConsole console, CancellationToken stop)
    {
        var books = await new BooksReader(new TableServiceClient(storage)).ReadAsync(stop);
        var silences = Silence.In(books, DemoCampaigns.WinBack, settings.WinBackDays, settings.LastDay, DemoSettings.TimeZone);
        return new DemoReport(books, silences, reports, settings).Write(console);
    }

    private static FunctionsHostOptions Options(string storage, IClock clock) => new()
    {
        Functions = RewardsApp.Functions,
        Configuration = new ConfigurationBuilder().AddInMemoryCollection(LocalSettings.Defaults).AddInMemoryCollection(new Dictionary<string, string?>
        {
            [LocalSettings.StorageSetting] = storage,
            // A year in a minute has no time for messages that wait in real time.
            ["Rewards:FollowUpDelay"] = "00:00:00",
            ["Rewards:WalkDelay"] = "00:00:00",
        }).Build(),
        ConfigureServices = (services, configuration) =>
        {
            RewardsApp.Configure(services, configuration);
            services.AddSingleton(clock);
        },
        Prepare = RewardsApp.PrepareAsync,
        RunTimers = false,
        MaxPollInterval = TimeSpan.FromMilliseconds(50),
        Topic = new LoopbackTopic(capacity: 300),
    };
}
