using Rewards.Domain.Experiments;

namespace Rewards.Domain.Tests.Experiments;

public sealed class UpliftTests
{
    [Theory]
    [InlineData(56, 70, 48, 80, 0.0524, 0.3339, "example a: many of each")]
    [InlineData(9, 10, 3, 10, 0.1705, 0.8090, "example b: few of each")]
    [InlineData(6, 7, 2, 7, 0.0582, 0.8062, "example c: very few")]
    [InlineData(5, 56, 0, 29, -0.0381, 0.1926, "example d: none of the others")]
    [InlineData(0, 10, 0, 20, -0.1611, 0.2775, "example e: none at all, of arms of two sizes")]
    [InlineData(0, 10, 0, 10, -0.2775, 0.2775, "example f: none at all, of arms of one size")]
    [InlineData(10, 10, 0, 20, 0.6791, 1.0000, "example g: all against none, of arms of two sizes")]
    [InlineData(10, 10, 0, 10, 0.6075, 1.0000, "example h: all against none, of arms of one size")]
    public void The_interval_of_a_difference_of_rates_is_that_of_Newcombes_table_II(
        long hits, long of, long otherHits, long ofOther, double from, double to, string why)
    {
        var difference = Uplift.Newcombe(hits, of, otherHits, ofOther);

        Assert.True(Math.Abs(difference.From - from) < 0.00005001 && Math.Abs(difference.To - to) < 0.00005001, $"{why}: {difference}");
    }

    [Fact]
    public void The_interval_of_a_difference_of_means_is_Welchs()
    {
        // Tenths of hours of sleep gained with two drugs (Student, The probable error of a mean, Biometrika 6, 1908); R's t.test of
        // this data prints -3.3654832 and 0.2054832.
        var one = TotalsOf(7, -16, -2, -12, -1, 34, 37, 8, 0, 20);
        var other = TotalsOf(19, 8, 11, 1, -1, 44, 55, 16, 46, 34);

        var difference = Uplift.Welch(one, other);

        Assert.Equal(-15.8, difference.Value, 9);
        Assert.Equal(-33.654832, difference.From, 5);
        Assert.Equal(2.054832, difference.To, 5);
    }

    [Theory]
    [InlineData(100, 9, 0, 0, NotEnoughData.NoControlGroup, "nobody was held back")]
    [InlineData(29, 9, 100, 9, NotEnoughData.TooFewMembers, "one treated member is missing")]
    [InlineData(100, 9, 29, 9, NotEnoughData.TooFewMembers, "one of the control group is missing")]
    [InlineData(29, 0, 29, 0, NotEnoughData.TooFewMembers, "both rules are broken: the first one is told")]
    [InlineData(30, 4, 30, 0, NotEnoughData.TooFewReturned, "one return is missing")]
    public void Too_little_data_is_no_result(long treated, long returned, long control, long controlReturned, NotEnoughData reason, string why) =>
        Assert.True(
            Uplift.Between(new ArmTotals(treated, returned, 0, 0), new ArmTotals(control, controlReturned, 0, 0)) is Uplift.Unknown { Reason: var told }
                && told == reason,
            why);

    [Fact]
    public void Thirty_members_an_arm_and_five_returns_are_enough()
    {
        var measured = Assert.IsType<Uplift.Measured>(Uplift.Between(TotalsOf(30, 5, 1_000), TotalsOf(30, 0, 0)));

        Assert.Equal(5.0 / 30, measured.ReturnRate.Value, 12);
        Assert.True(measured.ReturnRate.From > 0 && measured.RevenuePerMember.From > 0, $"{measured}");
        Assert.Equal(5_000, measured.IncrementalRevenueMinor);
    }

    [Fact]
    public void Arms_in_which_all_pay_the_same_differ_by_just_that()
    {
        var measured = Assert.IsType<Uplift.Measured>(Uplift.Between(TotalsOf(40, 40, 500), TotalsOf(40, 40, 300)));

        Assert.Equal(new Difference(200, 200, 200), measured.RevenuePerMember);
        Assert.Equal(8_000, measured.IncrementalRevenueMinor);
    }

    private static ArmTotals TotalsOf(params double[] paid) =>
        new(paid.Length, paid.Count(amount => amount > 0), (long)paid.Sum(), paid.Sum(amount => amount * amount));

    /// <summary>An arm of which so many bought for the same amount, and the others did not.</summary>
    private static ArmTotals TotalsOf(int members, int returned, int amount) =>
        new(members, returned, (long)returned * amount, (double)returned * amount * amount);
}
