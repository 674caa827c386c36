using System.Net;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using Rewards.Functions.Coupons;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.Batches;

/// <summary>The storage as a process leaves it that dies while it writes a batch, and what the message that comes again makes of it.</summary>
public sealed class BatchCrashTests(TestStorage storage)
{
    private const string Campaign = "spring-coffee";

    private const int Count = 450;

    [Theory]
    [InlineData(0, 0, "before anything was written")]
    [InlineData(0, 1, "amid a slice")]
    [InlineData(0, 2, "between a slice and its progress")]
    [InlineData(200, 2, "between the progress and the next message")]
    [InlineData(400, 5, "between the last slice and its progress")]
    [InlineData(450, 5, "between the end and its event")]
    public async Task A_message_that_comes_again_even_twice_completes_the_batch_exactly(int issued, int chunksWritten, string why)
    {
        await using var app = await TestApp.StartAsync(storage, settings: BatchShop.SmallSlices);
        await app.DefineWithShardsAsync(Campaign, 2);
        var batch = await app.FinishBatchAsync(Campaign, Count);
        var codes = await app.CodesAsync(Campaign, batch);
        await DeleteAsync(app, "Facts", await app.RowsAsync("Facts"));
        await DeleteAsync(app, "Coupons", (await app.CouponRowsAsync()).Where(row => row.GetInt32("Number") >= chunksWritten * 100));
        await app.SetIssuedAsync(Campaign, batch, issued);

        await app.SendBatchMessageAsync(Campaign, batch);
        await app.SendBatchMessageAsync(Campaign, batch);
        await app.WhenIdleAsync();

        var after = await app.CodesAsync(Campaign, batch);
        Assert.True(codes.SequenceEqual(after), why);
        var rows = await app.CouponRowsAsync();
        Assert.Equal(codes.Select(code => code.Replace("-", "")), rows.OrderBy(row => row.GetInt32("Number")).Select(row => row.GetString("Code")));
        Assert.Equal(Count, Assert.Single(await app.RowsAsync("Facts")).GetInt32("Count"));
        Assert.Equal(1, app.Topic.Received);
        Assert.Equal("", (await app.BatchRowAsync(Campaign, batch)).GetString("Attempts"));
    }

    [Theory]
    [InlineData(503, "the partition is busy")]
    [InlineData(500, "a fault of the storage")]
    [InlineData(429, "too many requests")]
    public async Task A_busy_partition_slows_a_slice_down_and_does_not_fail_it(int status, string why)
    {
        var outage = new Outage(StorageFaults.IsBatch, status);
        await using var app = await TestApp.StartAsync(
            storage,
            settings: new() { ["Rewards:FollowUpDelay"] = "00:00:01" },
            services: outage.Insert(),
            change: options => options with { HostJson = options.HostJson! with { MaxDequeueCount = 1 } });
        await app.DefineWithShardsAsync(Campaign, 1);
        var batch = await app.StartBatchAsync(Campaign, Count);
        outage.FailNext(6);
        await app.WhenIdleAsync();
        await app.Host.FireTimerAsync("KeepPoison");

        Assert.True(outage.Failed == 6, why);
        Assert.Equal(Count, (await app.CodesAsync(Campaign, batch)).Distinct().Count());
        Assert.Equal(Count, (await app.CouponRowsAsync()).Count);
        Assert.Empty(await app.RowsAsync("Poison"));
    }

    [Fact]
    public async Task A_late_message_leaves_codes_alone_that_were_redeemed_or_disabled_meanwhile()
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.DefineAsync(Campaign);
        var batch = await app.FinishBatchAsync(Campaign, 150);
        var codes = await app.CodesAsync(Campaign, batch);
        (await app.RedeemAsync(codes[0])).Expect(HttpStatusCode.Created);
        (await app.PostAsync($"coupons/{codes[100]}/disable", new { })).Expect(HttpStatusCode.OK);
        await app.SetIssuedAsync(Campaign, batch, 0);

        await app.SendBatchMessageAsync(Campaign, batch);
        await app.WhenIdleAsync();

        Assert.Equal(codes, await app.CodesAsync(Campaign, batch));
        Assert.Equal(150, (await app.CouponRowsAsync()).Count);
        Assert.Equal("already-redeemed", (await app.RedeemAsync(codes[0])).Expect(HttpStatusCode.Conflict).Reason);
        Assert.Equal("disabled", (await app.RedeemAsync(codes[100])).Expect(HttpStatusCode.Conflict).Reason);
    }

    [Fact]
    public async Task A_code_that_is_another_coupons_already_is_passed_over_by_the_writer_and_by_the_CSV()
    {
        // Two batches from one seed: every code of the second is the first one's already.
        await using var app = await TestApp.StartAsync(storage, services: services => services.AddSingleton<RandomBytes>(SameSeedAgain));
        await app.DefineAsync(Campaign);
        var first = await app.CodesAsync(Campaign, await app.FinishBatchAsync(Campaign, 103));
        var batch = await app.FinishBatchAsync(Campaign, 5);
        var second = await app.CodesAsync(Campaign, batch);

        Assert.Empty(first.Intersect(second));
        Assert.Equal("0:1;1:1;2:1;3:1;4:1", (await app.BatchRowAsync(Campaign, batch)).GetString("Attempts"));
        Assert.Equal(108, (await app.CouponRowsAsync()).Count);
        foreach (var code in second.Append(first[0]))
        {
            (await app.RedeemAsync(code)).Expect(HttpStatusCode.Created);
        }

        await app.SetIssuedAsync(Campaign, batch, 0);
        await app.SendBatchMessageAsync(Campaign, batch);
        await app.WhenIdleAsync();
        Assert.Equal(second, await app.CodesAsync(Campaign, batch));
        Assert.Equal(108, (await app.CouponRowsAsync()).Count);
    }

    [Fact]
    public async Task A_message_for_a_batch_that_is_not_there_is_given_up_on_and_kept()
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.SendBatchMessageAsync(Campaign, "nothing");
        await app.WhenIdleAsync();
        await app.Host.FireTimerAsync("KeepPoison");

        var health = (await app.GetAsync("health")).Expect(HttpStatusCode.OK);
        Assert.Equal(1, health.Json["poison"]!["batches"]!.GetValue<int>());
    }

    private static void SameSeedAgain(Span<byte> bytes)
    {
        if (bytes.Length == 32)
        {
            bytes.Fill(7);
        }
        else
        {
            CodeGenerator.Cryptographic(bytes);
        }
    }

    private static async Task DeleteAsync(TestApp app, string table, IEnumerable<TableEntity> rows)
    {
        foreach (var chunk in rows.GroupBy(row => row.PartitionKey).SelectMany(partition => partition.Chunk(100)))
        {
            await app.Table(table).SubmitTransactionAsync(
                chunk.Select(row => new TableTransactionAction(TableTransactionActionType.Delete, row)));
        }
    }
}
