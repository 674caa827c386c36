using System.Collections.Immutable;
using Rewards.Domain.Campaigns;
using Rewards.Domain.Money;

namespace Rewards.Domain.Tests.Campaigns;

public sealed class AssignmentsTests
{
    private static readonly CampaignDefinition WinBack = Sample.Dormant("win-back", 90) with
    {
        Experiment = Experiment.None with { OutcomeDays = 14 },
    };

    private static readonly ImmutableArray<Assignment> Assigned =
        ImmutableArray<Assignment>.Empty.With(WinBack, Arm.Control, Sample.Day("2026-03-01"));

    [Theory]
    [InlineData("2026-02-28", false, "the day before")]
    [InlineData("2026-03-01", true, "the day of the assignment")]
    [InlineData("2026-03-15", true, "the last of the days that count")]
    [InlineData("2026-03-16", false, "a day later")]
    public void A_purchase_is_an_outcome_from_the_day_of_the_assignment_for_as_many_days_as_the_experiment_says(string day, bool counts, string why)
    {
        var (next, outcomes) = Assigned.AtPurchase(Sample.Day(day), new MinorUnits(1_000));

        Assert.True(outcomes.Length == (counts ? 1 : 0), why);
        Assert.Equal((counts, counts ? 1_000 : 0), (next[0].Returned, next[0].Revenue.Value));
    }

    [Fact]
    public void Only_the_first_purchase_is_a_return_and_each_knows_what_was_spent_before_it()
    {
        var (once, first) = Assigned.AtPurchase(Sample.Day("2026-03-02"), new MinorUnits(1_000));
        var (_, second) = once.AtPurchase(Sample.Day("2026-03-05"), new MinorUnits(500));

        Assert.Equal((false, 0), (first[0].Before.Returned, first[0].Before.Revenue.Value));
        Assert.Equal((true, 1_000), (second[0].Before.Returned, second[0].Before.Revenue.Value));
    }

    [Fact]
    public void A_purchase_is_an_outcome_of_every_campaign_in_whose_days_it_falls()
    {
        var both = Assigned.With(WinBack with { Id = Domain.Identifiers.CampaignId.Parse("birthday") }, Arm.Treated, Sample.Day("2026-03-05"));

        Assert.Equal(["win-back control", "birthday treated"], Of("2026-03-10"));
        Assert.Equal(["birthday treated"], Of("2026-03-17"));

        IEnumerable<string> Of(string day) =>
            both.AtPurchase(Sample.Day(day), new MinorUnits(1)).Outcomes.Select(outcome => $"{outcome.Before.Campaign} {outcome.Before.Arm}");
    }

    [Fact]
    public void What_is_over_goes_when_another_comes_and_so_does_the_oldest_of_too_many()
    {
        Assert.Single(Assigned.With(WinBack, Arm.Treated, Sample.Day("2026-03-16")));
        Assert.Equal(2, Assigned.With(WinBack, Arm.Treated, Sample.Day("2026-03-15")).Length);

        var many = Enumerable.Range(0, Assignments.MaxKept).Aggregate(Assigned, (all, _) => all.With(WinBack, Arm.Treated, Sample.Day("2026-03-02")));
        Assert.Equal(Assignments.MaxKept, many.Length);
        Assert.DoesNotContain(Assigned[0], many);
    }
}
