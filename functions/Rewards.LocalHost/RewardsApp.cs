using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Rewards.LocalHost;

/// <summary>The app that is run: its functions, its services and its storage.</summary>
public static class RewardsApp
{
    public static Assembly Functions { get; } = Assembly.Load("Rewards.Functions");

    public static void Configure(IServiceCollection services, IConfiguration configuration)
    {
    }

    /// <summary>Creates the tables and queues.</summary>
    public static Task PrepareAsync(IServiceProvider services, CancellationToken cancellationToken) => Task.CompletedTask;
}
