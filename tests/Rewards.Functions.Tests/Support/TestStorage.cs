using Rewards.Functions.Tests.Support;
using Rewards.LocalHost.Azurite;

[assembly: AssemblyFixture(typeof(TestStorage))]

namespace Rewards.Functions.Tests.Support;

/// <summary>One Azurite in memory for all tests of this project; each app gets a storage account of its own in it.</summary>
public sealed class TestStorage : IAsyncLifetime
{
    private static readonly string[] Accounts = [.. Enumerable.Range(0, 1_000).Select(i => $"shop{i:D3}")];

    private int taken;

    public AzuriteProcess Azurite { get; private set; } = null!;

    /// <summary>A storage that no other test sees.</summary>
    public string NewConnectionString() => Azurite.ConnectionStringOf(Accounts[Interlocked.Increment(ref taken) - 1]);

    public async ValueTask InitializeAsync() =>
        Azurite = await AzuriteProcess.StartAsync(new AzuriteOptions { Accounts = Accounts, Log = Console.WriteLine });

    public ValueTask DisposeAsync() => Azurite.DisposeAsync();
}
