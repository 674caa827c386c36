using Rewards.Domain.Agenda;
using Rewards.Domain.Campaigns;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Members;
using Rewards.Domain.Messages;

namespace Rewards.Domain.Tests.Agenda;

/// <summary>Today is 10 June.</summary>
public sealed class LooksTests
{
    [Theory]
    [InlineData(null, null, null, "nothing stands, nothing is due")]
    [InlineData(null, "2026-07-01", "2026-07-01", "nothing stands")]
    [InlineData("2026-08-01", "2026-07-01", "2026-07-01", "what stands is too late")]
    [InlineData("2026-07-01", "2026-07-01", null, "one stands for that very day")]
    [InlineData("2026-06-20", "2026-07-01", null, "one stands for an earlier day")]
    [InlineData("2026-06-10", "2026-07-01", null, "one stands for today")]
    [InlineData("2026-06-10", null, null, "one stands, and nothing else is due")]
    [InlineData("2026-06-09", "2026-07-01", "2026-06-09", "one of yesterday: what was due then must not wait until July")]
    [InlineData("2026-06-09", "2026-06-10", "2026-06-09", "one of yesterday, and today something is due as well")]
    [InlineData("2026-06-01", "2026-06-05", null, "both are past: it stands under the next day already")]
    public void A_row_is_filed_unless_one_stands_that_is_early_enough(string? standing, string? next, string? filed, string why) =>
        Assert.True(Sample.DayOrNull(filed) == Looks.ToFile(Sample.DayOrNull(standing), Sample.DayOrNull(next), Sample.Day("2026-06-10")), why);

    [Fact]
    public void What_happens_twice_before_it_is_answered_is_one_moment_on_its_first_day()
    {
        var review = Sample.Dormant("thanks", 30) with { Trigger = new Trigger.Activity("review") };
        var timed = new TimedCampaigns([review]);
        var first = new Moment(Moments.OfActivity("review"), "arabica", Sample.Day("2026-06-09"));

        var moments = Standing.Empty.Moments.With(first, timed).With(first with { On = Sample.Day("2026-06-10") }, timed);

        Assert.Equal([first], moments);
        Assert.Equal(2, moments.With(first with { Reference = "robusta" }, timed).Length);
    }

    [Fact]
    public void What_is_not_all_answered_yet_is_kept_whatever_its_day()
    {
        var standing = Standing.Empty with { Moments = [new Moment(Moments.Friend, "a", Sample.Day("2026-06-01"))] };

        Assert.Equal(standing.Moments, After(standing, answeredThrough: null).Moments);
        Assert.Empty(After(standing, answeredThrough: "2026-06-10").Moments);
    }

    [Theory]
    [InlineData("2025-06-10", true, "a year ago: a day moved forward is still held back by it")]
    [InlineData("2024-06-10", true, "two years ago")]
    [InlineData("2024-06-09", false, "longer ago: it holds nothing back")]
    public void A_yearly_day_is_kept_as_long_as_it_may_hold_another_back(string celebrated, bool kept, string why)
    {
        var campaign = CampaignId.Parse("birthday");
        var standing = Standing.Empty with { YearlyOn = Standing.Empty.YearlyOn.Add(campaign, Sample.Day(celebrated)) };

        Assert.True(After(standing, "2026-06-10").YearlyOn.ContainsKey(campaign) == kept, why);
    }

    private static Standing After(Standing standing, string? answeredThrough) => TimedDecision.Apply(
        standing, [], Sample.Day("2026-06-10"), Sample.DayOrNull(answeredThrough), MessageRules.None);
}
