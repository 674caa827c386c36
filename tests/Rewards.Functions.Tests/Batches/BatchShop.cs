using System.Net;
using System.Text;
using Azure;
using Azure.Data.Tables;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.Batches;

/// <summary>The sentences in which tests speak of batches.</summary>
internal static class BatchShop
{
    /// <summary>Slices of two chunks, so that a small batch has several.</summary>
    public static readonly Dictionary<string, string?> SmallSlices = new() { ["Rewards:BatchSliceSize"] = "200" };

    public static Task DefineWithShardsAsync(this TestApp app, string campaign, int shards) =>
        app.DefineAsync(campaign, definition => definition["shards"] = shards);

    /// <returns>Its id.</returns>
    public static async Task<string> StartBatchAsync(this TestApp app, string campaign, int count) =>
        (await app.PostAsync($"campaigns/{campaign}/batches", new { count })).Expect(HttpStatusCode.Accepted).Json["batchId"]!.GetValue<string>();

    public static async Task<string> FinishBatchAsync(this TestApp app, string campaign, int count)
    {
        var batch = await app.StartBatchAsync(campaign, count);
        await app.WhenIdleAsync();
        return batch;
    }

    /// <summary>The codes without the header line, in their order.</summary>
    public static async Task<string[]> CodesAsync(this TestApp app, string campaign, string batch)
    {
        var answer = (await app.GetAsync($"campaigns/{campaign}/batches/{batch}/codes")).Expect(HttpStatusCode.OK);
        Assert.Equal("text/csv", answer.MediaType);
        Assert.EndsWith("\n", answer.Text);
        var lines = answer.Text[..^1].Split('\n');
        Assert.Equal("code", lines[0]);
        return lines[1..];
    }

    public static Task<IReadOnlyList<TableEntity>> CouponRowsAsync(this TestApp app) => app.RowsAsync("Coupons", "RowKey ge 'coupon:' and RowKey lt 'coupon;'");

    public static async Task<TableEntity> BatchRowAsync(this TestApp app, string campaign, string batch) =>
        await app.Table("Coupons").GetEntityAsync<TableEntity>($"{campaign}:batches", $"batch:{batch}");

    /// <summary>As if the process had died before it could note more.</summary>
    public static async Task SetIssuedAsync(this TestApp app, string campaign, string batch, int issued)
    {
        var row = await app.BatchRowAsync(campaign, batch);
        row["Issued"] = issued;
        await app.Table("Coupons").UpdateEntityAsync(row, ETag.All, TableUpdateMode.Replace);
    }

    public static async Task SendBatchMessageAsync(this TestApp app, string campaign, string batch)
    {
        var json = $$"""{"campaign":"{{campaign}}","batch":"{{batch}}"}""";
        await app.Queue("batches").SendMessageAsync(Convert.ToBase64String(Encoding.UTF8.GetBytes(json)));
    }
}
