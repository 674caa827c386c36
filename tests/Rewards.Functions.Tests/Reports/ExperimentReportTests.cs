using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Rewards.Domain.Campaigns;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Money;
using Rewards.Functions.Events;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.Reports;

public sealed class ExperimentReportTests(TestStorage storage)
{
    private static readonly CampaignId Campaign = CampaignId.Parse("spring");

    [Fact]
    public async Task Arms_are_compared_once_there_are_enough_members_and_each_counts_once()
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.DefineAsync("spring");
        Assert.Equal(["control 0/0 for 0 less 0", "treated 0/0 for 0 less 0: no-control-group"], await ArmsAsync(app));

        await TellAsync(app, "2026-05-04T09:00:00Z", members: 29);
        await TickAsync(app, "2026-05-05");
        Assert.Equal(["control 2/29 for 3000 less 0", "treated 8/29 for 16000 less 4000: too-few-members"], await ArmsAsync(app));

        // The first 29 are told again; three days and more late, so that their day is summed again.
        app.Clock.Set("2026-05-08T09:00:00Z");
        await TellAsync(app, "2026-05-04T09:00:00Z", members: 30);
        await TickAsync(app, "2026-05-09");
        Assert.Equal(["control 2/30 for 3000 less 0", "treated 8/30 for 16000 less 4000: measured"], await ArmsAsync(app));

        var uplift = (await ReportAsync(app, "")).Json["arms"]![1]!["uplift"]!;
        Assert.Equal(0.2m, uplift["returnRate"]!["value"]!.GetValue<decimal>());
        Assert.Equal(433.333333m, uplift["revenuePerMember"]!["value"]!.GetValue<decimal>());
        Assert.True(uplift["revenuePerMember"]!["from"]!.GetValue<decimal>() < 433 && uplift["revenuePerMember"]!["to"]!.GetValue<decimal>() > 434, $"{uplift}");
        Assert.Equal(13_000, uplift["incrementalRevenue"]!.GetValue<long>());
        Assert.Equal(["control 0/0 for 0 less 0", "treated 0/0 for 0 less 0: no-control-group"], await ArmsAsync(app, "?to=2026-05-03"));
        var csv = (await ReportAsync(app, "?format=csv")).Text.Split('\n');
        Assert.StartsWith("spring,control,EUR,30,2,0.066667,3000,100,0,,", csv[1]);
        Assert.StartsWith("spring,treated,EUR,30,8,0.266667,16000,533.333333,4000,measured,,0.2,", csv[2]);
        Assert.Equal("unknown-campaign", (await app.GetAsync("reports/experiments/unknown")).Expect(HttpStatusCode.NotFound).Reason);
    }

    /// <summary>Of so many members an arm, two of the control group come back, for 10 and 20 euros; eight treated do, for 20 each, two of them in two purchases.</summary>
    private static Task TellAsync(TestApp app, string time, int members)
    {
        var at = NodaTime.Text.InstantPattern.ExtendedIso.Parse(time).Value;
        List<RewardsEvent> happened =
        [
            .. Enumerable.Range(0, members).SelectMany(n => new[]
            {
                ArmFacts.Assigned($"c{n}", Campaign, Arm.Control.Id, at), ArmFacts.Assigned($"t{n}", Campaign, Arm.Treated.Id, at),
            }),
            .. new[] { 1_000, 2_000 }.Select(paid => Outcome($"c-{paid}", Arm.Control.Id, paid, 0, at)),
            .. Enumerable.Range(0, 6).Select(n => Outcome($"t-{n}", Arm.Treated.Id, 2_000, 0, at)),
            .. Enumerable.Range(6, 2).SelectMany(n => new[] { Outcome($"t-{n}", Arm.Treated.Id, 500, 0, at), Outcome($"t-{n}-2", Arm.Treated.Id, 1_500, 500, at) }),
            .. Enumerable.Range(0, 8).Select(n => Redeemed($"r-{n}", at)),
        ];
        return app.Host.Services.GetRequiredService<Happenings>().TellAsync(happened, TestContext.Current.CancellationToken);
    }

    private static RewardsEvent Outcome(string id, string arm, long paid, long before, Instant at) =>
        ArmFacts.Outcome(id, Campaign, arm, returned: before == 0, new MinorUnits(paid), new MinorUnits(before), at);

    private static RewardsEvent Redeemed(string id, Instant at)
    {
        var data = new EventData { CampaignId = Campaign.Value, Currency = "EUR", AmountMinor = 500 };
        return new RewardsEvent(id, RewardsEvent.CouponRedeemed, "campaigns/spring", at.ToString(), data) { Details = new FactDetails { Arm = Arm.Treated.Id } };
    }

    private static Task TickAsync(TestApp app, string day)
    {
        app.Clock.Set($"{day}T04:00:00Z");
        return app.Host.FireTimerAsync("SumFacts");
    }

    private static async Task<Answer> ReportAsync(TestApp app, string query) =>
        (await app.GetAsync($"reports/experiments/spring{query}")).Expect(HttpStatusCode.OK);

    private static async Task<IEnumerable<string>> ArmsAsync(TestApp app, string query = "") =>
        (await ReportAsync(app, query)).Json["arms"]!.AsArray().Select(Text);

    private static string Text(JsonNode? arm)
    {
        var uplift = arm!["uplift"] is { } told ? $": {told["reason"] ?? told["state"]}" : "";
        return $"{arm["arm"]} {arm["returned"]}/{arm["assigned"]} for {arm["revenue"]} less {arm["discountGiven"]}{uplift}";
    }
}
