using System.Collections.Immutable;
using NodaTime;
using NodaTime.Text;
using Rewards.Domain.Baskets;
using Rewards.Domain.Campaigns;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Money;

namespace Rewards.Domain.Tests.Campaigns;

public sealed class CampaignRulesTests
{
    private const long MaxAmount = 1_000_000_000_000;

    private static readonly CampaignDefinition Spring = SampleCampaign.Spring;

    private static readonly Trigger Dormant = Sample.DormantTrigger(90) with { FrequencyCapDays = 30, Channel = "email" };

    [Fact]
    public void A_sound_definition_has_no_errors() => Expect("", Spring, "as it is");

    [Theory]
    [InlineData(1, true, "the shortest")]
    [InlineData(200, true, "the longest")]
    [InlineData(0, false, "empty")]
    [InlineData(201, false, "too long")]
    public void A_name_has_1_to_200_characters(int length, bool holds, string why) =>
        Expect(holds ? "" : "name", Spring with { Name = new string('x', length) }, why);

    [Theory]
    [InlineData("2026-03-01", "2026-03-01", "", "one day")]
    [InlineData("2026-03-02", "2026-03-01", "validTo", "the wrong way round")]
    [InlineData("1970-01-01", "2199-12-31", "", "the widest")]
    [InlineData("1969-12-31", "2026-03-01", "validFrom", "too early")]
    [InlineData("2026-03-01", "2200-01-01", "validTo", "too late")]
    public void A_window_is_in_order_and_in_range(string from, string to, string fields, string why) =>
        Expect(fields, Spring with { ValidFrom = Sample.Day(from), ValidTo = Sample.Day(to) }, why);

    [Theory]
    [InlineData("P1D", "", "the shortest")]
    [InlineData("P1Y2M3W4D", "", "all units of days")]
    [InlineData("P100Y", "", "the longest")]
    [InlineData("P101Y", "validFor", "longer")]
    [InlineData("P0D", "validFor", "nothing")]
    [InlineData("P1M-1D", "validFor", "a negative part")]
    [InlineData("PT24H", "validFor", "hours")]
    [InlineData("P1DT1H", "validFor", "days and hours")]
    [InlineData("P2147483647Y", "validFor", "more than the calendar has")]
    public void A_coupons_own_life_is_a_positive_period_of_days(string period, string fields, string why) =>
        Expect(fields, Spring with { ValidFor = PeriodPattern.Roundtrip.Parse(period).Value }, why);

    [Fact]
    public void A_shared_code_has_no_life_of_its_own() =>
        Expect("validFor", Spring with { Codes = new CodePolicy.Shared("SUMMER20"), ValidFor = Period.FromDays(1) }, "no day of issue");

    [Theory]
    [InlineData("gold", null, null, "conditions.tiers")]
    [InlineData(null, "coffee", null, "conditions.clubs")]
    [InlineData(null, null, "loyal", "conditions.segment")]
    public void What_is_for_some_members_has_no_code_that_anybody_may_use(string? tier, string? club, string? segment, string fields)
    {
        var conditions = Conditions.None with
        {
            Tiers = tier is null ? [] : [tier],
            Clubs = club is null ? [] : [club],
            Segment = segment is null ? null : SegmentId.Parse(segment),
        };

        Expect(fields, Spring with { Codes = new CodePolicy.Shared("SUMMER20"), Conditions = conditions }, "contradictory");
    }

