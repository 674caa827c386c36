using System.Net;
using System.Text.Json.Nodes;
using Rewards.Domain.Identifiers;
using Rewards.Functions.Storage;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.Redemptions;

/// <summary>Every reason over HTTP, alone and together with one that comes after it: the first that applies is the answer.</summary>
public sealed class RefusalTests(TestStorage storage)
{
    private const string Now = "2026-05-04T10:00:00Z";

    /// <summary>In the order of precedence. Each makes exactly one reason apply to a redemption that would otherwise be accepted.</summary>
    private static readonly Cause[] Causes =
    [
        new("not-active-yet") { Clock = "2026-02-28T22:59:59Z" },
        new("expired") { Clock = "2026-05-31T22:00:00Z" },
        new("disabled") { TakesOut = async (app, code) => (await app.PostAsync($"coupons/{code}/disable", null)).Expect(HttpStatusCode.OK) },
        new("wrong-member") { Owner = "m-owner" },
        new("wrong-store") { Campaign = campaign => Conditions(campaign)["stores"] = new JsonArray("0099") },
        new("wrong-time")
        {
            Campaign = campaign => Conditions(campaign)["hours"] = new JsonArray(
                new JsonObject { ["days"] = new JsonArray("tuesday"), ["from"] = "08:00", ["to"] = "11:00" }),
        },
        new("currency-mismatch") { Body = body => body["basket"]!["currency"] = "CHF" },
        new("member-required") { Campaign = campaign => Limits(campaign)["perMember"] = 2, Body = body => body.Remove("memberId") },
        new("already-redeemed") { Before = RedeemAsync },
        new("member-limit-reached") { Campaign = campaign => Limits(campaign)["perMember"] = 1, Before = RedeemAnotherAsync },
        new("campaign-limit-reached") { Campaign = campaign => Limits(campaign)["total"] = 1, Before = RedeemAnotherAsync },
        new("budget-exhausted") { Campaign = campaign => Limits(campaign)["budget"] = 500, Before = RedeemAnotherAsync },
        new("minimum-not-met") { Campaign = campaign => Conditions(campaign)["minimumAmount"] = 100_000 },
        new("no-eligible-lines") { Campaign = campaign => Conditions(campaign)["include"] = new JsonObject { ["skus"] = new JsonArray("tea") } },
    ];

    /// <summary>A time is not both, and a member who is not named is no wrong one.</summary>
    private static readonly HashSet<(string, string)> Impossible = [("not-active-yet", "expired"), ("wrong-member", "member-required")];

    public static TheoryData<string> Reasons => [.. Causes.Select(cause => cause.Reason)];

    [Theory]
    [MemberData(nameof(Reasons))]
    public async Task Each_reason_refuses_by_itself_and_before_every_later_one(string reason)
    {
        var first = Causes.Single(cause => cause.Reason == reason);
        var later = Causes.SkipWhile(cause => cause != first).Skip(1).Where(cause => !Impossible.Contains((reason, cause.Reason)));
        await using var app = await TestApp.StartAsync(storage, now: Now, change: options => options with { RunQueues = false });

        await RefusedAsync(app, reason, [first]);
        foreach (var second in later)
        {
            await RefusedAsync(app, reason, [first, second]);
        }
    }

