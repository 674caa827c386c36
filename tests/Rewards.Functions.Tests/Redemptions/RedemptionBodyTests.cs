using System.Net;
using System.Text;
using Azure.Data.Tables;
using Rewards.Functions.Storage;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.Redemptions;

/// <summary>What cannot be understood is answered with the member's name, and nothing of it reaches a table or a queue.</summary>
public sealed class RedemptionBodyTests(TestStorage storage)
{
    private const string Line = """{"lineId":"1","sku":"a","quantity":1,"amount":900}""";

    private static readonly (string Body, string Field, string Why)[] Redemptions =
    [
        ("", "body", "nothing at all"),
        ("null", "body", "null"),
        ("[]", "body", "an array"),
        ("\"basket\"", "body", "a text"),
        ("{", "body", "cut off"),
        ("not json", "body", "no JSON"),
        ("{} {}", "body", "two of them"),
        ("{}", "basket", "no basket"),
        ("""{"basket":null}""", "basket", "a null basket"),
        ("""{"basket":[]}""", "basket", "an array for a basket"),
        ("""{"basket":{"currency":"EUR","lines":[]}}""", "basket.lines", "no lines"),
        ("""{"basket":{"currency":"EUR"}}""", "basket.lines", "no lines at all"),
        ("""{"basket":{"currency":"EUR","lines":[null]}}""", "basket.lines[0]", "a null line"),
        (With("""{"lineId":"1","sku":"a","quantity":1}"""), "basket.lines[0].amount", "no amount"),
        (With("""{"lineId":"1","sku":"a","quantity":1,"amount":-1}"""), "basket.lines[0].amount", "a negative amount"),
        (With("""{"lineId":"1","sku":"a","quantity":1,"amount":1000000000001}"""), "basket.lines[0].amount", "more than the largest amount"),
        (With("""{"lineId":"1","sku":"a","quantity":1,"amount":99999999999999999999}"""), "basket.lines[0].amount", "more than 64 bits"),
        (With("""{"lineId":"1","sku":"a","quantity":1,"amount":9.5}"""), "basket.lines[0].amount", "a fraction"),
        (With("""{"lineId":"1","sku":"a","quantity":1,"amount":"900"}"""), "basket.lines[0].amount", "a number as text"),
        (With("""{"lineId":"1","sku":"a","quantity":1,"amount":true}"""), "basket.lines[0].amount", "a truth value"),
        (With("""{"lineId":"1","sku":"a","quantity":0,"amount":900}"""), "basket.lines[0].quantity", "none of it"),
        (With("""{"lineId":"1","sku":"a","quantity":10001,"amount":900}"""), "basket.lines[0].quantity", "too many of it"),
        (With("""{"lineId":"1","sku":"a","quantity":1,"amount":900,"price":9}"""), "basket.lines[0].price", "an unknown member"),
        (With("""{"lineId":"1","sku":"a","quantity":1,"amount":900,"amount":900}"""), "basket.lines[0].amount", "a member twice"),
        (With("""{"lineId":"1","Sku":"a","quantity":1,"amount":900}"""), "basket.lines[0].Sku", "a member in another case"),
        (With("""{"lineId":"1","sku":"","quantity":1,"amount":900}"""), "basket.lines[0].sku", "an empty text"),
        (With("""{"lineId":"1","sku":"a\u0000","quantity":1,"amount":900}"""), "basket.lines[0].sku", "a control character"),
        (With("""{"lineId":"1","sku":"\ud800","quantity":1,"amount":900}"""), "basket.lines[0].sku", "half a surrogate pair"),
        (With("""{"lineId":"1","sku":"a","category":"\u0007","quantity":1,"amount":900}"""), "basket.lines[0].category", "a bell"),
        (With("""{"lineId":"1","sku":"a","tags":["x",null],"quantity":1,"amount":900}"""), "basket.lines[0].tags[1]", "a null tag"),
        (With("""{"lineId":"1","sku":"a","tags":"x","quantity":1,"amount":900}"""), "basket.lines[0].tags", "a text for tags"),
        (With($"{Line},{Line}"), "basket.lines[1].lineId", "a line id twice"),
        (With(string.Join(',', Enumerable.Range(0, 201).Select(i => $$"""{"lineId":"{{i}}","sku":"a","quantity":1,"amount":1}"""))), "basket.lines", "201 lines"),
        (With(Line).Replace("EUR", "eur"), "basket.currency", "a currency in lower case"),
        (With(Line).Replace("\"EUR\"", "5"), "basket.currency", "a number for a currency"),
        (With(Line, "\"storeId\":\"\\n\","), "basket.storeId", "a line break"),
        (With(Line, $"\"storeId\":\"{new string('x', 65)}\","), "basket.storeId", "too long"),
        (With(Line, "\"tillId\":\"1\",\"receiptId\":\"r\","), "basket.storeId", "a receipt of no store"),
        (With(Line, "\"storeId\":\"1\",\"receiptId\":\"r\","), "basket.tillId", "a receipt of no till"),
        ("""{"memberId":"anna@example.com",""" + With(Line)[1..], "memberId", "an e-mail address"),
        ("""{"memberId":"a/b",""" + With(Line)[1..], "memberId", "a character that no key may have"),
        ("""{"memberId":"",""" + With(Line)[1..], "memberId", "an empty member id"),
        ("""{"memberId":7,""" + With(Line)[1..], "memberId", "a number for a member"),
        ("""{"memberId":"m-1","memberId":"m-1",""" + With(Line)[1..], "memberId", "the member twice"),
        ("""{"coupon":"x",""" + With(Line)[1..], "coupon", "an unknown member at the top"),
    ];

