using System.Net;
using Rewards.Domain.Coupons;
using Rewards.Functions.Tests.Support;
using static Rewards.Functions.Tests.Imports.ImportShop;

namespace Rewards.Functions.Tests.Imports;

public sealed class ImportCodesTests(TestStorage storage)
{
    private const string Header = "code,campaignId,memberId\n";

    /// <summary>Of no campaign here, though their check character holds.</summary>
    private static readonly string LikeOurs = CouponCode.Unique("ZZZZ", 7, new byte[12]).Value;

    [Fact]
    public async Task A_code_in_a_customers_hands_redeems_once_whatever_it_looks_like()
    {
        await using var app = await TestApp.StartAsync(storage, settings: SmallSlices);
        await app.DefineAsync("spring", campaign => campaign["shards"] = 4);
        string[] codes = ["abc", "WELCOME-10", "AAAAAAAAAAAAAAAAAA", LikeOurs, "UUUUUUUUUUUUUUU", new string('7', 40)];

        var import = await app.ImportAsync(CodesPath, Header + string.Concat(codes.Select(code => $"{code},spring,\n")));

        Assert.Equal(("completed", 6, 0, 0), Counts(import));
        foreach (var code in codes)
        {
            var seen = (await app.GetAsync($"coupons/{code}")).Expect(HttpStatusCode.OK).Json;
            Assert.Equal(("active", 0), (seen["state"]!.GetValue<string>(), seen["uses"]!.GetValue<long>()));
            (await app.RedeemAsync(code.ToLowerInvariant())).Expect(HttpStatusCode.Created);
            Assert.Equal("already-redeemed", (await app.RedeemAsync(code)).Expect(HttpStatusCode.Conflict).Reason);
        }

        Assert.DoesNotContain(app.Topic.Events, received => received.Type == "Rewards.CouponIssued");
    }

    [Fact]
    public async Task The_same_codes_again_do_nothing_even_where_they_were_redeemed_rolled_back_or_disabled()
    {
        await using var app = await TestApp.StartAsync(storage, settings: SmallSlices);
        await app.DefineAsync("spring");
        var file = Header + $"ONE,spring,\nTW0,spring,anna\n{LikeOurs},spring,\nAAAAAAAAAAAAAAAAAA,spring,anna\n";
        var first = await app.ImportAsync(CodesPath, file, "k-1");
        Assert.Equal(("completed", 4, 0, 0), Counts(first));
        (await app.RedeemAsync("ONE")).Expect(HttpStatusCode.Created);
        (await app.PostAsync($"coupons/{LikeOurs}/disable", new { })).Expect(HttpStatusCode.OK);
        await app.WhenIdleAsync();

        Assert.Equal(("completed", 0, 4, 0), Counts(await app.ImportAsync(CodesPath, file, "k-2")));
        Assert.Equal("already-redeemed", (await app.RedeemAsync("ONE")).Reason);
        Assert.Equal("disabled", (await app.RedeemAsync(LikeOurs)).Reason);
        Assert.Equal(4, (await app.RowsOfKindAsync("Coupons", "coupon")).Count);
    }

    [Fact]
    public async Task A_members_code_is_in_the_members_list_is_refused_to_others_and_is_out_of_use_after_an_erasure()
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.DefineAsync("spring", campaign => campaign["shards"] = 8);
        await app.ImportAsync(CodesPath, Header + "TW0,spring,m-4711\nTHREE,spring,m-4711\n");

        Assert.Equal("wrong-member", (await app.RedeemAsync("TW0", Shop.Redemption("ben"))).Reason);
        (await app.RedeemAsync("TW0", Shop.Redemption("m-4711"))).Expect(HttpStatusCode.Created);
        await app.WhenIdleAsync();
        var listed = (await app.GetAsync("members/m-4711")).Expect(HttpStatusCode.OK).Json["coupons"]!.AsArray();
        Assert.Equal(["THREE active", "TW0 redeemed"], listed.Select(coupon => $"{coupon!["code"]} {coupon["state"]}").Order());

