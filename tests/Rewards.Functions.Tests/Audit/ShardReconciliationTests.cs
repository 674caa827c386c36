using System.Net;
using System.Text.Json.Nodes;
using Azure.Data.Tables;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.Audit;

public sealed class ShardReconciliationTests(TestStorage storage)
{
    [Fact]
    public async Task The_day_after_it_was_redeemed_in_a_shard_is_checked_once_and_may_redeem_meanwhile()
    {
        await using var app = await ShopAsync(shards: 1, new() { ["Rewards:AuditPageSize"] = "3", ["Rewards:AuditPages"] = "1" });
        var first = await RedeemAsync(app, "m-1");
        await RedeemAsync(app, "m-2");
        await RedeemAsync(app, member: null);
        await app.WhenIdleAsync();
        Assert.Single(await ShardRowsAsync(app));

        app.Clock.Set("2026-06-11T04:00:00Z");
        (await app.PostAsync($"redemptions/{first}/rollback", new { })).Expect(HttpStatusCode.OK);
        await RedeemAsync(app, "m-1");
        await app.DrainAgendaAsync();
        var report = await ReportAsync(app);
        Assert.Equal(1, report["checkedShards"]!.GetValue<int>());
        Assert.Empty(report["findings"]!.AsArray());
        Assert.StartsWith("20260612:", Assert.Single(await ShardRowsAsync(app)).PartitionKey);

        app.Clock.Set("2026-06-12T04:00:00Z");
        await app.DrainAgendaAsync();
        app.Clock.Set("2026-06-13T04:00:00Z");
        await app.DrainAgendaAsync();
        Assert.Equal(0, (await ReportAsync(app))["checkedShards"]!.GetValue<int>());
        Assert.Empty(await ShardRowsAsync(app));
    }

    [Theory]
    [InlineData("budget", "Redemptions", "3;2026-06-10;3;3;3", "a use that nobody made")]
    [InlineData("coupon", "Uses", "1;2026-06-10;1;1;1", "a use that the code has lost")]
    [InlineData("use", "Uses", "2;2026-06-10;2;2;2", "a use that a member has too many")]
    [InlineData("redemption", "RolledBackAt", "2026-06-10T10:00:00Z", "a rollback that was not asked for")]
    [InlineData("op", "Outcome", "refused", "a redemption of which the caller was told that it was refused")]
    public async Task A_shard_that_does_not_add_up_is_named_until_it_does(string kind, string column, string value, string why)
    {
        await using var app = await ShopAsync(shards: 1);
        await RedeemAsync(app, "m-1");
        await RedeemAsync(app, "m-2");
        await app.WhenIdleAsync();
        var row = (await app.RowsOfKindAsync("Coupons", kind))[0];
        await SetAsync(app, row, column, value);

        app.Clock.Set("2026-06-11T04:00:00Z");
        await app.DrainAgendaAsync();
        var finding = Assert.Single((await ReportAsync(app))["findings"]!.AsArray())!;
        Assert.True((finding["campaignId"]!.GetValue<string>(), finding["shard"]!.GetValue<int>()) == ("summer", 0), why);
        Assert.NotEmpty(finding["findings"]!.AsArray());
        Assert.Single(app.Topic.Events, received => received.Type == "Rewards.CampaignMismatch");

        await app.Table("Coupons").UpsertEntityAsync(row, TableUpdateMode.Replace);
        await RedeemAsync(app, "m-3");
        await app.WhenIdleAsync();
        app.Clock.Set("2026-06-12T04:00:00Z");
        await app.DrainAgendaAsync();
        Assert.Empty((await ReportAsync(app))["findings"]!.AsArray());
    }

    [Fact]
    public async Task An_allotment_that_was_handed_out_twice_is_found_over_all_shards()
    {
        await using var app = await ShopAsync(shards: 4);
        for (var i = 0; i < 6; i++)
        {
            await RedeemAsync(app, $"m-{i}");
        }

        await app.WhenIdleAsync();
        var account = Assert.Single(await app.RowsOfKindAsync("Coupons", "account"));
        await SetAsync(app, account, "Granted", "0;0;0;0");

        app.Clock.Set("2026-06-11T04:00:00Z");
        await app.DrainAgendaAsync();

        var findings = (await ReportAsync(app))["findings"]!.AsArray();
        Assert.NotEmpty(findings);
        Assert.All(findings, finding => Assert.Contains("but was granted 0.", finding!["findings"]!.ToJsonString(), StringComparison.Ordinal));
    }

    private async Task<TestApp> ShopAsync(int shards, Dictionary<string, string?>? settings = null)
    {
        var app = await TestApp.StartAsync(storage, "2026-06-10T10:00:00Z", settings: settings);
        await app.DefineAsync("summer", body =>
        {
            body["codes"] = new JsonObject { ["kind"] = "shared", ["code"] = "SUMMER" };
            body["validTo"] = "2026-12-31";
            body["shards"] = shards;
            body["limits"] = new JsonObject { ["total"] = 40 };
        });
        return app;
    }

    private static async Task<string> RedeemAsync(TestApp app, string? member) =>
        (await app.RedeemAsync("SUMMER", Shop.Redemption(member))).Expect(HttpStatusCode.Created).Json["redemptionId"]!.GetValue<string>();

    private static async Task<IReadOnlyList<TableEntity>> ShardRowsAsync(TestApp app) => await app.RowsAsync("Agenda", "RowKey eq 'summer:shard:0'");

    private static async Task<JsonNode> ReportAsync(TestApp app) =>
        (await app.GetAsync("reports/reconciliation")).Expect(HttpStatusCode.OK).Json;

    private static Task SetAsync(TestApp app, TableEntity row, string column, string value) =>
        app.Table("Coupons").UpsertEntityAsync(new TableEntity(row.PartitionKey, row.RowKey) { [column] = value }, TableUpdateMode.Merge);
}
