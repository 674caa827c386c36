using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Rewards.Functions.Tests.Support;

namespace Rewards.Benchmarks.Load;

/// <summary>Prepares a shop over its API, and redeems at it with many clients.</summary>
internal sealed class Till(Uri api) : IDisposable
{
    private const int CodesACall = 50;

    private const int Parallel = 8;

    private readonly HttpClient client = new() { BaseAddress = api };

    public Task DefineAsync(string campaign, int shards, Action<JsonObject>? change = null) =>
        PutAsync($"campaigns/{campaign}", Shop.Campaign(body =>
        {
            body["shards"] = shards;
            change?.Invoke(body);
        }));

    /// <summary>A campaign of unique codes and so many of them, each with a member of its own.</summary>
    /// <param name="from">The first sale's number: no other campaign's may have the same.</param>
    public async Task<IReadOnlyList<Sale>> OpenAsync(string campaign, int shards, int count, int from = 0)
    {
        await DefineAsync(campaign, shards);
        var calls = new string[(count + CodesACall - 1) / CodesACall][];
        await EachAsync(calls.Length, async n => calls[n] = await IssueAsync(campaign));

        // The codes of a call are all in one shard: one of each call after the other spreads them.
        return [.. Enumerable.Range(0, CodesACall).SelectMany(n => calls.Select(codes => codes[n])).Take(count).Select((code, n) => new Sale(code, from + n))];
    }

    public Task<LoadResult> RedeemAsync(int clients, IReadOnlyList<Sale> sales) =>
        WithConnectionsAsync(clients, sales, send => LoadRun.ClosedAsync(clients, sales.Count, send));

    /// <param name="perSecond">How many arrive.</param>
    public Task<LoadResult> RedeemAsync(int clients, IReadOnlyList<Sale> sales, double perSecond) =>
        WithConnectionsAsync(clients, sales, send => LoadRun.OpenAsync(clients, sales.Count, perSecond, send));

    public void Dispose() => client.Dispose();

    private async Task<LoadResult> WithConnectionsAsync(int clients, IReadOnlyList<Sale> sales, Func<Func<int, int, Task>, Task<LoadResult>> run)
    {
        var requests = sales.Select(sale => sale.ToRequest(api)).ToArray();
        var connections = await RawConnection.OpenAsync(api, clients);
        try
        {
            return await run((connection, n) => SendAsync(connections[connection], requests[n]));
        }
        finally
        {
            Array.ForEach(connections, connection => connection.Dispose());
        }
    }

    /// <summary>As a till does: who is told to come again does so at once, with the same key, and the time runs on.</summary>
    private static async Task SendAsync(RawConnection connection, byte[] request)
    {
        int status;
        while ((status = await connection.SendAsync(request)) == (int)HttpStatusCode.ServiceUnavailable)
        {
        }

        if (status != (int)HttpStatusCode.Created)
        {
            throw new InvalidOperationException($"{status}: {Encoding.UTF8.GetString(connection.Answer.Span)}");
        }
    }

    private static Task EachAsync(int count, Func<int, Task> doing) => System.Threading.Tasks.Parallel.ForEachAsync(
        Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = Parallel }, async (n, _) => await doing(n));

    private async Task<string[]> IssueAsync(string campaign)
    {
        var body = await SendAsync(HttpMethod.Post, $"campaigns/{campaign}/coupons", new JsonObject { ["count"] = CodesACall });
        return [.. body["coupons"]!.AsArray().Select(coupon => coupon!["code"]!.GetValue<string>())];
    }

    private Task PutAsync(string path, JsonObject body) => SendAsync(HttpMethod.Put, path, body);

    private async Task<JsonNode> SendAsync(HttpMethod method, string path, JsonObject body)
    {
        var key = Guid.NewGuid().ToString("N");
        while (true)
        {
            using var request = new HttpRequestMessage(method, path) { Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json") };
            request.Headers.Add("Idempotency-Key", key);
            using var response = await client.SendAsync(request);
            if (response.StatusCode != HttpStatusCode.ServiceUnavailable)
            {
                return JsonNode.Parse(await response.EnsureSuccessStatusCode().Content.ReadAsStringAsync())!;
            }
        }
    }
}
