using System.Net;
using System.Net.Sockets;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;

namespace Rewards.Polyfills.Tests.Tables;

public sealed class PipelineTests(StorageFixture storage)
{
    private static readonly Uri Cloud = new("https://account.table.core.windows.net");

    [Theory]
    [InlineData(HttpStatusCode.InternalServerError)]
    [InlineData(HttpStatusCode.ServiceUnavailable)]
    public async Task A_fault_of_the_service_is_tried_again(HttpStatusCode status)
    {
        using var wire = new FaultyWire((_, send, attempt, _) => attempt <= 2 ? Task.FromResult(FaultyWire.Reply(status)) : send());
        var table = await storage.NewTableAsync(wire.Options(maxRetries: 2));

        Assert.Equal(204, (await table.AddEntityAsync(new TableEntity("p", "r") { ["a"] = 1 })).Status);
        Assert.Equal(3, wire.Attempts.Count);
        Assert.Equal(1, (await table.GetEntityAsync<TableEntity>("p", "r")).Value.GetInt32("a"));
    }

    [Fact]
    public async Task When_the_tries_are_used_up_the_last_answer_is_thrown()
    {
        using var wire = FaultyWire.Answering(
            HttpStatusCode.ServiceUnavailable, """{"odata.error":{"code":"ServerBusy","message":{"lang":"en-US","value":"Busy."}}}""");
        var table = new TableClient(storage.ConnectionString, "Any", wire.Options(maxRetries: 2));

        var failure = await Assert.ThrowsAsync<RequestFailedException>(() => table.AddEntityAsync(new TableEntity("p", "r")));

        Assert.Equal((503, "ServerBusy"), (failure.Status, failure.ErrorCode));
        Assert.Equal(3, wire.Attempts.Count);
    }

    [Fact]
    public async Task A_transaction_is_tried_again_whole()
    {
        using var wire = new FaultyWire((_, send, attempt, _) => attempt == 1 ? Task.FromResult(FaultyWire.Reply(HttpStatusCode.ServiceUnavailable)) : send());
        var table = await storage.NewTableAsync(wire.Options());

        await table.SubmitTransactionAsync([new(TableTransactionActionType.Add, new TableEntity("p", "r"))]);

        Assert.Equal(2, wire.Attempts.Count);
        Assert.True((await table.GetEntityIfExistsAsync<TableEntity>("p", "r")).HasValue);
    }

    [Fact]
    public async Task Trying_an_insert_again_whose_reply_was_lost_is_refused_although_it_was_done()
    {
        using var wire = new FaultyWire(async (_, send, attempt, _) =>
        {
            var reply = await send();
            return attempt == 1 ? FaultyWire.Reply(HttpStatusCode.InternalServerError) : reply;
        });
        var table = await storage.NewTableAsync(wire.Options());

        var failure = await Assert.ThrowsAsync<RequestFailedException>(() => table.AddEntityAsync(new TableEntity("p", "r")));

        Assert.Equal((409, "EntityAlreadyExists"), (failure.Status, failure.ErrorCode));
    }

    [Fact]
    public async Task A_refusal_is_not_tried_again()
    {
        using var wire = new FaultyWire((_, send, _, _) => send());
        var table = await storage.NewTableAsync(wire.Options());

        await Assert.ThrowsAsync<RequestFailedException>(() => table.GetEntityAsync<TableEntity>("p", "r"));

        Assert.Single(wire.Attempts);
    }

    [Fact]
    public async Task Each_try_is_signed_afresh()
    {
        using var wire = new FaultyWire((_, send, attempt, _) => attempt == 1 ? Task.FromResult(FaultyWire.Reply(HttpStatusCode.ServiceUnavailable)) : send());
        var table = await storage.NewTableAsync(wire.Options(delayMilliseconds: 1100));

        await table.AddEntityAsync(new TableEntity("p", "r"));

        Assert.NotEqual(wire.Attempts[0].Date, wire.Attempts[1].Date);
        Assert.NotEqual(wire.Attempts[0].Authorization, wire.Attempts[1].Authorization);
    }

    [Fact]
    public async Task A_refused_connection_without_retries_is_a_RequestFailedException_of_status_0()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        var options = new TableClientOptions();
        options.Retry.MaxRetries = 0;
        var key = new TableSharedKeyCredential("account", Convert.ToBase64String([1, 2, 3]));
        var table = new TableClient(new Uri($"http://127.0.0.1:{port}/account"), "Any", key, options);

