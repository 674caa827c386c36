using Rewards.Domain.Campaigns;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Money;

namespace Rewards.Domain.Tests.Campaigns;

public sealed class ExperimentTests
{
    private static readonly CampaignId WinBack = CampaignId.Parse("win-back");

    [Theory]
    [InlineData("win-back", "m-1", 4886)]
    [InlineData("win-back", "m-2", 6173)]
    [InlineData("spring-coffee", "4711", 1770)]
    public void The_arm_of_known_members_never_changes(string campaign, string member, int place)
    {
        var (campaignId, memberId) = (CampaignId.Parse(campaign), MemberId.Parse(member));

        Assert.Equal(Arm.Treated, ArmOf(campaignId, memberId, new Percent(place)));
        Assert.Equal(Arm.Control, ArmOf(campaignId, memberId, new Percent(place + 1)));
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
            .Count(i => ArmOf(WinBack, MemberId.Parse(string.Format(format, i)), new Percent(basisPoints)) == Arm.Control);

        var standardDeviation = Math.Sqrt(Members * share * (1 - share));
        Assert.True(Math.Abs(control - (Members * share)) < 4 * standardDeviation, $"{why}: {control} of {Members}");
    }

    [Fact]
    public void Nobody_is_in_a_control_group_of_0_percent_and_everybody_in_one_of_100()
    {
        var members = Enumerable.Range(1, 1_000).Select(i => MemberId.Parse($"m-{i}")).ToList();

        Assert.All(members, member => Assert.Equal(Arm.Treated, ArmOf(WinBack, member, new Percent(0))));
        Assert.All(members, member => Assert.Equal(Arm.Control, ArmOf(WinBack, member, Percent.Hundred)));
    }

    [Fact]
    public void The_arms_of_two_campaigns_are_independent()
    {
        var half = new Percent(5_000);
        var other = CampaignId.Parse("win-back-2");

        var both = Enumerable.Range(1, 100_000).Select(i => MemberId.Parse($"m-{i}"))
            .Count(member => ArmOf(WinBack, member, half) == Arm.Control && ArmOf(other, member, half) == Arm.Control);

        Assert.InRange(both, 24_450, 25_550);
    }

    [Fact]
    public void Variants_share_who_is_not_in_the_control_group_by_their_weights_and_the_share_of_control_moves_nobody_between_them()
    {
        var experiment = Experiment.None with { ControlShare = new Percent(2_000), Variants = [new("a", 1, null), new("b", 3, null)] };
        var members = Enumerable.Range(1, 40_000).Select(i => MemberId.Parse($"m-{i}")).ToList();

        var arms = members.ToDictionary(member => member, member => experiment.ArmOf(WinBack, member));

        Assert.InRange(arms.Values.Count(arm => arm.IsControl), 7_680, 8_320);
        Assert.InRange(arms.Values.Count(arm => arm.Id == "a"), 7_680, 8_320);
        Assert.InRange(arms.Values.Count(arm => arm.Id == "b"), 23_600, 24_400);
        var less = experiment with { ControlShare = new Percent(1_000) };
        Assert.All(members.Where(member => !arms[member].IsControl), member => Assert.Equal(arms[member], less.ArmOf(WinBack, member)));
    }

    private static Arm ArmOf(CampaignId campaign, MemberId member, Percent controlShare) =>
        (Experiment.None with { ControlShare = controlShare }).ArmOf(campaign, member);
}