    [Fact]
    public async Task An_unknown_code_is_404_for_redemption_validation_and_reading()
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.DefineAsync("spring");
        var code = await app.IssueAsync("spring");
        foreach (var unknown in new[] { Guesses.SameTag(code), Guesses.OtherTag(), Guesses.Mistyped(code), "SUMMER20", "x", new string('7', 80) })
        {
            foreach (var answer in new[]
            {
                await app.RedeemAsync(unknown), await app.PostAsync($"coupons/{unknown}/validations", Shop.Redemption()),
                await app.GetAsync($"coupons/{unknown}"), await app.PostAsync($"coupons/{unknown}/disable", new { }),
            })
            {
                Assert.Equal("unknown-code", answer.Expect(HttpStatusCode.NotFound).Reason);
                Assert.Equal("application/problem+json", answer.MediaType);
            }
        }
    }

    [Fact]
    public async Task The_reason_is_that_of_one_moment_although_another_instance_comes_between_two_reads()
    {
        var partition = TableKeys.CouponPartition(CampaignId.Parse("spring"), 0);
        var order = new ReadInOrder(TableKeys.UseRow(MemberId.Parse("m-1"), partition), TableKeys.BudgetRow(partition));
        await using var other = await TestApp.StartAsync(storage);
        await using var looking = await TestApp.StartAsync(storage, connectionString: other.ConnectionString, services: order.Insert());
        await other.DefineAsync("spring", body =>
        {
            body["codes"] = new JsonObject { ["kind"] = "shared", ["code"] = "SPRING" };
            body["limits"] = new JsonObject { ["perMember"] = 1, ["total"] = 1 };
        });

        // Before it, the last use is there for this very member; after it, the member's limit is the first reason.
        order.Between = async () => (await other.RedeemAsync("SPRING", Shop.Redemption("m-1"))).Expect(HttpStatusCode.Created);
        var refused = await looking.RedeemAsync("SPRING", Shop.Redemption("m-1"));

        Assert.True(order.HasHappened);
        Assert.Equal("member-limit-reached", refused.Expect(HttpStatusCode.Conflict).Reason);
    }

    private static int campaigns;

    private static async Task RefusedAsync(TestApp app, string reason, Cause[] causes)
    {
        var campaign = $"c{Interlocked.Increment(ref campaigns)}";
        app.Clock.Set(Now);
        await app.DefineAsync(campaign, body =>
        {
            body["validFrom"] = "2026-03-01";
            body["validTo"] = "2026-05-31";
            Array.ForEach(causes, cause => cause.Campaign?.Invoke(body));
        });
        var code = await app.IssueAsync(campaign, causes.Select(cause => cause.Owner).FirstOrDefault(owner => owner is not null));
        foreach (var before in causes.Select(cause => cause.Before).OfType<Func<TestApp, string, Task>>().Distinct())
        {
            await before(app, code);
        }

        foreach (var cause in causes)
        {
            await (cause.TakesOut?.Invoke(app, code) ?? Task.CompletedTask);
        }

        app.Clock.Set(causes.Select(cause => cause.Clock).FirstOrDefault(clock => clock is not null) ?? Now);
        var request = Shop.Redemption("m-1");
        Array.ForEach(causes, cause => cause.Body?.Invoke(request));

        var why = string.Join(" and ", causes.Select(cause => cause.Reason));
        var dryRun = (await app.PostAsync($"coupons/{code}/validations", request, key: "")).Expect(HttpStatusCode.OK);
        Assert.True(reason == dryRun.Reason && !dryRun.Json["valid"]!.GetValue<bool>(), $"{why}: {dryRun.Text}");
        var refused = await app.RedeemAsync(code, request);
        Assert.True(HttpStatusCode.Conflict == refused.Status && reason == refused.Reason, $"{why}: {refused.Text}");
        Assert.Equal($"https://rewards.example/problems/{reason}", refused.Json["type"]!.GetValue<string>());
        Assert.Equal("application/problem+json", refused.MediaType);
    }

    private static async Task RedeemAsync(TestApp app, string code)
    {
        var coupon = (await app.GetAsync($"coupons/{code}")).Json;
        await RedeemAsync(app, code, coupon["memberId"]?.GetValue<string>());
    }

    private static async Task RedeemAnotherAsync(TestApp app, string code)
    {
        var campaign = (await app.GetAsync($"coupons/{code}")).Json["campaignId"]!.GetValue<string>();
        await RedeemAsync(app, await app.IssueAsync(campaign), null);
    }

    /// <summary>At a time, in a store and with a basket for which none of the causes applies, unless it is one of those that an earlier use brings about.</summary>
    private static async Task RedeemAsync(TestApp app, string code, string? owner)
    {
        app.Clock.Set("2026-05-05T08:00:00Z");
        var basket = Shop.Basket(amount: 100_000, store: "0099");
        basket["lines"]![0]!["sku"] = "tea";
        var answer = await app.RedeemAsync(code, Shop.Redemption(owner ?? "m-1", basket));
        Assert.True(answer.Status == HttpStatusCode.Created || answer.Reason is "member-limit-reached" or "campaign-limit-reached" or "budget-exhausted", answer.Text);
    }

    private static JsonObject Conditions(JsonObject campaign) => Member(campaign, "conditions");

    private static JsonObject Limits(JsonObject campaign) => Member(campaign, "limits");

    private static JsonObject Member(JsonObject campaign, string name)
    {
        if (campaign[name] is null)
        {
            campaign[name] = new JsonObject();
        }

        return campaign[name]!.AsObject();
    }

    private sealed record Cause(string Reason)
    {
        public string? Clock { get; init; }

        public string? Owner { get; init; }

        public Action<JsonObject>? Campaign { get; init; }

        /// <summary>An earlier use.</summary>
        public Func<TestApp, string, Task>? Before { get; init; }

        public Func<TestApp, string, Task>? TakesOut { get; init; }

        public Action<JsonObject>? Body { get; init; }
    }
}
