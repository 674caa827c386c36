using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Rewards.Domain.Campaigns;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Money;
using Rewards.Functions.Events;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.Events;

public sealed class ArmFactTests(TestStorage storage)
{
    private static readonly CampaignId Campaign = CampaignId.Parse("win-back");

    private static readonly Instant At = Instant.FromUtc(2026, 5, 4, 9, 30);

    [Fact]
    public async Task What_happens_in_an_arm_is_written_down_once_and_published_to_nobody()
    {
        await using var app = await TestApp.StartAsync(storage);
        RewardsEvent[] happened =
        [
            ArmFacts.Assigned("one", Campaign, Arm.Control.Id, At),
            ArmFacts.Outcome("two", Campaign, Arm.Control.Id, returned: true, new MinorUnits(300), MinorUnits.Zero, At),
            ArmFacts.Outcome("three", Campaign, Arm.Control.Id, returned: false, new MinorUnits(400), new MinorUnits(300), At),
        ];
        await TellAsync(app, happened);
        await TellAsync(app, happened);
        await app.WhenIdleAsync();

        var facts = await app.RowsAsync("Facts", "Campaign eq 'win-back' and Arm eq 'control'");
        Assert.Equal(3, facts.Count);
        Assert.Equal(700, facts.Sum(fact => fact.GetInt64("AmountMinor") ?? 0));
        Assert.Equal(1, facts.Where(fact => fact.GetString("Type") == RewardsEvent.ArmOutcome).Sum(fact => fact.GetInt32("Count")!.Value));
        Assert.Equal(700.0 * 700.0, facts.Sum(fact => fact.GetDouble("Squares") ?? 0));
        Assert.Equal(0, app.Topic.Received);
    }

    [Fact]
    public async Task A_follow_up_that_died_before_it_called_its_fact_late_says_so_when_it_runs_again()
    {
        await using var app = await TestApp.StartAsync(storage);
        await TellAsync(app, ArmFacts.Assigned("one", Campaign, Arm.Treated.Id, At));
        Assert.Empty(await app.RowsAsync("Reports"));

        app.Clock.Set("2026-05-07T10:00:00Z");
        await TellAsync(app, ArmFacts.Assigned("one", Campaign, Arm.Treated.Id, At));

        Assert.Equal("20260504", (await app.RowsAsync("Reports", "PartitionKey eq 'late-facts'")).Single().RowKey);
    }

    private static Task TellAsync(TestApp app, params RewardsEvent[] happened) =>
        app.Host.Services.GetRequiredService<Happenings>().TellAsync(happened, TestContext.Current.CancellationToken);
}
