using System.Diagnostics;
using Azure.Storage.Queues;
using Rewards.LocalHost.Azurite;

namespace Rewards.LocalHost.Tests.Azurite;

public sealed class AzuriteProcessTests(StorageFixture storage)
{
    [Fact]
    public async Task The_connection_string_opens_the_queues()
    {
        var queue = new QueueClient(storage.ConnectionString, "azurite-process");
        await queue.CreateIfNotExistsAsync();
        await queue.SendMessageAsync("hello");

        Assert.Equal("hello", (await queue.ReceiveMessageAsync()).Value.MessageText);
    }

    [Fact]
    public async Task It_answers_while_it_runs_and_no_longer_when_it_was_disposed()
    {
        var azurite = await AzuriteProcess.StartInMemoryAsync();
        Assert.True(await AzuriteProcess.IsAnsweringAsync(azurite.ConnectionString));

        await azurite.DisposeAsync();

        Assert.False(await AzuriteProcess.IsAnsweringAsync(azurite.ConnectionString));
        Assert.Throws<ArgumentException>(() => Process.GetProcessById(azurite.ProcessId));
    }

    [Fact]
    public async Task A_taken_port_is_said_in_one_line()
    {
        var failure = await Assert.ThrowsAsync<LocalHostException>(() =>
            AzuriteProcess.StartAsync(new AzuriteOptions { QueuePort = storage.Azurite.QueueEndpoint.Port }));

        Assert.Contains("EADDRINUSE", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
    }

    [Fact]
    public async Task Data_on_disk_outlives_a_restart()
    {
        var directory = Directory.CreateTempSubdirectory("azurite-");
        try
        {
            await using (var first = await AzuriteProcess.StartAsync(new AzuriteOptions { DataDirectory = directory.FullName }))
            {
                var queue = new QueueClient(first.ConnectionString, "kept");
                await queue.CreateAsync();
                await queue.SendMessageAsync("still here");
            }

            await using var second = await AzuriteProcess.StartAsync(new AzuriteOptions { DataDirectory = directory.FullName });
            var again = new QueueClient(second.ConnectionString, "kept");
            Assert.Equal("still here", (await again.PeekMessageAsync()).Value.MessageText);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }
}
