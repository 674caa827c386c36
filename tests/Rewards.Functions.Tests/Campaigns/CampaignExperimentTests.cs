using System.Net;
using System.Text.Json.Nodes;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.Campaigns;

/// <summary>Control groups and variants, from the assignment to the report.</summary>
public sealed class CampaignExperimentTests(TestStorage storage)
{
    [Fact]
    public async Task Who_asks_and_is_in_the_control_group_gets_nothing_however_often_and_is_counted_once()
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.DefineAsync("everyone-waits", campaign => campaign["experiment"] = JsonNode.Parse("""{ "controlShare": 1 }"""));
        var asked = new { memberId = "m-1" };

        var first = await app.PostAsync("campaigns/everyone-waits/coupons", asked, "a-key");
        var again = await app.PostAsync("campaigns/everyone-waits/coupons", asked, "a-key");
        var other = await app.PostAsync("campaigns/everyone-waits/coupons", asked);
        await app.WhenIdleAsync();

        Assert.Equal("control-group", first.Expect(HttpStatusCode.Conflict).Reason);
        Assert.Equal(first, again);
        Assert.Equal("control-group", other.Expect(HttpStatusCode.Conflict).Reason);
        Assert.Equal("control", Assert.Single(await app.RowsOfKindAsync("Members", "claim")).GetString("Arm"));
        Assert.Equal("control", Assert.Single(await app.RowsAsync("Facts", "Type eq 'Rewards.ArmAssigned'")).GetString("Arm"));
        Assert.Empty(await app.RowsOfKindAsync("Coupons", "coupon"));
    }

    [Fact]
    public async Task A_variants_coupons_take_off_what_the_variant_says_when_they_are_validated_redeemed_and_rolled_back()
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.DefineAsync("which", campaign => campaign["experiment"] = JsonNode.Parse(
            """{ "variants": [{ "id": "large", "discount": { "kind": "amountOff", "amount": 700 } }] }"""));
        var code = await app.IssueAsync("which", "m-1");

        var valid = (await app.PostAsync($"coupons/{code}/validations", Shop.Redemption("m-1"), "")).Expect(HttpStatusCode.OK);
        var redeemed = (await app.RedeemAsync(code, Shop.Redemption("m-1", Shop.Basket("r-1")))).Expect(HttpStatusCode.Created);
        (await app.PostAsync($"redemptions/{redeemed.Json["redemptionId"]}/rollback", null)).Expect(HttpStatusCode.OK);
        await app.WhenIdleAsync();

        Assert.Equal(700, valid.Json["discount"]!["amount"]!.GetValue<long>());
        Assert.Equal(700, redeemed.Json["discount"]!["amount"]!.GetValue<long>());
        foreach (var type in new[] { "CouponIssued", "ArmAssigned", "CouponRedeemed", "RedemptionRolledBack" })
        {
            Assert.Equal("large", Assert.Single(await app.RowsAsync("Facts", $"Type eq 'Rewards.{type}'")).GetString("Arm"));
        }
    }

    [Fact]
    public async Task The_report_tells_who_came_back_of_each_arm_what_they_spent_and_what_their_coupons_cost()
    {
        await using var app = await TestApp.StartAsync(storage, "2026-01-10T10:00:00Z");
        await app.LastingPointsAsync();
        await app.WakeAfterAsync("wake-up", Shop.Dormant(90, controlShare: 0.5m));
        var members = Enumerable.Range(1, 8).Select(i => $"m-{i}").ToList();
        foreach (var member in members)
        {
            await app.EnrolAsync(member);
            await app.BuyAsync($"p-{member}", member, "2026-01-10T10:00:00Z");
        }

        await app.WhenIdleAsync();
        app.Clock.Set("2026-04-10T04:00:00Z");
        await app.DrainAgendaAsync();
        var arms = (await app.RowsOfKindAsync("Members", "claim")).ToDictionary(row => row.PartitionKey, row => row.GetString("Arm")!);
        var (control, treated) = (arms.First(arm => arm.Value == "control").Key, arms.First(arm => arm.Value == "treated").Key);

        // One of each comes back, who was treated twice and with the coupon; another purchase comes when it counts no longer.
        app.Clock.Set("2026-04-20T10:00:00Z");
        var coupon = (await app.GetAsync($"members/{treated}")).Json["coupons"]![0]!["code"]!.GetValue<string>();
        (await app.RedeemAsync(coupon, Shop.Redemption(treated))).Expect(HttpStatusCode.Created);
        foreach (var (i, member) in new[] { control, treated, treated }.Index())
        {
            await app.BuyAsync($"back-{i}", member, "2026-04-20T10:00:00Z", Shop.Basket($"back-{i}", amount: 1_000 * (i + 1)));
        }

        await app.WhenIdleAsync();
        app.Clock.Set("2026-05-20T10:00:00Z");
        await app.BuyAsync("late", control, "2026-05-20T10:00:00Z");
        await app.WhenIdleAsync();
        app.Clock.Set("2026-05-21T10:00:00Z");
        await app.Host.FireTimerAsync("SumFacts");
        var report = (await app.GetAsync("reports/experiments/wake-up")).Expect(HttpStatusCode.OK).Json;

        Assert.Equal(
            [$"control {Count("control")} 1 1000 0", $"treated {Count("treated")} 1 5000 500"],
            report["arms"]!.AsArray().Select(arm => $"{arm!["arm"]} {arm["assigned"]} {arm["returned"]} {arm["revenue"]} {arm["discountGiven"]}").Order());

        int Count(string arm) => arms.Values.Count(value => value == arm);
    }
}
