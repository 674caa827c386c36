using System.Globalization;
using Azure.Data.Tables;
using Rewards.LocalHost.Azurite;
using Rewards.Polyfills.Tests;

[assembly: AssemblyFixture(typeof(StorageFixture))]

namespace Rewards.Polyfills.Tests;

/// <summary>One Azurite in memory for all tests of this project; each test takes a table of its own.</summary>
public sealed class StorageFixture : IAsyncLifetime
{
    private AzuriteProcess azurite = null!;

    private int tables;

    public string ConnectionString => azurite.ConnectionString;

    public async ValueTask InitializeAsync() =>
        azurite = await AzuriteProcess.StartAsync(new AzuriteOptions { Log = Console.WriteLine });

    public ValueTask DisposeAsync() => azurite.DisposeAsync();

    public string NewTableName() => "Table" + Interlocked.Increment(ref tables).ToString(CultureInfo.InvariantCulture);

    public async Task<TableClient> NewTableAsync(TableClientOptions? options = null)
    {
        var table = new TableClient(ConnectionString, NewTableName(), options);
        await new TableClient(ConnectionString, table.Name).CreateIfNotExistsAsync();
        return table;
    }
}