    private static readonly (string Call, string Body, string Field, string Why)[] Others =
    [
        ("campaigns/spring/coupons", "{}", "count", "neither count nor member"),
        ("campaigns/spring/coupons", """{"count":1,"memberId":"m-1"}""", "count", "both"),
        ("campaigns/spring/coupons", """{"count":0}""", "count", "none"),
        ("campaigns/spring/coupons", """{"count":51}""", "count", "more than one batch holds"),
        ("campaigns/spring/coupons", """{"count":1e99}""", "count", "no whole number"),
        ("campaigns/spring/coupons", """{"memberId":"a@b"}""", "memberId", "an e-mail address"),
        ("campaigns/spring/coupons", """{"memberId":"m-1","occurrence":""}""", "occurrence", "an empty occurrence"),
        ("campaigns/spring/coupons", """{"count":1,"occurrence":"2026"}""", "occurrence", "an occurrence of nobody"),
        ("campaigns/a%40b/coupons", """{"count":1}""", "campaignId", "a campaign's id that can be none"),
        ("redemptions/R0000000000000000000000000/rollback", """{"reason":"\u0000"}""", "reason", "a control character"),
        ("redemptions/R0000000000000000000000000/rollback", """{"why":"x"}""", "why", "an unknown member"),
        ("coupons/{code}/disable", """{"reason":5}""", "reason", "a number for a text"),
        ("coupons/{code}/disable", """{"reason":"\u0000"}""", "reason", "a control character"),
    ];

    [Fact]
    public async Task Every_malformed_body_gets_a_400_that_names_the_member_and_changes_nothing()
    {
        await using var app = await TestApp.StartAsync(storage, change: options => options with { RunQueues = false });
        await app.DefineAsync("spring");
        var code = await app.IssueAsync("spring");
        var before = await StateAsync(app);

        foreach (var (body, field, why) in Redemptions)
        {
            await InvalidAsync(app, $"coupons/{code}/redemptions", body, "key-1", field, why);
            await InvalidAsync(app, $"coupons/{code}/validations", body, null, field, why);
        }

        foreach (var (call, body, field, why) in Others)
        {
            await InvalidAsync(app, call.Replace("{code}", code), body, "key-1", field, why);
        }

        Assert.Equal(before, await StateAsync(app));
        (await app.RedeemAsync(code, key: "key-1")).Expect(HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_body_too_deep_too_large_or_without_a_key_changes_nothing()
    {
        await using var app = await TestApp.StartAsync(storage, change: options => options with { RunQueues = false });
        await app.DefineAsync("spring");
        var code = await app.IssueAsync("spring");
        var before = await StateAsync(app);
        var path = $"coupons/{code}/redemptions";

        var deep = With("{\"tags\":" + new string('[', 20) + new string(']', 20) + "}");
        (await app.SendAsync(HttpMethod.Post, path, deep, "key-1")).Expect(HttpStatusCode.BadRequest);
        foreach (var size in new[] { (32 * 1024) + 1, 1_000_000 })
        {
            var large = await app.SendAsync(HttpMethod.Post, path, With(Line) + new string(' ', size - With(Line).Length), "key-1");
            Assert.Equal("body-too-large", large.Expect(HttpStatusCode.RequestEntityTooLarge).Reason);
        }

        foreach (var key in new[] { "", new string('k', 256), "a b" })
        {
            foreach (var call in new[] { path, "campaigns/spring/coupons", $"coupons/{code}/disable", "redemptions/R0000000000000000000000000/rollback" })
            {
                Assert.Equal("Idempotency-Key", (await app.SendAsync(HttpMethod.Post, call, With(Line), key)).Expect(HttpStatusCode.BadRequest).Field);
            }
        }

        Assert.Equal(before, await StateAsync(app));
        var exactly = With(Line) + new string(' ', (32 * 1024) - With(Line).Length);
        (await app.SendAsync(HttpMethod.Post, path, exactly, "key-1")).Expect(HttpStatusCode.Created);
    }

    private static async Task InvalidAsync(TestApp app, string path, string body, string? key, string field, string why)
    {
        var answer = await app.SendAsync(HttpMethod.Post, path, body, key);
        Assert.True(answer.Status == HttpStatusCode.BadRequest, $"{why}: {answer.Status} {answer.Text}");
        Assert.True(answer.Field == field, $"{why}: {answer.Text}");
        Assert.Equal("application/problem+json", answer.MediaType);
        Assert.Equal("https://rewards.example/problems/invalid-request", answer.Json["type"]!.GetValue<string>());
    }

    private static string With(string lines, string receipt = "") => $$$"""{"basket":{"currency":"EUR",{{{receipt}}}"lines":[{{{lines}}}]}}""";

    /// <summary>All tables to the last byte, and how many messages there are.</summary>
    private static async Task<string> StateAsync(TestApp app)
    {
        var state = new StringBuilder();
        foreach (var table in TableKeys.Tables)
        {
            foreach (var row in await app.RowsAsync(table))
            {
                state.AppendLine($"{table} {string.Join(' ', row.OrderBy(property => property.Key).Select(Text))}");
            }
        }

        foreach (var queue in TableKeys.Queues)
        {
            state.AppendLine($"{queue} {(await app.Queue(queue).GetPropertiesAsync()).Value.ApproximateMessagesCount}");
        }

        return state.ToString();

        static string Text(KeyValuePair<string, object> property) =>
            $"{property.Key}={(property.Value is byte[] bytes ? Convert.ToHexString(bytes) : property.Value)}";
    }
}
