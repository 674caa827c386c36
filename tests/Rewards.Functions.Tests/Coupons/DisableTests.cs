using System.Net;
using System.Text.Json.Nodes;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.Coupons;

/// <summary>A code that is taken out stays out, and tells so wherever it is shown.</summary>
public sealed class DisableTests(TestStorage storage)
{
    [Fact]
    public async Task A_unique_code_is_taken_out_alone_and_its_owner_sees_it()
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.DefineAsync("spring");
        var (code, other) = (await app.IssueAsync("spring", "m-1"), await app.IssueAsync("spring", "m-2"));

        var disabled = (await app.PostAsync($"coupons/{code}/disable", new { reason = "lost" }, "key-1")).Expect(HttpStatusCode.OK);
        Assert.Equal("disabled", disabled.Json["state"]!.GetValue<string>());
        Assert.Equal(disabled, await app.PostAsync($"coupons/{code}/disable", new { reason = "lost" }, "key-1"));
        Assert.Equal(disabled.Text, (await app.GetAsync($"coupons/{code}")).Text);

        Assert.Equal("disabled", (await app.RedeemAsync(code, Shop.Redemption("m-1"))).Expect(HttpStatusCode.Conflict).Reason);
        (await app.RedeemAsync(other, Shop.Redemption("m-2"))).Expect(HttpStatusCode.Created);
        await app.WhenIdleAsync();
        var listed = (await app.GetAsync("members/m-1")).Json["coupons"]![0]!;
        Assert.Equal("disabled", listed["state"]!.GetValue<string>());
        Assert.Single(app.Topic.Events, happened => happened.Type == "Rewards.CouponDisabled");
    }

    [Fact]
    public async Task A_shared_code_is_taken_out_in_all_its_shards_and_in_other_instances_soon()
    {
        Dictionary<string, string?> settings = new() { ["Rewards:DefinitionAge"] = "00:00:01" };
        await using var app = await TestApp.StartAsync(storage, settings: settings);
        await using var other = await TestApp.StartAsync(storage, connectionString: app.ConnectionString, settings: settings);
        await app.DefineAsync("summer", body =>
        {
            body["codes"] = new JsonObject { ["kind"] = "shared", ["code"] = "SUMMER" };
            body["shards"] = 16;
        });
        (await other.RedeemAsync("SUMMER", Shop.Redemption("m-0"))).Expect(HttpStatusCode.Created);

        var disabled = (await app.PostAsync("coupons/summer/disable", null, "key-1")).Expect(HttpStatusCode.OK);
        Assert.Equal("disabled", disabled.Json["state"]!.GetValue<string>());
        Assert.Equal(disabled, await app.PostAsync("coupons/SUMMER/disable", null, "key-1"));

        var race = await Race.RunAsync(32, i => app.RedeemAsync("SUMMER", Shop.Redemption($"m-{i}")));
        race.Expect(0, "disabled");
        for (var tries = 0; (await other.PostAsync("coupons/SUMMER/validations", Shop.Redemption(), key: "")).Reason is null; tries++)
        {
            Assert.True(tries < 40, "The other instance still redeems it.");
            await Task.Delay(50);
        }

        // A later version of the campaign does not bring it back.
        await app.DefineAsync("summer", body =>
        {
            body["codes"] = new JsonObject { ["kind"] = "shared", ["code"] = "SUMMER" };
            body["shards"] = 16;
            body["name"] = "Summer again";
        });
        Assert.Equal("disabled", (await app.RedeemAsync("SUMMER")).Expect(HttpStatusCode.Conflict).Reason);
    }
}
