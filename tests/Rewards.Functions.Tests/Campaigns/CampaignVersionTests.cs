using System.Net;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.Campaigns;

/// <summary>Definitions have versions; what was issued keeps its terms, and the campaign's limits are always the newest.</summary>
public sealed class CampaignVersionTests(TestStorage storage)
{
    [Fact]
    public async Task A_definition_put_again_is_a_new_version_unless_nothing_has_changed()
    {
        await using var app = await TestApp.StartAsync(storage);
        var first = (await app.PutAsync("campaigns/spring", Shop.Campaign())).Expect(HttpStatusCode.OK);
        Assert.Equal(1, first.Json["version"]!.GetValue<int>());
        Assert.Equal(first, await app.PutAsync("campaigns/spring", Shop.Campaign()));

        var second = (await app.PutAsync("campaigns/spring", Shop.Campaign(body => body["name"] = "More coffee"))).Expect(HttpStatusCode.OK);

        Assert.Equal(2, second.Json["version"]!.GetValue<int>());
        Assert.Equal(first.Json["tag"]!.GetValue<string>(), second.Json["tag"]!.GetValue<string>());
        Assert.Equal(second, await app.GetAsync("campaigns/spring"));
        Assert.Equal("unknown-campaign", (await app.GetAsync("campaigns/summer")).Expect(HttpStatusCode.NotFound).Reason);
    }

    [Fact]
    public async Task Sixteen_different_definitions_at_once_become_sixteen_versions()
    {
        await using var app = await TestApp.StartAsync(storage);

        var race = await Race.RunAsync(16, i => app.PutAsync("campaigns/spring", Shop.Campaign(body => body["name"] = $"Coffee {i}")));

        Assert.Equal(Enumerable.Range(1, 16), race.Answers.Select(answer => answer.Expect(HttpStatusCode.OK).Json["version"]!.GetValue<int>()).Order());
        Assert.Single(race.Answers.Select(answer => answer.Json["tag"]!.GetValue<string>()).Distinct());
    }

