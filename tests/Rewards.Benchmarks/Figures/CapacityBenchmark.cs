using System.Globalization;
using System.Net;
using Azure.Data.Tables;
using Rewards.Benchmarks.Processes;
using Rewards.Functions.Storage;
using Rewards.Functions.Tests.Support;
using Rewards.LocalHost.Azurite;

namespace Rewards.Benchmarks.Figures;

/// <summary>What one of each thing takes in the long run, its follow-up included: operations and stored bytes, for docs/capacity.md.</summary>
internal sealed class CapacityBenchmark : IBenchmark
{
    private const int Count = 20;

    private const int BatchSize = 1_000;

    public string Name => "capacity";

    public async Task<IReadOnlyList<Figure>> RunAsync(Action<string> say)
    {
        await using var azurite = await AzuriteProcess.StartInMemoryAsync();
        var log = new RequestLog();
        await using var app = await HostChild.StartAsync(new HostSettings(azurite.ConnectionString, RunQueues: true), log);
        await app.DefineAsync("spring");
        await app.WhenIdleAsync();

        List<Figure> figures = [];
        List<string> codes = [];
        await MeasureAsync("a member", async n => (await app.PutAsync($"members/{Member(n)}", new { birthday = "--05-17" })).Expect(HttpStatusCode.OK));
        await MeasureAsync("a campaign", n => app.DefineAsync($"c-{n}"));
        await MeasureAsync("a coupon to a member", async n => codes.Add(await app.IssueAsync("spring", Member(n))));
        await MeasureAsync("a redemption", async n =>
            (await app.RedeemAsync(codes[n], Shop.Redemption(Member(n), Shop.Basket($"r-{n}")))).Expect(HttpStatusCode.Created));
        await MeasureAsync("a first purchase", n => BuyAsync(app, n, "first"));
        await MeasureAsync("a purchase", n => BuyAsync(app, n, "second"));
        await MeasureOfAsync("a code of a batch", BatchSize, async () =>
            (await app.PostAsync("campaigns/spring/batches", new { count = BatchSize })).Expect(HttpStatusCode.Accepted));
        return figures;

        Task MeasureAsync(string what, Func<int, Task> act) => MeasureOfAsync(what, Count, async () =>
        {
            for (var n = 0; n < Count; n++)
            {
                await act(n);
            }
        });

        async Task MeasureOfAsync(string what, int count, Func<Task> act)
        {
            var before = await StoredBytesAsync(app);
            var requests = await log.DuringAsync(async () =>
            {
                await act();
                await app.WhenIdleAsync();
            });
            var messages = requests.Count(request => request.Method == "POST" && request.Path.EndsWith("/messages", StringComparison.Ordinal));
            var bytes = await StoredBytesAsync(app) - before;
            var detail = string.Create(CultureInfo.InvariantCulture, $"{(double)messages / count:F1} messages of them; {bytes / count} bytes stay");
            figures.Add(new Figure($"operations of {what} in all", (double)requests.Count / count, "", Detail: detail));
            say(what);
        }
    }

    private static string Member(int n) => $"m-{n}";

    private static async Task BuyAsync(TestApp app, int n, string which)
    {
        var body = Shop.Purchase($"p-{which}-{n}", Member(n), "2026-05-04T09:30:00Z");
        (await app.SendAsync(HttpMethod.Post, "purchases", body, null)).Expect(HttpStatusCode.Accepted);
    }

    private static async Task<long> StoredBytesAsync(TestApp app)
    {
        var bytes = 0L;
        foreach (var table in TableKeys.Tables)
        {
            bytes += (await app.RowsAsync(table)).Sum(Bytes);
        }

        return bytes;
    }

    /// <summary>
    /// What the Table service bills: 4 bytes, 2 for each character of the keys, and for each property 8, 2 for each character of its
    /// name, and its value ("Understanding Windows Azure Storage Billing", storage team, 2010).
    /// </summary>
    private static long Bytes(TableEntity row) =>
        4 + (2 * (row.PartitionKey.Length + row.RowKey.Length))
        + row.Where(property => property.Key is not ("PartitionKey" or "RowKey" or "odata.etag" or "Timestamp"))
            .Sum(property => 8 + (2 * property.Key.Length) + ValueBytes(property.Value));

    private static int ValueBytes(object? value) => value switch
    {
        string text => (2 * text.Length) + 4,
        byte[] bytes => bytes.Length + 4,
        bool => 1,
        int => 4,
        Guid => 16,
        _ => 8,
    };
}
