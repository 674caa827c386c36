using System.Reflection;
using Azure.Data.Tables;
using Azure.Storage.Queues;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Rewards.Functions;
using Rewards.Functions.Storage;

namespace Rewards.LocalHost;

/// <summary>The app that is run: its functions, its services and its storage.</summary>
public static class RewardsApp
{
    public static Assembly Functions { get; } = typeof(RewardsServices).Assembly;

    public static void Configure(IServiceCollection services, IConfiguration configuration) => services.AddRewards(configuration);

    /// <summary>Creates the tables and queues.</summary>
    public static Task PrepareAsync(IServiceProvider services, CancellationToken cancellationToken) => StorageSetup.EnsureCreatedAsync(
        services.GetRequiredService<TableServiceClient>(), services.GetRequiredService<QueueServiceClient>(), cancellationToken);
}
