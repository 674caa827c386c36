using System.Net;
using Azure;
using Azure.Data.Tables;
using Azure.Storage.Queues;
using Microsoft.Extensions.Configuration;
using Rewards.Functions.Storage;
using Rewards.Functions.Tests.Support;

namespace Rewards.Faults.Proxy;

/// <summary>What the product's own clients make of each fault, and what the storage holds afterwards.</summary>
public sealed class FaultProxyTests(TestStorage storage) : IAsyncLifetime
{
    private const string TableName = "Rows";
    private const string QueueName = "letters";

    private static readonly TimeSpan Timeout = TimeSpan.FromMilliseconds(500);

    private FaultProxy proxy = null!;
    private TableClient table = null!;
    private QueueClient queue = null!;

    /// <summary>The same, past the proxy.</summary>
    private TableClient behind = null!;

    public async ValueTask InitializeAsync()
    {
        var connectionString = storage.NewConnectionString();
        proxy = await FaultProxy.StartAsync(connectionString);
        proxy.Delay = 2 * Timeout;
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new(StorageSetup.Connection, proxy.ConnectionString), new("Rewards:StorageTimeout", $"{Timeout}")])
            .Build();
        table = StorageSetup.Tables(configuration).GetTableClient(TableName);
        queue = StorageSetup.Queues(configuration).GetQueueClient(QueueName);
        behind = new TableClient(connectionString, TableName);
        await table.CreateIfNotExistsAsync();
        await queue.CreateIfNotExistsAsync();
    }

    public ValueTask DisposeAsync() => proxy.DisposeAsync();

    [Fact]
    public async Task Without_a_plan_everything_passes_as_it_came()
    {
        const string key = "Größe 'L' + 50% =&,;";
        await table.AddEntityAsync(Row(key, 1));
        var row = (await table.GetEntityAsync<TableEntity>("p", key)).Value;
        row["Value"] = 2L;
        await table.SubmitTransactionAsync([new(TableTransactionActionType.UpdateReplace, row, row.ETag), new(TableTransactionActionType.Add, Row("b", 3))]);
        var stale = await Assert.ThrowsAsync<RequestFailedException>(() => table.UpdateEntityAsync(row, row.ETag));
        await queue.SendMessageAsync("Grüße");
        var message = (await queue.ReceiveMessageAsync()).Value;
        await queue.DeleteMessageAsync(message.MessageId, message.PopReceipt);

        Assert.Equal((int)HttpStatusCode.PreconditionFailed, stale.Status);
        Assert.Equal("Grüße", message.Body.ToString());
        Assert.Equal([(key, 2L), ("b", 3L)], await RowsAsync());
        Assert.All(proxy.Fired.Values, count => Assert.Equal(0, count));
    }

    [Fact]
    public async Task A_lost_reply_leaves_the_row_and_the_clients_own_retry_meets_it()
    {
        proxy.Plan = FaultPlan.Once(FaultKind.LoseReply);

        var failure = await Assert.ThrowsAsync<RequestFailedException>(() => table.AddEntityAsync(Row("a", 1)));

        Assert.Equal((int)HttpStatusCode.Conflict, failure.Status);
        Assert.Equal([("a", 1L)], await RowsAsync());
        AssertFiredOnce(FaultKind.LoseReply);
    }

    [Theory]
    [InlineData(FaultKind.Answer500, 0)]
    [InlineData(FaultKind.Answer503, 1)]
    public async Task A_refusal_for_now_is_tried_again_after_the_pause_that_was_asked_for(FaultKind kind, int seconds)
    {
        proxy.Plan = FaultPlan.Once(kind, request => request.IsInsert);
        var started = TimeProvider.System.GetTimestamp();

        await table.AddEntityAsync(Row("a", 1));
        proxy.Plan = FaultPlan.Once(kind, request => request.Service == StorageService.Queues);
        await queue.SendMessageAsync("once");

        Assert.True(TimeProvider.System.GetElapsedTime(started) >= TimeSpan.FromSeconds(2 * seconds));
        Assert.Equal([("a", 1L)], await RowsAsync());
        Assert.Equal(1, await MessagesAsync());
        Assert.Equal(2, proxy.Fired[kind]);
    }

    [Theory]
    [InlineData(FaultKind.Answer409, 409)]
    [InlineData(FaultKind.Answer412, 412)]
    public async Task A_made_up_conflict_refuses_a_write_that_was_not_carried_out(FaultKind kind, int status)
    {
        await table.AddEntityAsync(Row("a", 1));
        var row = (await table.GetEntityAsync<TableEntity>("p", "a")).Value;
        row["Value"] = 2L;

        proxy.Plan = FaultPlan.Once(kind, request => !request.IsBatch);
        var single = await Assert.ThrowsAsync<RequestFailedException>(
            () => kind == FaultKind.Answer409 ? table.AddEntityAsync(Row("b", 1)) : table.UpdateEntityAsync(row, row.ETag));
        proxy.Plan = FaultPlan.Once(kind, request => request.IsBatch);
        var batch = await Assert.ThrowsAsync<TableTransactionFailedException>(
            () => table.SubmitTransactionAsync([new(TableTransactionActionType.UpdateReplace, row, row.ETag), new(TableTransactionActionType.Add, Row("b", 1))]));

        Assert.Equal((status, status), (single.Status, batch.Status));
        Assert.Equal(0, batch.FailedTransactionActionIndex);
        Assert.Equal([("a", 1L)], await RowsAsync());
        Assert.Equal(2, proxy.Fired[kind]);
    }

    [Fact]
    public async Task A_delayed_write_arrives_when_the_client_has_given_it_up_and_written_again()
    {
        proxy.Plan = FaultPlan.Once(FaultKind.Delay);
        await table.UpsertEntityAsync(Row("a", 1), TableUpdateMode.Replace);
        Assert.Equal([("a", 1L)], await RowsAsync());
        await behind.DeleteEntityAsync("p", "a");

        await Task.Delay(proxy.Delay);

        Assert.Equal([("a", 1L)], await RowsAsync());
        AssertFiredOnce(FaultKind.Delay);
    }

    [Fact]
    public async Task A_reply_cut_short_is_asked_for_again()
    {
        await table.AddEntityAsync(Row("a", 1));
        await queue.SendMessageAsync("hidden by who got half of it");
        proxy.Plan = FaultPlan.Once(FaultKind.CutBody);
        var row = (await table.GetEntityAsync<TableEntity>("p", "a")).Value;
        proxy.Plan = FaultPlan.Once(FaultKind.CutBody);
        var message = (await queue.ReceiveMessageAsync()).Value;

        Assert.Equal(1L, row["Value"]);
        Assert.Null(message);
        Assert.Equal(1, await MessagesAsync());
        Assert.Equal(2, proxy.Fired[FaultKind.CutBody]);
    }

    [Fact]
    public async Task What_is_sent_twice_meets_itself()
    {
        proxy.Plan = FaultPlan.Once(FaultKind.SendTwice);
        var failure = await Assert.ThrowsAsync<RequestFailedException>(() => table.AddEntityAsync(Row("a", 1)));
        proxy.Plan = FaultPlan.Once(FaultKind.SendTwice);
        await queue.SendMessageAsync("twice");

        Assert.Equal((int)HttpStatusCode.Conflict, failure.Status);
        Assert.Equal([("a", 1L)], await RowsAsync());
        Assert.Equal(2, await MessagesAsync());
        Assert.Equal(2, proxy.Fired[FaultKind.SendTwice]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task An_empty_page_leads_to_the_page_that_was_asked_for(int page)
    {
        foreach (var n in Enumerable.Range(0, 5))
        {
            await table.AddEntityAsync(Row($"{n}", n));
        }

        var left = page;
        proxy.Plan = FaultPlan.Once(FaultKind.EmptyPage, _ => left-- == 0);
        List<int> sizes = [];
        List<string> keys = [];
        await foreach (var rows in table.QueryAsync<TableEntity>(maxPerPage: 2).AsPages())
        {
            sizes.Add(rows.Values.Count);
            keys.AddRange(rows.Values.Select(row => row.RowKey));
        }

        Assert.Equal(page == 0 ? [0, 2, 2, 1] : [2, 0, 2, 1], sizes);
        Assert.Equal(["0", "1", "2", "3", "4"], keys);
        AssertFiredOnce(FaultKind.EmptyPage);
    }

    [Fact]
    public async Task A_hook_sees_each_request_before_and_after_and_may_break_its_connection()
    {
        List<string> seen = [];
        var broken = Moment.Before;
        proxy.Hook = (request, moment) =>
        {
            if (request.Name == "Tables")
            {
                // The table's own creation, tried again on a slow machine.
                return ValueTask.FromResult(Interception.GoOn);
            }

            seen.Add($"{moment} {request.Method} {request.Name}");
            return ValueTask.FromResult(moment == broken ? Interception.Break : Interception.GoOn);
        };

        await Assert.ThrowsAnyAsync<Exception>(() => table.AddEntityAsync(Row("a", 1)));
        Assert.Empty(await RowsAsync());
        Assert.Equal(["Before POST Rows", "Before POST Rows", "Before POST Rows"], seen);

        broken = Moment.After;
        await Assert.ThrowsAnyAsync<Exception>(() => table.AddEntityAsync(Row("b", 1)));
        Assert.Equal([("b", 1L)], await RowsAsync());
    }

    private static TableEntity Row(string key, long value) => new("p", key) { ["Value"] = value };

    private async Task<IReadOnlyList<(string Key, long Value)>> RowsAsync() =>
        await behind.QueryAsync<TableEntity>().Select(row => (row.RowKey, row.GetInt64("Value")!.Value)).OrderBy(row => row.RowKey, StringComparer.Ordinal).ToListAsync();

    private async Task<int> MessagesAsync() => (await queue.GetPropertiesAsync()).Value.ApproximateMessagesCount;

    private void AssertFiredOnce(FaultKind kind) => Assert.All(proxy.Fired, fired => Assert.Equal(fired.Key == kind ? 1 : 0, fired.Value));
}
