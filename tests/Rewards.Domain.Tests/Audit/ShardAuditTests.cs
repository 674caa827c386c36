using NodaTime;
using Rewards.Domain.Audit;
using Rewards.Domain.Campaigns;
using Rewards.Domain.Coupons;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Money;
using Rewards.Domain.Redemptions;

namespace Rewards.Domain.Tests.Audit;

public sealed class ShardAuditTests
{
    private const string UseKey = "use:anna";

    private static readonly LocalDate Yesterday = new(2026, 5, 4);

    private static readonly LocalDate Today = Yesterday.PlusDays(1);

    private static readonly CouponCode Code = CouponCode.Parse("SUMMER");

    private static readonly ShardAudit Audit = new(
        new CampaignLimits(Sample.Dormant("c", 90) with { Codes = new CodePolicy.Shared("SUMMER") }, [Limits.None]), Today);

    [Fact]
    public void What_was_redeemed_yesterday_adds_up() => Assert.Empty(Audit.Findings(Sums([Made(1, Yesterday)]), Used(1, Yesterday)));

    [Fact]
    public void What_is_redeemed_today_may_be_seen_in_some_rows_and_not_in_others()
    {
        var sums = Sums([Made(1, Yesterday)], Tally.Empty.Add(1, Yesterday).Add(1, Today)) with { };

        Assert.Empty(Audit.Findings(Audit.Add(sums, Made(2, Today), null), CampaignUsage.None with
        {
            Redemptions = Tally.Empty.Add(1, Yesterday).Add(3, Today),
            Money = Tally.Empty.Add(500, Yesterday).Add(1_500, Today),
        }));
    }

    [Fact]
    public void A_rollback_of_yesterdays_is_no_use_any_more()
    {
        var undone = Made(1, Yesterday) with { RolledBackAt = At(Yesterday) };
        var sums = Sums([undone], Tally.Empty, Tally.Empty);

        Assert.Empty(Audit.Findings(Audit.Add(sums, new Promise("c:0", "op") { RolledBack = undone.Id.Value, At = At(Yesterday) }), CampaignUsage.None));
        Assert.Single(Audit.Findings(sums, CampaignUsage.None));
    }

    [Fact]
    public void Each_use_that_is_off_is_found()
    {
        var sums = Sums([Made(1, Yesterday)]);
        var more = Tally.Empty.Add(1, Yesterday);

        Assert.All(
            [
                Audit.Findings(sums, Used(2, Yesterday)),
                Audit.Findings(sums, CampaignUsage.None),
                Audit.Findings(Audit.AddUses(sums, UseKey, more), Used(1, Yesterday)),
                Audit.Findings(Audit.Add(sums, Coupon("WINTER", more)), Used(1, Yesterday)),
                Audit.Findings(Audit.Add(sums, new Promise("c:0", "op") { Redeemed = "R" }), Used(1, Yesterday)),
                Audit.Findings(sums with { PromisedMade = Digest.Nothing.With("another") }, Used(1, Yesterday)),
                Audit.Findings(sums with { CouponUses = Digest.Nothing.With("WINTER") }, Used(1, Yesterday)),
            ],
            findings => Assert.Single(findings));
    }

    [Fact]
    public void The_uses_of_an_erased_member_stay_and_no_more_than_those()
    {
        var sums = Audit.AddUses(Audit.Add(Sums([]), Made(1, Yesterday), useKey: null), UseKey, Tally.Empty.Add(1, Yesterday));
        sums = sums with { CouponUses = sums.Live, PromisedMade = sums.Made };

        Assert.Empty(Audit.Findings(sums, Used(1, Yesterday)));
        Assert.Single(Audit.Findings(Audit.AddUses(sums, "use:bert", Tally.Empty.Add(1, Yesterday)), Used(1, Yesterday)));
    }

    [Theory]
    [InlineData(1, 1, 0, "as often as allowed")]
    [InlineData(2, 1, 1, "the code once too often")]
    [InlineData(1, 2, 1, "the member once too often")]
    public void A_code_or_member_beyond_its_limit_is_counted(long ofCode, long ofMember, int findings, string why)
    {
        var once = new Limit(1, LimitPeriod.Whole);
        var limits = Limits.None with { PerCode = once, PerMember = once };
        var audit = new ShardAudit(new CampaignLimits(Sample.Dormant("c", 90) with { Limits = limits }, [limits]), null);
        var sums = audit.Add(ShardSums.Nothing, Coupon("SUMMER", Tally.Empty.Add(ofCode, Yesterday)));
        sums = audit.AddUses(sums, UseKey, Tally.Empty.Add(ofMember, Yesterday));

        Assert.True(sums.Overused + sums.Overusing == findings, why);
        Assert.True(audit.Findings(sums with { CouponUses = Digest.Nothing, MemberUses = Digest.Nothing }, CampaignUsage.None).Count == findings, why);
    }

    /// <summary>Of a shard with these redemptions of one member, each made by an operation of its own.</summary>
    private static ShardSums Sums(IReadOnlyList<Redemption> redemptions, Tally? ofCode = null, Tally? ofMember = null)
    {
        var uses = redemptions.Aggregate(Tally.Empty, (tally, redemption) => tally.Add(1, redemption.Day));
        var sums = Audit.Add(ShardSums.Nothing, Coupon("SUMMER", ofCode ?? uses));
        sums = Audit.AddUses(sums, UseKey, ofMember ?? uses);
        return redemptions.Aggregate(sums, (current, redemption) => Audit.Add(
            Audit.Add(current, redemption, UseKey), new Promise("c:0", "op") { Redeemed = redemption.Id.Value, At = redemption.RedeemedAt }));
    }

    private static Coupon Coupon(string code, Tally uses) => new(CouponCode.Parse(code), CampaignId.Parse("c"), null, null, null, false, uses, 1);

    private static Redemption Made(int number, LocalDate day) => new(
        RedemptionId.Of("TAG0", 0, new OperationId($"{number:D26}".Replace("0000000000", "9999999999"))),
        Code,
        CampaignId.Parse("c"),
        1,
        Sample.Anna,
        null,
        At(day),
        day,
        new DiscountGiven(Currency.Parse("EUR"), new MinorUnits(500), []),
        new MinorUnits(2_598),
        null);

    private static Instant At(LocalDate day) => day.At(new LocalTime(12, 0)).InUtc().ToInstant();

    private static CampaignUsage Used(long times, LocalDate day) => CampaignUsage.None with
    {
        Redemptions = Tally.Empty.Add(times, day),
        Money = Tally.Empty.Add(500 * times, day),
    };
}
