using NodaTime;
using Rewards.Domain.Audit;
using Rewards.Domain.Campaigns;
using Rewards.Domain.Redemptions;

namespace Rewards.Domain.Tests.Audit;

public sealed class CampaignBooksTests
{
    private static readonly LocalDate Monday = new(2026, 5, 4);

    private static readonly AllotmentTerm Ten = new(new Limit(10, LimitPeriod.Whole), null);

    private static readonly AllotmentAccount Account = new(1, Ten, Settled: true, [6, 4], [1, 0]);

    [Fact]
    public void Shards_that_hold_what_the_account_gave_them_add_up() => Assert.Empty(Books(Usage(4, 6, 1), Usage(3, 4, 0)).Findings());

    [Fact]
    public void What_is_on_its_way_between_account_and_shard_adds_up() => Assert.Empty(Books(Usage(3, 5, 2), Usage(3, 3, 0)).Findings());

    [Theory]
    [InlineData(4, 7, 1, "a shard that holds more than it was granted")]
    [InlineData(4, 6, 0, "a shard that gave nothing back of what the account has got")]
    [InlineData(6, 6, 1, "a shard that has consumed more than it holds")]
    public void A_unit_that_is_there_twice_is_found(int used, int granted, int returned, string why) =>
        Assert.True(Books(Usage(used, granted, returned), Usage(3, 4, 0)).Findings().Count > 0, why);

    [Fact]
    public void An_account_that_grants_beyond_the_limit_is_found() =>
        Assert.Single((Books(Usage(4, 6, 1), Usage(3, 4, 0)) with { Redemptions = Account with { Granted = [6, 12] } }).Findings());

    [Theory]
    [InlineData(10, LimitPeriod.Whole, 10, 0, "as many as allowed")]
    [InlineData(10, LimitPeriod.Whole, 11, 1, "one more")]
    [InlineData(10, LimitPeriod.Day, 10, 0, "as many as allowed a day")]
    [InlineData(10, LimitPeriod.Day, 11, 1, "one more on a day")]
    public void No_more_is_given_than_the_limit(long max, LimitPeriod period, long used, int findings, string why)
    {
        var limits = Limits.None with { Total = new Limit(max, period) };

        Assert.True(new CampaignBooks(Of(limits), [Usage(used - 4), Usage(4)], null, null).Findings().Count == findings, why);
    }

    [Theory]
    [InlineData(20L, 15, 0, "given while more was allowed")]
    [InlineData(20L, 21, 1, "more than ever allowed")]
    [InlineData(null, 21, 0, "given while anything was allowed")]
    public void A_limit_that_was_lowered_leaves_what_was_given(long? before, long used, int findings, string why)
    {
        var earlier = Limits.None with { Budget = before is { } max ? new Limit(max, LimitPeriod.Whole) : null };
        var newest = Limits.None with { Budget = new Limit(10, LimitPeriod.Whole) };
        var usage = CampaignUsage.None with { Money = Tally.Empty.Add(used, Monday) };

        Assert.True(new CampaignBooks(Of(earlier, newest), [usage], null, null).Findings().Count == findings, why);
    }

    [Fact]
    public void A_shard_that_consumed_nothing_lately_counts_for_its_own_week_only()
    {
        var limits = Of(Limits.None with { Total = new Limit(5, LimitPeriod.Week) });
        CampaignUsage[] shards = [Usage(5), CampaignUsage.None with { Redemptions = Tally.Empty.Add(5, Monday.PlusDays(-7)) }];

        Assert.Empty(new CampaignBooks(limits, shards, null, null).Findings());
    }

    private static CampaignBooks Books(params CampaignUsage[] shards) =>
        new(Of(Limits.None with { Total = Ten.Limit }), shards, Account, null);

    /// <summary>The last ones are the newest.</summary>
    private static CampaignLimits Of(params Limits[] ever) => new(Sample.Dormant("c", 90) with { Limits = ever[^1] }, ever);

    private static CampaignUsage Usage(long used) => CampaignUsage.None with { Redemptions = Tally.Empty.Add(used, Monday) };

    private static CampaignUsage Usage(long used, long granted, long returned) =>
        Usage(used) with { RedemptionsAllotment = new Allotment(1, Ten, granted, returned) };
}