    public static TheoryData<Discount, string, string> Discounts => new()
    {
        { new Discount.AmountOff(new(1)), "", "the least" },
        { new Discount.AmountOff(new(MaxAmount)), "", "the most" },
        { new Discount.AmountOff(new(0)), "discount.amount", "nothing" },
        { new Discount.AmountOff(new(MaxAmount + 1)), "discount.amount", "too much" },
        { new Discount.PercentOff(new(1), null), "", "the least" },
        { new Discount.PercentOff(Percent.Hundred, new MinorUnits(1)), "", "everything up to a unit" },
        { new Discount.PercentOff(new(0), null), "discount.percent", "nothing" },
        { new Discount.PercentOff(new(100), new MinorUnits(0)), "discount.maxAmount", "a cap of nothing" },
        { new Discount.PercentOff(new(0), new MinorUnits(-1)), "discount.percent discount.maxAmount", "both" },
        { new Discount.BuyXGetY(1, 1, Percent.Hundred), "", "one and one" },
        { new Discount.BuyXGetY(100, 100, new(1)), "", "the most" },
        { new Discount.BuyXGetY(0, 101, new(0)), "discount.buy discount.get discount.percent", "all out of range" },
        { new Discount.BuyXGetY(101, 0, Percent.Hundred), "discount.buy discount.get", "the other way" },
        { Tiers([]), "discount.steps", "no step" },
        { Tiers([.. Enumerable.Range(0, 20).Select(i => Step(i, 1, null))]), "", "20 steps" },
        { Tiers([.. Enumerable.Range(0, 21).Select(i => Step(i, 1, null))]), "discount.steps", "21 steps" },
        { Tiers([Step(5, 1, null), Step(5, null, 100)]), "discount.steps[1].from", "equal steps" },
        { Tiers([Step(5, 1, null), Step(4, null, 100), Step(4, 2, null)]), "discount.steps[1].from discount.steps[2].from", "falling steps" },
        { Tiers([Step(-1, 1, null)]), "discount.steps[0].from", "below zero" },
        { Tiers([Step(0, null, null), Step(1, 1, 1)]), "discount.steps[0] discount.steps[1]", "neither, and both" },
        { Tiers([Step(0, 0, null), Step(1, null, 0)]), "discount.steps[0].amount discount.steps[1].percent", "nothing off" },
    };

    [Theory]
    [MemberData(nameof(Discounts))]
    public void A_discount_takes_something_off(Discount discount, string fields, string why) =>
        Expect(fields, Spring with { Discount = discount }, why);

    public static TheoryData<string, Conditions, string> ConditionCases => new()
    {
        { "", Conditions.None with { MinimumAmount = new MinorUnits(0) }, "a minimum of nothing" },
        { "conditions.minimumAmount", Conditions.None with { MinimumAmount = new MinorUnits(-1) }, "a negative minimum" },
        { "conditions.minimumAmount", Conditions.None with { MinimumAmount = new MinorUnits(MaxAmount + 1) }, "too high a minimum" },
        { "", Conditions.None with { Include = new(Names(300), Names(100), Names(100)) }, "500 entries" },
        { "conditions.include", Conditions.None with { Include = new(Names(300), Names(100), Names(101)) }, "501 entries" },
        { "conditions.exclude", Conditions.None with { Exclude = new([], [], []) }, "a filter of nothing" },
        { "conditions.include.tags[1]", Conditions.None with { Include = new([], [], ["bio", ""]) }, "an empty tag" },
        { "conditions.exclude.skus[0]", Conditions.None with { Exclude = new([new string('x', 129)], [], []) }, "a long sku" },
        { "conditions.exclude.categories[0]", Conditions.None with { Exclude = new([], ["a\nb"], []) }, "a control character" },
        { "", Conditions.None with { Stores = Names(5_000) }, "5,000 stores" },
        { "", Conditions.None with { Tiers = ["gold"], Clubs = ["coffee"], Segment = SegmentId.Parse("loyal") }, "for some members" },
        { "conditions.tiers", Conditions.None with { Tiers = Names(11) }, "more tiers than there are" },
        { "conditions.tiers[0]", Conditions.None with { Tiers = ["a b"] }, "no id" },
        { "conditions.clubs", Conditions.None with { Clubs = Names(21) }, "more clubs than there are" },
        { "conditions.clubs[1]", Conditions.None with { Clubs = ["coffee", ""] }, "no id" },
        { "conditions.stores", Conditions.None with { Stores = Names(5_001) }, "5,001 stores" },
        { "conditions.stores[0]", Conditions.None with { Stores = [" "] }, "a blank store" },
        { "", WithHours(new WeeklyHours([IsoDayOfWeek.Monday], new(8, 0), new(11, 0))), "a morning" },
        { "", WithHours(new WeeklyHours([IsoDayOfWeek.Monday], new(22, 0), LocalTime.Midnight)), "until the day's end" },
        { "", WithHours(new WeeklyHours([IsoDayOfWeek.Monday], LocalTime.Midnight, LocalTime.Midnight)), "a whole day" },
        { "conditions.hours[0].to", WithHours(new WeeklyHours([IsoDayOfWeek.Monday], new(11, 0), new(11, 0))), "no time at all" },
        { "conditions.hours[0].to", WithHours(new WeeklyHours([IsoDayOfWeek.Monday], new(11, 0), new(8, 0))), "over midnight" },
        { "conditions.hours[1].days", WithHours(new WeeklyHours([IsoDayOfWeek.Monday], new(8, 0), new(11, 0)), new WeeklyHours([], new(8, 0), new(11, 0))), "no day" },
        { "conditions.hours", WithHours([.. Enumerable.Repeat(new WeeklyHours([IsoDayOfWeek.Monday], new(8, 0), new(11, 0)), 101)]), "101 entries" },
    };