        var failure = await Assert.ThrowsAsync<RequestFailedException>(() => table.AddEntityAsync(new TableEntity("p", "r")));

        Assert.Equal(0, failure.Status);
    }

    [Fact]
    public async Task A_wrong_key_is_403()
    {
        var endpoint = new TableServiceClient(storage.ConnectionString).Uri;
        var service = new TableServiceClient(endpoint, new TableSharedKeyCredential("devstoreaccount1", Convert.ToBase64String([1, 2, 3])));

        var failure = await Assert.ThrowsAsync<RequestFailedException>(() => service.CreateTableIfNotExistsAsync("Any"));

        Assert.Equal(403, failure.Status);
    }

    [Fact]
    public async Task Added_policies_see_every_request()
    {
        var counter = new Counter();
        var options = new TableClientOptions();
        options.AddPolicy(counter, HttpPipelinePosition.PerCall);
        var table = await storage.NewTableAsync(options);

        await table.AddEntityAsync(new TableEntity("p", "r"));
        await table.GetEntityAsync<TableEntity>("p", "r");
        await table.SubmitTransactionAsync([new(TableTransactionActionType.Delete, new TableEntity("p", "r"))]);

        Assert.Equal(3, counter.Requests);
    }

    [Fact]
    public async Task Cancelled_beforehand_nothing_is_sent()
    {
        using var wire = new FaultyWire((_, send, _, _) => send());
        var table = await storage.NewTableAsync(wire.Options());

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => table.AddEntityAsync(new TableEntity("p", "r"), new CancellationToken(true)));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await table.QueryAsync<TableEntity>(cancellationToken: new CancellationToken(true)).ToListAsync());

        Assert.Equal(404, (await table.DeleteEntityAsync("p", "r")).Status);
    }

    [Fact]
    public async Task Cancelled_in_flight_it_ends_at_once_and_is_not_tried_again()
    {
        using var cancel = new CancellationTokenSource();
        using var wire = new FaultyWire(async (_, send, _, cancellationToken) =>
        {
            await cancel.CancelAsync();
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return await send();
        });
        var table = await storage.NewTableAsync(wire.Options());

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => table.AddEntityAsync(new TableEntity("p", "r"), cancel.Token));

        Assert.Single(wire.Attempts);
    }

    [Fact]
    public async Task A_token_is_asked_for_storage_and_sent_as_bearer()
    {
        using var wire = FaultyWire.Answering(HttpStatusCode.NoContent, "");
        var credential = new FixedToken();
        var table = new TableClient(Cloud, "Any", credential, wire.Options());

        await table.AddEntityAsync(new TableEntity("p", "r"));

        Assert.Equal(["https://storage.azure.com/.default"], credential.Scopes);
        Assert.Equal("Bearer the-token", wire.Attempts.Single().Authorization);
        Assert.Equal("account", table.AccountName);
    }

    [Fact]
    public async Task A_shared_access_signature_is_sent_in_the_query()
    {
        using var wire = FaultyWire.Answering(HttpStatusCode.OK, """{"value":[]}""");
        var table = new TableServiceClient(Cloud, new AzureSasCredential("sv=2020&sig=abc%3D"), wire.Options()).GetTableClient("Any");

        await table.QueryAsync<TableEntity>("RowKey eq 'r'").ToListAsync();

        Assert.Contains("sv=2020&sig=abc%3D", wire.Attempts.Single().Uri.Query, StringComparison.Ordinal);
        Assert.Contains("$filter=RowKey%20eq%20%27r%27", wire.Attempts.Single().Uri.Query, StringComparison.Ordinal);
        Assert.Null(wire.Attempts.Single().Authorization);
    }

    private sealed class Counter : HttpPipelineSynchronousPolicy
    {
        public int Requests { get; private set; }

        public override void OnSendingRequest(HttpMessage message) => Requests++;
    }

    private sealed class FixedToken : TokenCredential
    {
        public string[] Scopes { get; private set; } = [];

        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken)
        {
            Scopes = requestContext.Scopes;
            return new AccessToken("the-token", DateTimeOffset.MaxValue);
        }

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            new(GetToken(requestContext, cancellationToken));
    }
}
