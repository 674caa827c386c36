using Rewards.Domain.Identifiers;
using Rewards.Domain.Models;
using Rewards.Domain.Money;

namespace Rewards.Domain.Tests.Models;

public sealed class BuyerSampleTests
{
    [Fact]
    public void As_long_as_there_is_room_all_are_kept()
    {
        var sample = Fill(max: 1_000, members: 1_000);

        Assert.Equal((1_000, 0, 1L), (sample.Buyers.Count, sample.Depth, sample.Weight));
    }

    [Fact]
    public void Beyond_it_half_of_them_are_dropped_as_often_as_it_takes()
    {
        var sample = Fill(max: 1_000, members: 20_000);

        Assert.InRange(sample.Buyers.Count, 400, 1_000);
        Assert.InRange(sample.Buyers.Count * sample.Weight, 17_000, 23_000);
    }

    [Fact]
    public void The_same_members_are_kept_in_whatever_order_they_come()
    {
        var upwards = Fill(max: 100, members: 1_000);
        var downwards = Fill(max: 100, members: 1_000, reversed: true);

        Assert.Equal(upwards.Buyers.Order(BySpend), downwards.Buyers.Order(BySpend));
    }

    [Fact]
    public void Page_by_page_about_as_many_are_kept_as_will_be_needed()
    {
        var ranks = Enumerable.Range(0, 20_000).Select(Rank).ToList();

        var size = ranks.Chunk(100).Aggregate(default(SampleSize), (size, page) => size.With(page, max: 1_000));

        var kept = ranks.Count(rank => rank >= size.Depth);
        Assert.Equal(Fill(max: 1_000, members: 20_000).Depth, size.Depth);
        Assert.InRange(size.Kept, kept * 0.8, kept * 1.2);
    }

    [Fact]
    public void What_was_dropped_before_is_not_taken_in_again()
    {
        var sample = new BuyerSample(max: 10, depth: 3);

        sample.Add(2, Buyer(1));
        sample.Add(3, Buyer(2));

        Assert.Equal((1, 8L), (sample.Buyers.Count, sample.Weight));
    }

    private static readonly Comparer<Buyer> BySpend = Comparer<Buyer>.Create((one, other) => one.Spend.CompareTo(other.Spend));

    private static BuyerSample Fill(int max, int members, bool reversed = false)
    {
        var sample = new BuyerSample(max);
        foreach (var n in reversed ? Enumerable.Range(0, members).Reverse() : Enumerable.Range(0, members))
        {
            sample.Add(Rank(n), Buyer(n));
        }

        return sample;
    }

    private static int Rank(int n) => BuyerSample.RankOf(MemberId.Parse($"m-{n}"));

    private static Buyer Buyer(int n) => new(new BuyingHistory(0, 0, 1), 1, MinorUnits.Zero, new MinorUnits(n));
}
