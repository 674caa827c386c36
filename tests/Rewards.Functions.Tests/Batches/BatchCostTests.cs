using System.Diagnostics;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.Batches;

public sealed class BatchCostTests(TestStorage storage)
{
    private const int Count = 20_000;

    [Fact]
    public async Task Twenty_thousand_codes_over_16_shards_cost_two_hundred_storage_batches_and_little_more()
    {
        var counter = new TransactionCounter();
        var connectionString = storage.NewConnectionString();
        await using var app = await TestApp.StartAsync(
            storage, connectionString: connectionString, services: services => services.AddSingleton(Counted(connectionString, counter)));
        await app.DefineWithShardsAsync("spring-coffee", 16);
        var watch = Stopwatch.StartNew();
        var batch = await app.FinishBatchAsync("spring-coffee", Count);
        TestContext.Current.TestOutputHelper!.WriteLine($"{Count} codes, {counter.Transactions} storage batches, {watch.Elapsed.TotalSeconds:F1} s");

        // 1,100 for 100,000; a retry of the client counts too.
        Assert.InRange(counter.Transactions, Count / 100, Count * 1_100 / 100_000);
        Assert.Equal(Count, (await app.CodesAsync("spring-coffee", batch)).Distinct().Count());
    }

    private static TableServiceClient Counted(string connectionString, TransactionCounter counter)
    {
        var options = new TableClientOptions();
        options.AddPolicy(counter, HttpPipelinePosition.PerRetry);
        return new TableServiceClient(connectionString, options);
    }

    private sealed class TransactionCounter : HttpPipelineSynchronousPolicy
    {
        private int transactions;

        public int Transactions => transactions;

        public override void OnSendingRequest(HttpMessage message)
        {
            if (message.Request.Uri.Path.EndsWith("$batch", StringComparison.Ordinal))
            {
                Interlocked.Increment(ref transactions);
            }
        }
    }
}
