using Rewards.LocalHost.Azurite;
using Rewards.LocalHost.Tests;

[assembly: AssemblyFixture(typeof(StorageFixture))]

namespace Rewards.LocalHost.Tests;

/// <summary>One Azurite in memory for all tests of this project; each test uses names of its own.</summary>
public sealed class StorageFixture : IAsyncLifetime
{
    public AzuriteProcess Azurite { get; private set; } = null!;

    public string ConnectionString => Azurite.ConnectionString;

    public async ValueTask InitializeAsync() =>
        Azurite = await AzuriteProcess.StartAsync(new AzuriteOptions { Log = Console.WriteLine });

    public ValueTask DisposeAsync() => Azurite.DisposeAsync();
}
