using System.Net;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.Members;

public sealed class MemberCallTests(TestStorage storage)
{
    private const string At = "2026-05-04T09:30:00Z";

    [Fact]
    public async Task A_member_is_enrolled_on_the_programmes_day_and_read_as_written()
    {
        // 22:30 UTC is the next day in Berlin.
        await using var app = await TestApp.StartAsync(storage, "2026-05-04T22:30:00Z");
        var body = new { birthday = "--05-17", email = "anna@example.com", consents = new { email = true, sms = false } };
        var written = (await app.PutAsync("members/m-1", body)).Expect(HttpStatusCode.OK).Json;
        await app.WhenIdleAsync();
        var read = (await app.GetAsync("members/m-1")).Expect(HttpStatusCode.OK).Json;

        foreach (var member in new[] { written, read })
        {
            Assert.Equal("m-1", member["memberId"]!.GetValue<string>());
            Assert.Equal("2026-05-05", member["joinedOn"]!.GetValue<string>());
            Assert.Equal("--05-17", member["birthday"]!.GetValue<string>());
            Assert.Equal("anna@example.com", member["email"]!.GetValue<string>());
            Assert.True(member["consents"]!["email"]!.GetValue<bool>());
            Assert.False(member["consents"]!["sms"]!.GetValue<bool>());
            Assert.Equal(0, member["points"]!["balance"]!.GetValue<long>());
            Assert.Equal(0, member["points"]!["pending"]!.GetValue<long>());
            Assert.Equal(0, member["points"]!["held"]!.GetValue<long>());
            Assert.Equal(0, member["purchases"]!.GetValue<long>());
            Assert.Null(member["lastPurchaseOn"]);
        }

        Assert.Empty(read["coupons"]!.AsArray());
        Assert.Single(app.Topic.Events, received => received.Type == "Rewards.MemberEnrolled");
    }

    [Fact]
    public async Task A_change_leaves_what_it_does_not_name_and_enrols_nobody_again()
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.EnrolAsync("m-1", new { birthday = "1990-05-17", email = "anna@example.com", joinedOn = "2020-02-29", consents = new { email = true, sms = true } });
        await app.EnrolAsync("m-1", new { consents = new { sms = false, push = true } });
        await app.EnrolAsync("m-1", new { email = "" });
        await app.WhenIdleAsync();