        (await app.DeleteAsync("members/m-4711")).Expect(HttpStatusCode.NoContent);
        await app.WhenIdleAsync();
        Assert.Equal("disabled", (await app.RedeemAsync("THREE", Shop.Redemption("ben"))).Reason);
        var again = await app.ImportAsync(CodesPath, Header + "F0UR,spring,m-4711\n");
        Assert.Equal(["2 memberId"], Errors(again));
        Assert.Equal("unknown-code", (await app.RedeemAsync("F0UR")).Reason);
        Assert.Equal(("completed", 1, 0, 0), Counts(await app.ImportAsync(CodesPath, Header + "F0UR,spring,\n")));
        Assert.DoesNotContain(await app.DumpAsync(), row => row.Contains("m-4711") && !row.StartsWith("Members:", StringComparison.Ordinal) && !row.StartsWith("Facts:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_cannot_be_imported_is_told_by_its_line_and_column()
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.DefineAsync("spring");
        await app.DefineAsync("summer", campaign => campaign["codes"] = new System.Text.Json.Nodes.JsonObject { ["kind"] = "shared", ["code"] = "SUMMER20" });
        await app.DefineAsync("over", campaign => campaign["validTo"] = "2026-05-03");
        await app.DefineAsync("other");
        var own = CouponCode.Parse(await app.IssueAsync("spring"));
        var mistyped = Guesses.Mistyped(own.Value);

        var import = await app.ImportAsync(CodesPath, Header
            + "AB,spring,\n"
            + "0NE,nothing,\n"
            + "TW0,summer,\n"
            + "THREE,over,\n"
            + "SUMMER20,spring,\n"
            + $"{mistyped},spring,\n"
            + $"{Guesses.SameTag(own.Value)},other,\n"
            + $"{own.Value},spring,anna\n"
            + $"{own.ToDisplay()},spring,\n"
            + "ONE,spring,a@b\n");

        Assert.Equal(("completed", 0, 1, 9), Counts(import));
        Assert.Equal(
            ["2 code", "3 campaignId", "4 campaignId", "5 campaignId", "6 code", "7 code", "8 code", "9 code", "11 memberId"], Errors(import));
        Assert.Single(await app.RowsOfKindAsync("Coupons", "coupon"));
        Assert.Empty(await app.RowsOfKindAsync("Members", "profile"));
    }

    [Fact]
    public async Task One_code_is_one_coupon_and_never_a_shared_one_besides()
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.DefineAsync("spring");
        await app.DefineAsync("other");
        await app.ImportAsync(CodesPath, Header + "SUMMER20,spring,\n");

        Assert.Equal(["2 code"], Errors(await app.ImportAsync(CodesPath, Header + "summer-20,other,\n")));
        var shared = Shop.Campaign(campaign => campaign["codes"] = new System.Text.Json.Nodes.JsonObject { ["kind"] = "shared", ["code"] = "SUMMER20" });
        Assert.Equal("code-taken", (await app.PutAsync("campaigns/summer", shared)).Expect(HttpStatusCode.Conflict).Reason);
    }

    [Fact]
    public async Task No_campaign_gets_a_tag_with_which_imported_codes_begin()
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.DefineAsync("spring");
        var tag = Functions.Storage.TableKeys.Hash("tag", "late", "0")[..4];
        var code = CouponCode.Unique(tag, 0, new byte[12]).Value;
        await app.ImportAsync(CodesPath, Header + $"{code},spring,\n{Guesses.Mistyped(code)},spring,\n");

        await app.DefineAsync("late");

        Assert.NotEqual(tag, (await app.GetAsync("campaigns/late")).Json["tag"]!.GetValue<string>());
        (await app.RedeemAsync(code)).Expect(HttpStatusCode.Created);
        (await app.RedeemAsync(Guesses.Mistyped(code))).Expect(HttpStatusCode.Created);
    }

    [Fact]
    public async Task An_unknown_foreign_code_costs_what_a_used_one_costs_and_counts_as_a_failure()
    {
        var log = new RequestLog(TimeSpan.FromMilliseconds(10));
        await using var app = await TestApp.StartAsync(
            storage,
            settings: new() { ["Rewards:GuessBurst"] = "20", ["Rewards:GuessRefill"] = "00:10:00", ["Rewards:DefinitionAge"] = "00:10:00" },
            services: log.Insert());
        await app.DefineAsync("spring");
        await app.ImportAsync(CodesPath, Header + "WE1C0ME1,spring,\nAAAABBBBCCCCDDDDEE,spring,\n");
        foreach (var code in new[] { "WE1C0ME1", "AAAABBBBCCCCDDDDEE" })
        {
            (await app.RedeemAsync(code)).Expect(HttpStatusCode.Created);
        }

        await app.WhenIdleAsync();
        Dictionary<string, int> costs = [];
        foreach (var code in new[] { "WE1C0ME1", "WE1C0ME2", "AAAABBBBCCCCDDDDEE", "AAAABBBBCCCCDDDDFF" })
        {
            await app.GetAsync($"coupons/{code}");
            costs[code] = (await log.DuringAsync(() => app.PostAsync($"coupons/{code}/validations", Shop.Redemption(), key: "")))
                .Count(request => request.Path.Contains("/Coupons", StringComparison.Ordinal) || request.Path.Contains("/Campaigns", StringComparison.Ordinal));
        }

        Assert.True(costs.Values.Distinct().Count() == 1, string.Join(", ", costs));
        for (var i = 0; i < 16; i++)
        {
            (await app.GetAsync($"coupons/WE1C0ME{i + 10}")).Expect(HttpStatusCode.NotFound);
        }

        (await app.GetAsync("coupons/WE1C0ME1")).Expect(HttpStatusCode.TooManyRequests);
    }
}
