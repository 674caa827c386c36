using Rewards.Domain.Money;

namespace Rewards.Domain.Tests.Money;

public sealed class AllocationTests
{
    [Theory]
    [InlineData(299, new long[] { 4300, 1400, 2300 }, new long[] { 161, 52, 86 }, "160.7, 52.3 and 86.0: the largest remainder gets the unit")]
    [InlineData(299, new long[] { 500, 500, 500 }, new long[] { 100, 100, 99 }, "equal remainders: the earlier lines get the units")]
    [InlineData(1, new long[] { 1, 1 }, new long[] { 1, 0 }, "one unit cannot be split")]
    [InlineData(8000, new long[] { 4300, 1400, 2300 }, new long[] { 4300, 1400, 2300 }, "the whole sum takes every line to zero, not below")]
    [InlineData(7999, new long[] { 4300, 1400, 2300 }, new long[] { 4299, 1400, 2300 }, "one less than the whole: the smallest remainder goes without")]
    [InlineData(5, new long[] { 0, 10, 0 }, new long[] { 0, 5, 0 }, "a line that costs nothing gets nothing")]
    [InlineData(0, new long[] { 3, 4 }, new long[] { 0, 0 }, "nothing to share")]
    [InlineData(0, new long[] { 0, 0 }, new long[] { 0, 0 }, "nothing over nothing")]
    [InlineData(0, new long[] { }, new long[] { }, "no lines")]
    [InlineData(10, new long[] { 1, 2 }, new long[] { 3, 7 }, "more than the sum is shared all the same")]
    [InlineData(long.MaxValue, new[] { long.MaxValue, long.MaxValue }, new[] { 4611686018427387904, 4611686018427387903 }, "products beyond 64 bits")]
    public void A_total_is_shared_by_largest_remainder(long total, long[] weights, long[] expected, string why)
    {
        var shares = Share(total, weights);

        Assert.True(expected.SequenceEqual(shares), $"{why}: {string.Join(", ", shares)}");
    }

    [Theory]
    [InlineData(10, new long[] { 0, 0 }, "nothing that could bear it")]
    [InlineData(1, new long[] { }, "no lines")]
    [InlineData(-1, new long[] { 1 }, "a negative total")]
    [InlineData(1, new long[] { 2, -1 }, "a negative weight")]
    public void What_cannot_be_shared_is_a_fault(long total, long[] weights, string why) =>
        Assert.True(Record.Exception(() => Share(total, weights)) is ArgumentException, why);

    [Fact]
    public void Random_shares_add_up_and_stay_within_a_unit_of_their_exact_part()
    {
        var seed = Environment.TickCount;
        TestContext.Current.SendDiagnosticMessage($"seed {seed}");
        var random = new Random(seed);
        for (var round = 0; round < 2_000; round++)
        {
            var weights = Enumerable.Range(0, random.Next(1, 30)).Select(_ => random.NextInt64(0, 5_000)).Append(1).ToArray();
            var total = random.NextInt64(0, weights.Sum() + 1);

            var shares = Share(total, weights);

            Assert.True(shares.Sum() == total, $"seed {seed}, round {round}: lost or made a unit");
            foreach (var (share, weight) in shares.Zip(weights))
            {
                var exact = (decimal)total * weight / weights.Sum();
                Assert.True(share >= 0 && share <= weight && Math.Abs(share - exact) < 1, $"seed {seed}, round {round}: {share} for {exact}");
            }
        }
    }

    private static long[] Share(long total, long[] weights) =>
        [.. Allocation.ByLargestRemainder(new MinorUnits(total), [.. weights.Select(weight => new MinorUnits(weight))]).Select(share => share.Value)];
}