        var member = (await app.GetAsync("members/m-1")).Expect(HttpStatusCode.OK).Json;
        Assert.Equal("1990-05-17", member["birthday"]!.GetValue<string>());
        Assert.Equal("2020-02-29", member["joinedOn"]!.GetValue<string>());
        Assert.Null(member["email"]);
        Assert.Equal("""{"email":true,"push":true,"sms":false}""", member["consents"]!.ToJsonString());
        Assert.Single(app.Topic.Events);
    }

    [Fact]
    public async Task A_consent_is_read_with_its_source_and_its_time()
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.EnrolAsync("m-1", new { consents = new { email = true, sms = true }, consentSource = "Kasse 3; Köln, 50%=ja" });
        app.Clock.Set("2026-06-01T08:00:00Z");
        await app.EnrolAsync("m-1", new { consents = new { email = true, sms = false } });
        await app.BuyAsync("p-1", "m-1", "2026-06-01T08:00:00Z");
        await app.WhenIdleAsync();

        var member = (await app.GetAsync("members/m-1")).Expect(HttpStatusCode.OK).Json;

        Assert.Equal("""{"email":true,"sms":false}""", member["consents"]!.ToJsonString());
        var (email, sms) = (member["consentDetails"]!["email"]!, member["consentDetails"]!["sms"]!);
        Assert.True(email["granted"]!.GetValue<bool>());
        Assert.Equal("Kasse 3; Köln, 50%=ja", email["source"]!.GetValue<string>());
        Assert.Equal("2026-05-04T10:00:00Z", email["at"]!.GetValue<string>());
        Assert.Equal("""{"granted":false,"at":"2026-06-01T08:00:00Z"}""", sms.ToJsonString());
        await app.WhenIdleAsync();
    }

    [Fact]
    public async Task Tags_are_replaced_as_a_whole_and_stay_with_the_cost_to_serve_until_then()
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.EnrolAsync("m-1", new { });
        Assert.Equal("[] 0", await OwnWordsAsync(app));
        await app.EnrolAsync("m-1", new { tags = new[] { "vip", "press", "vip" }, costToServe = 1_000_000_000_000 });
        await app.EnrolAsync("m-1", new { email = "anna@example.com" });
        Assert.Equal("""["press","vip"] 1000000000000""", await OwnWordsAsync(app));
        await app.EnrolAsync("m-1", new { tags = Enumerable.Range(10, 50).Select(i => $"tag-{i}") });
        var tooMany = await app.PutAsync("members/m-1", new { tags = Enumerable.Range(10, 51).Select(i => $"tag-{i}") });
        Assert.Equal("tags", tooMany.Expect(HttpStatusCode.BadRequest).Field);
        await app.EnrolAsync("m-1", new { tags = new[] { "staff" }, costToServe = 0 });
        Assert.Equal("""["staff"] 0""", await OwnWordsAsync(app));
    }

    [Fact]
    public async Task Personal_data_stands_in_the_profile_row_and_nowhere_else()
    {
        var log = new CapturedLog();
        await using var app = await TestApp.StartAsync(storage, change: log.Capture);
        await app.EnrolAsync("m-1", new { birthday = "1990-05-17", email = "anna@example.com", consents = new { email = true } });
        await app.BuyAsync("p-1", "m-1", At);
        await app.WhenIdleAsync();

        bool IsPersonal(string text) => text.Contains("anna@", StringComparison.OrdinalIgnoreCase) || text.Contains("05-17", StringComparison.Ordinal);
        Assert.Contains("RowKey=profile:m-1", Assert.Single(await app.DumpAsync(), IsPersonal));
        Assert.DoesNotContain(await app.PeekAsync(), IsPersonal);
        Assert.DoesNotContain(log.Lines, IsPersonal);
        Assert.DoesNotContain(app.Topic.Events, received => IsPersonal(received.Json.GetRawText()));
    }

    [Theory]
    [InlineData("""{"birthday":"17.05."}""", "birthday", "no such form")]
    [InlineData("""{"birthday":"--02-30"}""", "birthday", "no such day")]
    [InlineData("""{"birthday":"1990-5-7"}""", "birthday", "digits are missing")]
    [InlineData("""{"joinedOn":"2026-02-30"}""", "joinedOn", "no such day")]
    [InlineData("""{"joinedOn":"-0044-03-15"}""", "joinedOn", "a day before our era, which would be written with a sign")]
    [InlineData("""{"joinedOn":"9999-12-31"}""", "joinedOn", "the calendar's last day, after which nothing is counted")]
    [InlineData("""{"email":"anna"}""", "email", "no address")]
    [InlineData("""{"consents":{"e mail":true}}""", "consents", "a channel is an id")]
    [InlineData("""{"consents":{"email":"yes"}}""", "consents.email", "a consent is true or false")]
    [InlineData("""{"consents":{"email":null}}""", "consents.email", "nor is it nothing")]
    [InlineData("""{"consentSource":"web-form"}""", "consentSource", "a source of nothing")]
    [InlineData("""{"consents":{},"consentSource":"web-form"}""", "consentSource", "nor of no consents")]
    [InlineData("""{"consents":{"email":true},"consentSource":""}""", "consentSource", "an empty source")]
    [InlineData("""{"consents":{"email":true},"consentSource":"anna@example.com"}""", "consentSource", "a source is nobody's address")]
    [InlineData("""{"tags":["vip","v i p"]}""", "tags[1]", "a tag is an id")]
    [InlineData("""{"tags":[null]}""", "tags[0]", "nor is it nothing")]
    [InlineData("""{"costToServe":-1}""", "costToServe", "less than nothing")]
    [InlineData("""{"costToServe":1000000000001}""", "costToServe", "one more than the most")]
    [InlineData("""{"name":"Anna"}""", "name", "an unknown member")]
    [InlineData("""{"email":"a@b.c","email":"d@e.f"}""", "email", "a member twice")]
    [InlineData("""{"birthday":17}""", "birthday", "a number instead of a text")]
    public async Task Bad_input_is_named_and_reaches_no_table(string body, string field, string why)
    {
        await using var app = await TestApp.StartAsync(storage);
        var answer = (await app.SendAsync(HttpMethod.Put, "members/m-1", body, null)).Expect(HttpStatusCode.BadRequest);
        await app.WhenIdleAsync();

        Assert.True(answer.Field == field, $"{why}: {answer.Text}");
        Assert.Equal("application/problem+json", answer.MediaType);
        Assert.Empty(await app.DumpAsync());
    }

    [Fact]
    public async Task An_at_sign_in_a_member_id_is_refused_wherever_one_is_named()
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.DefineAsync("welcome");
        var code = await app.IssueAsync("welcome");
        await app.WhenIdleAsync();
        var before = await app.DumpAsync();
        const string Address = "anna@example.com";

        Answer[] answers =
        [
            await app.PutAsync($"members/{Address}", new { }),
            await app.GetAsync($"members/{Address}"),
            await app.DeleteAsync($"members/{Address}"),
            await app.GetAsync($"members/{Address}/points"),
            await app.GetAsync($"members/{Address}/redemptions"),
            await app.PostAsync("campaigns/welcome/coupons", new { memberId = Address }),
            await app.RedeemAsync(code, Shop.Redemption(Address)),
            await app.PostAsync($"coupons/{code}/validations", Shop.Redemption(Address), key: ""),
            await app.PostAsync("purchases", Shop.Purchase("p-1", Address, At), key: ""),
        ];
        await app.WhenIdleAsync();

        Assert.All(answers, answer => Assert.Equal("memberId", answer.Expect(HttpStatusCode.BadRequest).Field));
        Assert.All(answers, answer => Assert.DoesNotContain(Address, answer.Text));
        Assert.Equal(before.Order(), (await app.DumpAsync()).Order());
    }

    [Fact]
    public async Task The_points_statement_is_read_page_by_page_newest_first()
    {
        await using var app = await TestApp.StartAsync(storage);
        await Task.WhenAll(Enumerable.Range(1, 130).Select(i => app.SendAsync(
            "purchases", Shop.Purchase($"p-{i}", "m-1", At, Shop.Basket(receipt: $"r-{i}", amount: 100)).ToJsonString())));
        await app.WhenIdleAsync();

        var first = (await app.GetAsync("members/m-1/points")).Expect(HttpStatusCode.OK).Json;
        var second = (await app.GetAsync($"members/m-1/points?next={first["next"]}")).Expect(HttpStatusCode.OK).Json;

        Assert.Equal(130, first["balance"]!.GetValue<long>());
        Assert.Null(second["next"]);
        var sequences = new[] { first, second }.SelectMany(page => page["entries"]!.AsArray()).Select(entry => entry!["sequence"]!.GetValue<long>());
        Assert.Equal(Enumerable.Range(1, 130).Reverse().Select(i => (long)i), sequences);
        var oldest = second["entries"]!.AsArray()[^1]!;
        Assert.Equal(1, oldest["points"]!.GetValue<long>());
        Assert.Equal(1, oldest["balance"]!.GetValue<long>());
        Assert.Equal(100, oldest["amount"]!.GetValue<long>());
        Assert.StartsWith("p-", oldest["purchaseId"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("m-1/points?next=%25", "next")]
    [InlineData("m-1/redemptions?next=not+ours", "next")]
    [InlineData("m-1/points?next=bm90IG91cnM", "next")]
    public async Task A_token_that_is_none_is_a_bad_request_or_leads_nowhere(string path, string field)
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.EnrolAsync("m-1");
        var answer = await app.GetAsync($"members/{path}");
        Assert.True(answer.Status is HttpStatusCode.OK || answer.Field == field, answer.Text);
    }

    [Fact]
    public async Task Coupons_are_listed_with_their_states_and_redemptions_newest_first()
    {
        await using var app = await TestApp.StartAsync(storage);
        foreach (var campaign in new[] { "fresh", "used", "taken" })
        {
            await app.DefineAsync(campaign);
        }

        await app.DefineAsync("over", campaign => campaign["validTo"] = "2026-05-04");
        var codes = new Dictionary<string, string>();
        foreach (var campaign in new[] { "fresh", "used", "taken", "over" })
        {
            codes[campaign] = await app.IssueAsync(campaign, "m-1");
        }

        (await app.RedeemAsync(codes["used"], Shop.Redemption("m-1"))).Expect(HttpStatusCode.Created);
        (await app.PostAsync($"coupons/{codes["taken"]}/disable", new { })).Expect(HttpStatusCode.OK);
        app.Clock.Set("2026-05-05T10:00:00Z");
        var undone = (await app.RedeemAsync(codes["fresh"], Shop.Redemption("m-1"))).Expect(HttpStatusCode.Created).Json["redemptionId"]!.GetValue<string>();
        (await app.PostAsync($"redemptions/{undone}/rollback", new { })).Expect(HttpStatusCode.OK);
        await app.WhenIdleAsync();

        var coupons = (await app.GetAsync("members/m-1")).Expect(HttpStatusCode.OK).Json["coupons"]!.AsArray();
        var states = coupons.ToDictionary(coupon => coupon!["campaignId"]!.GetValue<string>(), coupon => coupon!["state"]!.GetValue<string>());
        Assert.Equal(new() { ["fresh"] = "active", ["used"] = "redeemed", ["taken"] = "disabled", ["over"] = "expired" }, states);

        var redemptions = (await app.GetAsync("members/m-1/redemptions")).Expect(HttpStatusCode.OK).Json["redemptions"]!.AsArray();
        Assert.Equal(["fresh", "used"], redemptions.Select(redemption => redemption!["campaignId"]!.GetValue<string>()));
        Assert.NotNull(redemptions[0]!["rolledBackAt"]);
        Assert.Null(redemptions[1]!["rolledBackAt"]);
        Assert.Equal(500, redemptions[1]!["amount"]!.GetValue<long>());
    }

    private static async Task<string> OwnWordsAsync(TestApp app)
    {
        var member = (await app.GetAsync("members/m-1")).Expect(HttpStatusCode.OK).Json;
        return $"{member["tags"]!.ToJsonString()} {member["costToServe"]!.ToJsonString()}";
    }
}
