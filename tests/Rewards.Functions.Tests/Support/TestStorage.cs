using Rewards.Functions.Tests.Support;
using Rewards.LocalHost.Azurite;

[assembly: AssemblyFixture(typeof(TestStorage))]

namespace Rewards.Functions.Tests.Support;

/// <summary>Azurite in memory for all tests of this project; each app gets a storage account of its own in it.</summary>
public sealed class TestStorage : IAsyncLifetime
{
    /// <summary>An emulator is one thread, and they fill a machine of two cores.</summary>
    private const int Emulators = 2;

    private static readonly string[] Accounts = [.. Enumerable.Range(0, 600).Select(i => $"shop{i:D3}")];

    private readonly List<AzuriteProcess> emulators = [];
    private int taken;

    /// <summary>A storage that no other test sees.</summary>
    public string NewConnectionString()
    {
        var number = Interlocked.Increment(ref taken) - 1;
        return emulators[number % Emulators].ConnectionStringOf(Accounts[number / Emulators]);
    }

    public async ValueTask InitializeAsync()
    {
        for (var n = 0; n < Emulators; n++)
        {
            emulators.Add(await AzuriteProcess.StartAsync(new AzuriteOptions { Accounts = Accounts, Log = Console.WriteLine }));
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var emulator in emulators)
        {
            await emulator.DisposeAsync();
        }
    }
}
