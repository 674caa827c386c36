using Rewards.Domain.Models;
using Rewards.Domain.Money;

namespace Rewards.Domain.Tests.Models;

public sealed class RfmTests
{
    [Theory]
    [InlineData(new long[] { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 }, new long[] { 2, 4, 6, 8 }, "two customers a fifth")]
    [InlineData(new long[] { 10, 9, 8, 7, 6, 5, 4, 3, 2, 1 }, new long[] { 2, 4, 6, 8 }, "in any order")]
    [InlineData(new long[] { 1, 2, 3, 4, 5, 6, 7 }, new long[] { 2, 3, 5, 6 }, "1.4 customers a fifth: the rank is rounded up")]
    [InlineData(new long[] { 1, 1, 1, 1, 1, 1, 1, 2, 3, 4 }, new long[] { 1, 1, 1, 2 }, "seven of ten bought once")]
    [InlineData(new long[] { 5 }, new long[] { 5, 5, 5, 5 }, "a single customer")]
    [InlineData(new long[] { -3, 0, 2 }, new long[] { -3, 0, 0, 2 }, "returns may leave less than nothing")]
    public void The_boundaries_are_the_values_at_whole_fifths(long[] values, long[] expected, string why)
    {
        var boundaries = RfmBoundaries.Of([.. values.Select(Buyer)]);

        Assert.True(expected.SequenceEqual(boundaries.Purchases), $"{why}: {string.Join(' ', boundaries.Purchases)}");
        Assert.True(expected.SequenceEqual(boundaries.SpendMinor), why);
    }

    [Theory]
    [InlineData(0, 1, "below all")]
    [InlineData(10, 1, "on a boundary: the lower fifth")]
    [InlineData(11, 2, "just beyond it")]
    [InlineData(20, 2, "on the second")]
    [InlineData(21, 4, "the third and the second are one: nobody is between them")]
    [InlineData(40, 4, "on the last")]
    [InlineData(41, 5, "beyond all")]
    public void A_value_is_in_the_first_fifth_whose_boundary_it_does_not_exceed(long value, int fifth, string why)
    {
        var boundaries = new RfmBoundaries([10, 20, 20, 40], [10, 20, 20, 40], [10, 20, 20, 40]);

        Assert.True(new RfmScore(6 - fifth, fifth, fifth) == boundaries.ScoreOf(Buyer(value)), why);
    }

    [Fact]
    public void A_fifth_of_customers_who_all_differ_has_each_score()
    {
        var buyers = Enumerable.Range(0, 100).Select(i => Buyer(i)).ToList();
        var boundaries = RfmBoundaries.Of(buyers);

        var scores = buyers.ConvertAll(boundaries.ScoreOf);

        Assert.All(Enumerable.Range(1, 5), score => Assert.Equal(20, scores.Count(one => one.Frequency == score)));
        Assert.All(Enumerable.Range(1, 5), score => Assert.Equal(20, scores.Count(one => one.Recency == score)));
        Assert.All(scores, score => Assert.Equal(6 - score.Recency, score.Monetary));
    }

    [Fact]
    public void Nobody_cannot_be_divided() => Assert.Throws<ArgumentException>(() => RfmBoundaries.Of([]));

    /// <summary>Silent for as many days as there are purchases and minor units.</summary>
    private static Buyer Buyer(long value) => new(new BuyingHistory(0, 0, (int)value), value, MinorUnits.Zero, new MinorUnits(value));
}