    [Theory]
    [MemberData(nameof(ConditionCases))]
    public void Conditions_are_in_range(string fields, Conditions conditions, string why) =>
        Expect(fields, Spring with { Conditions = conditions }, why);

    [Theory]
    [InlineData(8, false, "", "the shortest")]
    [InlineData(20, false, "", "the longest")]
    [InlineData(7, false, "codes.length", "easy to guess")]
    [InlineData(21, false, "codes.length", "too long")]
    [InlineData(12, true, "", "the shortest that is issued to members")]
    [InlineData(11, true, "codes.length", "too short to be issued to members")]
    public void Unique_codes_have_8_to_20_random_characters(int length, bool hasTrigger, string fields, string why) =>
        Expect(fields, Spring with { Codes = new CodePolicy.Unique(length), Trigger = hasTrigger ? Dormant : null }, why);

    [Theory]
    [InlineData("ABC", "", "the shortest")]
    [InlineData("ABCDEFGHJKMNP", "", "the longest")]
    [InlineData("summer-20", "", "as people write it")]
    [InlineData("AB", "codes.code", "too short")]
    [InlineData("A-B", "codes.code", "too short without its hyphen")]
    [InlineData("ABCDEFGHJKMNPQ", "codes.code", "14 characters that are no unique code")]
    [InlineData("7KQ2A0123456789ABM", "codes.code", "a unique code")]
    [InlineData("50%", "codes.code", "a character of no code")]
    public void A_shared_code_has_3_to_13_letters_and_digits(string code, string fields, string why) =>
        Expect(fields, Spring with { Codes = new CodePolicy.Shared(code) }, why);

    [Theory]
    [InlineData(1, "", "the least")]
    [InlineData(32, "", "the most")]
    [InlineData(0, "shards", "none")]
    [InlineData(33, "shards", "more than a code's character can name")]
    public void There_are_1_to_32_shards(int shards, string fields, string why) => Expect(fields, Spring with { Shards = shards }, why);

    [Theory]
    [InlineData(1L, "", "the least")]
    [InlineData(MaxAmount, "", "the most")]
    [InlineData(0L, "limits.perCode limits.perMember limits.total limits.budget", "a limit of nothing")]
    [InlineData(MaxAmount + 1, "limits.perCode limits.perMember limits.total limits.budget", "too much")]
    public void Limits_are_in_range(long max, string fields, string why)
    {
        var limit = new Limit(max, LimitPeriod.Month);

        Expect(fields, Spring with { Limits = new(limit, limit, limit, limit) }, why);
    }

    [Theory]
    [InlineData(1, true, false, "", "one shard counts everything")]
    [InlineData(2, true, false, "limits.perCode", "a shared code in several shards")]
    [InlineData(1, false, false, "", "unique codes in one shard")]
    [InlineData(2, false, false, "limits.perMember", "unique codes that any member may present lie in any shard")]
    [InlineData(2, false, true, "", "unique codes that are issued to members")]
    public void A_limit_that_several_shards_cannot_count_is_refused(int shards, bool isShared, bool hasTrigger, string fields, string why)
    {
        var limit = new Limit(3, LimitPeriod.Whole);
        var draft = Spring with
        {
            Shards = shards,
            Codes = isShared ? new CodePolicy.Shared("SUMMER20") : new CodePolicy.Unique(12),
            Trigger = hasTrigger ? Dormant : null,
            Limits = new(limit, limit, limit, limit),
        };

        Expect(fields, draft, why);
    }

    [Theory]
    [InlineData(1, 0, 0, null, "", "the least")]
    [InlineData(3_650, 10_000, 3_650, "email", "", "the most")]
    [InlineData(0, 0, -1, "e mail", "trigger.frequencyCapDays trigger.channel trigger.dormantAfterDays", "out of range")]
    [InlineData(3_651, 10_001, 3_651, "", "trigger.frequencyCapDays trigger.channel trigger.dormantAfterDays experiment.controlShare", "beyond the range")]
    public void A_trigger_is_in_range(int days, int controlBasisPoints, int cap, string? channel, string fields, string why) =>
        Expect(
            fields,
            Spring with
            {
                Trigger = Sample.DormantTrigger(days) with { FrequencyCapDays = cap, Channel = channel },
                Experiment = Experiment.None with { ControlShare = new Percent(controlBasisPoints) },
            },
            why);