    [Fact]
    public async Task A_campaign_that_does_not_fit_into_a_row_names_its_conditions_and_claims_nothing()
    {
        await using var app = await TestApp.StartAsync(storage);
        var relaxed = new JsonSerializerOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        string With(string letter, int length) => Shop.Campaign(body =>
        {
            var name = string.Concat(Enumerable.Repeat(letter, length));
            body["codes"] = Shared("SPRING");
            body["conditions"] = new JsonObject { ["stores"] = new JsonArray([.. Enumerable.Range(0, 250).Select(i => $"{name}{i:D3}")]) };
        }).ToJsonString(relaxed);

        // Four bytes each, written down as twelve.
        var large = With("#", 30).Replace("#", "😀", StringComparison.Ordinal);
        var refused = (await app.SendAsync(HttpMethod.Put, "campaigns/spring", large, null)).Expect(HttpStatusCode.BadRequest);

        Assert.Equal("conditions", refused.Field);
        Assert.Empty(await app.DumpAsync());
        (await app.SendAsync(HttpMethod.Put, "campaigns/spring", With("+", 60), null)).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_campaign_of_several_shards_gets_no_trigger_later()
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.DefineAsync("spring", body => body["shards"] = 8);

        var refused = (await app.PutAsync("campaigns/spring", Shop.Campaign(body =>
        {
            body["shards"] = 8;
            body["trigger"] = Shop.Dormant();
            body["limits"] = new JsonObject { ["perMember"] = 1 };
        }))).Expect(HttpStatusCode.Conflict);

        Assert.Equal("immutable", refused.Reason);
        Assert.Contains("trigger", refused.Json["detail"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Codes_shards_currency_and_zone_never_change()
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.DefineAsync("spring");
        await app.DefineAsync("summer", body => body["codes"] = Shared("SUMMER"));
        foreach (var (campaign, change, member) in new (string, Action<JsonObject>, string)[]
        {
            ("spring", body => body["codes"]!["length"] = 13, "codes"),
            ("spring", body => body["codes"] = Shared("SPRING"), "codes"),
            ("summer", body => body["codes"] = Shared("SUMMER2"), "codes"),
            ("summer", body => body["codes"] = new JsonObject { ["kind"] = "unique" }, "codes"),
            ("spring", body => body["shards"] = 2, "shards"),
            ("spring", body => body["currency"] = "CHF", "currency"),
            ("spring", body => body["timeZone"] = "Europe/Zurich", "timeZone"),
        })
        {
            var refused = await app.PutAsync($"campaigns/{campaign}", Shop.Campaign(body =>
            {
                body["codes"] = campaign == "summer" ? Shared("SUMMER") : body["codes"]!.DeepClone();
                change(body);
            }));
            Assert.Equal("immutable", refused.Expect(HttpStatusCode.Conflict).Reason);
            Assert.Contains(member, refused.Json["detail"]!.GetValue<string>(), StringComparison.Ordinal);
        }

        (await app.PutAsync("campaigns/summer", Shop.Campaign(body => body["codes"] = Shared("summer")))).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_shared_code_belongs_to_one_campaign_however_it_is_typed()
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.DefineAsync("first", body => body["codes"] = Shared("SOLO20"));

        var second = await app.PutAsync("campaigns/second", Shop.Campaign(body => body["codes"] = Shared("s0lo-2o")));

        Assert.Equal("code-taken", second.Expect(HttpStatusCode.Conflict).Reason);
        (await app.GetAsync("campaigns/second")).Expect(HttpStatusCode.NotFound);
        (await app.RedeemAsync("S O L O 2 O")).Expect(HttpStatusCode.Created);

        var race = await Race.RunAsync(8, i => app.PutAsync($"campaigns/r{i}", Shop.Campaign(body => body["codes"] = Shared("RACE"))));
        race.Expect(1, "code-taken", HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_coupon_keeps_the_terms_of_its_version_while_limits_stores_and_disabling_follow_the_newest()
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.DefineAsync("spring");
        var old = await app.IssueAsync("spring");
        var another = await app.IssueAsync("spring");
        await app.DefineAsync("spring", Cheaper);
        var fresh = await app.IssueAsync("spring");

        Assert.Equal("wrong-store", (await app.RedeemAsync(old)).Expect(HttpStatusCode.Conflict).Reason);
        var inStore = Shop.Redemption(null, Shop.Basket(store: "0099", amount: 900));
        var redeemed = (await app.RedeemAsync(old, inStore)).Expect(HttpStatusCode.Created).Json;
        Assert.Equal((500L, 1), (redeemed["discount"]!["amount"]!.GetValue<long>(), redeemed["campaignVersion"]!.GetValue<int>()));
        var dryRun = (await app.PostAsync($"coupons/{fresh}/validations", inStore, key: "")).Expect(HttpStatusCode.OK);
        Assert.Equal("campaign-limit-reached", dryRun.Reason);

        await app.DefineAsync("spring", body =>
        {
            Cheaper(body);
            body["limits"]!["total"] = 3;
        });
        Assert.Equal("minimum-not-met", (await app.RedeemAsync(fresh, inStore)).Expect(HttpStatusCode.Conflict).Reason);
        var enough = (await app.RedeemAsync(fresh, Shop.Redemption(null, Shop.Basket(store: "0099", amount: 1_000)))).Expect(HttpStatusCode.Created).Json;
        Assert.Equal((100L, 2), (enough["discount"]!["amount"]!.GetValue<long>(), enough["campaignVersion"]!.GetValue<int>()));

        await app.DefineAsync("spring", body => body["disabled"] = true);
        Assert.Equal("disabled", (await app.RedeemAsync(another, inStore)).Expect(HttpStatusCode.Conflict).Reason);
        Assert.Equal("disabled", (await app.PostAsync("campaigns/spring/coupons", new { count = 1 })).Expect(HttpStatusCode.Conflict).Reason);

        static void Cheaper(JsonObject body)
        {
            body["discount"]!["amount"] = 100;
            body["limits"] = new JsonObject { ["total"] = 1 };
            body["conditions"] = new JsonObject { ["stores"] = new JsonArray("0099"), ["minimumAmount"] = 1_000 };
        }
    }

    [Fact]
    public async Task Another_instance_sees_a_change_when_its_copy_has_become_old_and_this_one_at_once()
    {
        Dictionary<string, string?> settings = new() { ["Rewards:DefinitionAge"] = "00:00:02" };
        await using var writer = await TestApp.StartAsync(storage, settings: settings);
        await using var reader = await TestApp.StartAsync(storage, connectionString: writer.ConnectionString, settings: settings);
        await writer.DefineAsync("summer", body => body["codes"] = Shared("SUMMER"));
        Assert.Null(await ReasonAsync(reader));

        await writer.DefineAsync("summer", body => (body["codes"], body["disabled"]) = (Shared("SUMMER"), true));

        Assert.Equal("disabled", await ReasonAsync(writer));
        for (var tries = 0; await ReasonAsync(reader) is null; tries++)
        {
            Assert.True(tries < 60, "The other instance still has the old version.");
            await Task.Delay(50);
        }

        Assert.Equal("disabled", await ReasonAsync(reader));

        static async Task<string?> ReasonAsync(TestApp app) =>
            (await app.PostAsync("coupons/SUMMER/validations", Shop.Redemption(), key: "")).Expect(HttpStatusCode.OK).Reason;
    }

    private static JsonObject Shared(string code) => new() { ["kind"] = "shared", ["code"] = code };
}
