using System.Net;
using System.Text.Json.Nodes;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.Redemptions;

/// <summary>Discounts in minor units by largest remainder, and the windows in which they are given, as a till sees them.</summary>
public sealed class DiscountTests(TestStorage storage)
{
    [Fact]
    public async Task A_discount_is_allocated_by_largest_remainder_over_the_eligible_lines()
    {
        await using var app = await TestApp.StartAsync(storage);
        var cases = new (long Off, long[] Lines, long[]? Expected, string Why)[]
        {
            (299, [4300, 1400, 2300], [161, 52, 86], "largest remainder"),
            (299, [1000, 1000, 1000], [100, 100, 99], "equal remainders go to the first lines"),
            (10, [0, 0], null, "nothing to take it off"),
            (500, [200, 0, 100], [200, 0, 100], "never below zero on a line"),
            (1, [1, 1], [1, 0], "one unit is not split"),
        };
        foreach (var (off, lines, expected, why) in cases)
        {
            var campaign = $"off-{off}-{lines[0]}";
            await app.DefineAsync(campaign, body => body["discount"] = new JsonObject { ["kind"] = "amountOff", ["amount"] = off });
            var code = await app.IssueAsync(campaign);
            var request = Shop.Redemption(null, BasketOf(lines));

            var dryRun = (await app.PostAsync($"coupons/{code}/validations", request, key: "")).Expect(HttpStatusCode.OK);
            var answer = await app.RedeemAsync(code, request);

            if (expected is null)
            {
                Assert.Equal("no-eligible-lines", answer.Expect(HttpStatusCode.Conflict).Reason);
                Assert.Equal("no-eligible-lines", dryRun.Reason);
                continue;
            }

            var discount = answer.Expect(HttpStatusCode.Created).Json["discount"]!;
            Assert.True(expected.SequenceEqual(AmountsOf(discount, lines.Length)), $"{why}: {discount.ToJsonString()}");
            Assert.Equal(expected.Sum(), discount["amount"]!.GetValue<long>());
            Assert.Equal(discount.ToJsonString(), dryRun.Json["discount"]!.ToJsonString());
        }
    }

    [Fact]
    public async Task A_window_is_half_open_and_its_last_day_counts_whole_in_the_zone_of_the_campaign()
    {
        await using var app = await TestApp.StartAsync(storage, now: "2026-10-01T00:00:00Z");
        await app.DefineAsync("clocks", body => (body["validFrom"], body["validTo"]) = ("2026-10-25", "2026-10-25"));
        var code = await app.IssueAsync("clocks");
        foreach (var (at, reason, why) in new[]
        {
            ("2026-10-24T21:59:59.999Z", "not-active-yet", "the last instant before"),
            ("2026-10-24T22:00:00Z", null, "midnight in summer time"),
            ("2026-10-25T22:59:59.999Z", null, "the 25th hour of the day"),
            ("2026-10-25T23:00:00Z", "expired", "midnight in winter time, 25 hours later"),
        })
        {
            app.Clock.Set(at);
            var answer = (await app.PostAsync($"coupons/{code}/validations", Shop.Redemption(), key: "")).Expect(HttpStatusCode.OK);
            Assert.True(answer.Reason == reason, $"{why}: {answer.Text}");
        }

        app.Clock.Set("2026-10-25T22:59:59.999Z");
        (await app.RedeemAsync(code)).Expect(HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_month_from_31_January_ends_with_28_February()
    {
        await using var app = await TestApp.StartAsync(storage, now: "2026-01-31T12:00:00Z");
        await app.DefineAsync("month", body => body["validFor"] = "P1M");
        var code = await app.IssueAsync("month");
        var coupon = (await app.GetAsync($"coupons/{code}")).Expect(HttpStatusCode.OK).Json;
        Assert.Equal(("2026-01-31", "2026-02-28"), (coupon["validFrom"]!.GetValue<string>(), coupon["validTo"]!.GetValue<string>()));

        app.Clock.Set("2026-02-28T23:00:00Z");
        Assert.Equal("expired", (await app.RedeemAsync(code)).Expect(HttpStatusCode.Conflict).Reason);
        app.Clock.Set("2026-02-28T22:59:59.999Z");
        (await app.RedeemAsync(code)).Expect(HttpStatusCode.Created);
    }

    private static JsonObject BasketOf(long[] amounts) => new()
    {
        ["currency"] = "EUR",
        ["lines"] = new JsonArray([.. amounts.Select((amount, i) => new JsonObject { ["lineId"] = $"{i}", ["sku"] = "a", ["quantity"] = 1, ["amount"] = amount })]),
    };

    private static IEnumerable<long> AmountsOf(JsonNode discount, int lines)
    {
        var byLine = discount["lines"]!.AsArray().ToDictionary(line => line!["lineId"]!.GetValue<string>(), line => line!["amount"]!.GetValue<long>());
        return Enumerable.Range(0, lines).Select(i => byLine.GetValueOrDefault($"{i}"));
    }
}