    [Fact]
    public void A_trigger_needs_unique_codes() =>
        Expect("trigger", Spring with { Codes = new CodePolicy.Shared("SUMMER20"), Trigger = Dormant }, "nothing to issue");

    public static TheoryData<CampaignDefinition, string?, string> Changes => new()
    {
        { Spring, null, "nothing" },
        { Spring with { Version = 4, Name = "Tea", ValidTo = new(2026, 6, 30), Disabled = true, Limits = new(null, null, new(1, LimitPeriod.Day), null) }, null, "what may change" },
        { Spring with { Codes = new CodePolicy.Unique(12) }, null, "the same codes, made anew" },
        { Spring with { TimeZone = DateTimeZoneProviders.Tzdb["Europe/Berlin"] }, null, "the same zone, looked up again" },
        { Spring with { Codes = new CodePolicy.Unique(13) }, "codes", "another length" },
        { Spring with { Codes = new CodePolicy.Shared("SUMMER20") }, "codes", "another kind" },
        { Spring with { Shards = 2 }, "shards", "another number of shards" },
        { Spring with { Currency = Currency.Parse("CHF") }, "currency", "another currency" },
        { Spring with { TimeZone = DateTimeZone.Utc }, "timeZone", "another zone" },
        { Spring with { TimeZone = DateTimeZone.Utc, Currency = Currency.Parse("CHF"), Shards = 2, Codes = new CodePolicy.Unique(13) }, "codes", "all of them: the first is named" },
        { Spring with { TimeZone = DateTimeZone.Utc, Currency = Currency.Parse("CHF"), Shards = 2 }, "shards", "the first of three" },
        { Spring with { TimeZone = DateTimeZone.Utc, Currency = Currency.Parse("CHF") }, "currency", "the first of two" },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public void What_codes_and_tallies_stand_on_never_changes(CampaignDefinition next, string? expected, string why) =>
        Assert.True(expected == CampaignRules.Immutable(Spring, next), why);

    [Theory]
    [InlineData(1, false, true, null, "one shard counts everything")]
    [InlineData(8, false, true, "trigger", "codes that were issued to nobody lie in any shard")]
    [InlineData(8, true, true, null, "it issued to members from the first")]
    [InlineData(8, true, false, null, "it only stops issuing by itself")]
    [InlineData(8, false, false, null, "neither has one")]
    public void A_trigger_comes_later_only_where_one_shard_counts_a_members_uses(int shards, bool before, bool after, string? expected, string why)
    {
        var current = Spring with { Shards = shards, Trigger = before ? Dormant : null };

        Assert.True(expected == CampaignRules.Immutable(current, current with { Trigger = after ? Dormant : null }), why);
    }

    [Theory]
    [InlineData("summer-20", null, "the same code, written otherwise")]
    [InlineData("SUMMER21", "codes", "another code")]
    public void A_shared_code_is_compared_as_it_is_keyed(string code, string? expected, string why)
    {
        var current = Spring with { Codes = new CodePolicy.Shared("SUMMER20") };

        Assert.True(expected == CampaignRules.Immutable(current, Spring with { Codes = new CodePolicy.Shared(code) }), why);
    }

    private static void Expect(string fields, CampaignDefinition draft, string why)
    {
        var errors = CampaignRules.Check(draft);

        Assert.True(fields == string.Join(' ', errors.Select(error => error.Field)), $"{why}: {string.Join("; ", errors)}");
    }

    private static Discount.Tiered Tiers(ImmutableArray<TierStep> steps) => new(TierBasis.Amount, steps);

    private static TierStep Step(long from, long? amount, int? basisPoints) =>
        new(from, amount is { } units ? new MinorUnits(units) : null, basisPoints is { } points ? new Percent(points) : null);

    private static ImmutableArray<string> Names(int count) => [.. Enumerable.Range(1, count).Select(i => $"n-{i}")];

    private static Conditions WithHours(params ImmutableArray<WeeklyHours> hours) => Conditions.None with { Hours = hours };
}
