using NodaTime;
using Rewards.Domain.Agenda;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Money;

namespace Rewards.Domain.Tests.Agenda;

public sealed class DormancyTests
{
    private static readonly CampaignId WinBack = CampaignId.Parse("win-back");

    [Theory]
    [InlineData("2026-01-31", new[] { 90 }, null, "2026-05-01", "the last purchase plus N days")]
    [InlineData("2026-01-31", new[] { 90, 30 }, null, "2026-03-02", "the nearest of several campaigns")]
    [InlineData("2026-01-31", new[] { 30, 90 }, "2026-03-02", "2026-05-01", "after: a day already looked at does not count again")]
    [InlineData("2026-01-31", new[] { 30, 90 }, "2026-03-01", "2026-03-02", "after: the very next day does")]
    [InlineData("2026-01-31", new[] { 30, 90 }, "2026-05-01", null, "nothing is left after the last look")]
    [InlineData("2020-01-31", new[] { 30 }, null, "2020-03-01", "days long past count as long as none was looked at")]
    [InlineData("2026-01-31", new int[0], null, null, "no campaign waits")]
    [InlineData(null, new[] { 30 }, null, null, "who never bought is not dormant")]
    public void The_next_look_is_the_first_day_on_which_a_campaign_counts_the_member_as_dormant(
        string? lastPurchaseOn, int[] dormantAfterDays, string? after, string? expected, string why)
    {
        var next = Dormancy.NextLook(Sample.DayOrNull(lastPurchaseOn), Sample.DormantAfter(dormantAfterDays), Sample.DayOrNull(after));

        Assert.True(next == Sample.DayOrNull(expected), why);
    }

    [Theory]
    [InlineData("2026-02-01", false, "2026-03-03", "inside the campaign's window: the last purchase plus N")]
    [InlineData("2025-06-01", false, "2026-01-01", "who slept before the campaign began is woken on its first day")]
    [InlineData("2026-12-01", false, "2026-12-31", "due on its last day, which counts whole")]
    [InlineData("2026-12-02", false, null, "due only after it has ended")]
    [InlineData("2026-02-01", true, null, "a disabled campaign wakes nobody")]
    public void A_member_is_due_on_a_day_on_which_the_campaign_is_valid(string lastPurchaseOn, bool disabled, string? expected, string why)
    {
        var campaign = Sample.Dormant("win-back", 30) with { Disabled = disabled };

        Assert.True(Dormancy.DueOn(campaign, Sample.Day(lastPurchaseOn)) == Sample.DayOrNull(expected), why);
    }

    [Theory]
    [InlineData("win-back", "m-1", 4886)]
    [InlineData("win-back", "m-2", 6173)]
    [InlineData("spring-coffee", "4711", 1770)]
    public void The_arm_of_known_members_never_changes(string campaign, string member, int place)
    {
        var (campaignId, memberId) = (CampaignId.Parse(campaign), MemberId.Parse(member));

        Assert.Equal(Arm.Treated, Dormancy.ArmOf(campaignId, memberId, new Percent(place)));
        Assert.Equal(Arm.Control, Dormancy.ArmOf(campaignId, memberId, new Percent(place + 1)));
    }

    [Theory]
    [InlineData(1_000, "m-{0}", "a tenth of numbered members")]
    [InlineData(1_000, "{0:D10}", "of padded numbers")]
    [InlineData(5_000, "m-{0}", "half of them")]
    [InlineData(125, "m-{0}", "1.25 %")]
    public void The_control_group_has_its_share_of_the_members(int basisPoints, string format, string why)
    {
        const int Members = 100_000;
        var share = basisPoints / 10_000.0;

        var control = Enumerable.Range(1, Members)
            .Count(i => Dormancy.ArmOf(WinBack, MemberId.Parse(string.Format(format, i)), new Percent(basisPoints)) is Arm.Control);

        var standardDeviation = Math.Sqrt(Members * share * (1 - share));
        Assert.True(Math.Abs(control - (Members * share)) < 4 * standardDeviation, $"{why}: {control} of {Members}");
    }

    [Fact]
    public void Nobody_is_in_a_control_group_of_0_percent_and_everybody_in_one_of_100()
    {
        var members = Enumerable.Range(1, 1_000).Select(i => MemberId.Parse($"m-{i}")).ToList();

        Assert.All(members, member => Assert.Equal(Arm.Treated, Dormancy.ArmOf(WinBack, member, new Percent(0))));
        Assert.All(members, member => Assert.Equal(Arm.Control, Dormancy.ArmOf(WinBack, member, Percent.Hundred)));
    }

    [Fact]
    public void The_arms_of_two_campaigns_are_independent()
    {
        var half = new Percent(5_000);
        var other = CampaignId.Parse("win-back-2");

        var both = Enumerable.Range(1, 100_000).Select(i => MemberId.Parse($"m-{i}"))
            .Count(member => Dormancy.ArmOf(WinBack, member, half) is Arm.Control && Dormancy.ArmOf(other, member, half) is Arm.Control);

        Assert.InRange(both, 24_450, 25_550);
    }
}
