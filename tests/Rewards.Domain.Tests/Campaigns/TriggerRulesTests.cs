using Rewards.Domain.Campaigns;
using Rewards.Domain.Money;
using Rewards.Domain.Points;

namespace Rewards.Domain.Tests.Campaigns;

public sealed class TriggerRulesTests
{
    private static readonly Discount Ten = new Discount.AmountOff(new MinorUnits(1_000));

    private static readonly Discount Bad = new Discount.AmountOff(new MinorUnits(0));

    public static TheoryData<Trigger, string, string> Triggers => new()
    {
        { new Trigger.Dormant { Steps = [new(60, null, null), new(90, null, Ten)] }, "", "a win-back" },
        { new Trigger.Dormant { Steps = [] }, "trigger.steps", "no step" },
        { new Trigger.Dormant { Steps = [new(60, null, null), new(60, null, Bad)] }, "trigger.steps[1].afterDays trigger.steps[1].discount.amount", "no later than the one before, and nothing off" },
        { new Trigger.Dormant { Steps = [new(0, null, Ten)] }, "trigger.steps[0].afterDays", "a silence of no day" },
        { new Trigger.Onboarding { Steps = [new(0, null, null), new(3, Goal.FirstPurchase, null)] }, "", "from the day of joining on" },
        { new Trigger.Onboarding { Steps = [new(-1, null, null)] }, "trigger.steps[0].afterDays", "before joining" },
        { new Trigger.Rhythm(0.3, 120), "", "a rhythm" },
        { new Trigger.Rhythm(0, 0), "trigger.probabilityBelow trigger.singleAfterDays", "never, and at once" },
        { new Trigger.Rhythm(1, null), "trigger.probabilityBelow", "always" },
        { new Trigger.Rhythm(double.NaN, null), "trigger.probabilityBelow", "no number" },
        { new Trigger.Birthday(90), "", "long before" },
        { new Trigger.Birthday(91), "trigger.daysBefore", "too long before" },
        { new Trigger.Anniversary(-1), "trigger.daysBefore", "after it" },
        { new Trigger.AfterPurchase(1, 0), "", "the day of the first purchase" },
        { new Trigger.AfterPurchase(0, -1), "trigger.purchase trigger.afterDays", "before the first purchase" },
        { new Trigger.Volume(new MinorUnits(0)), "trigger.everyAmount", "every nothing" },
        { new Trigger.PointsExpiring(0, new PointCount(0)), "trigger.daysBefore trigger.minimumPoints", "on the last day, of none" },
        { new Trigger.CouponExpiring(0), "trigger.daysBefore", "on the last day" },
        { new Trigger.Activity("a review"), "trigger.activity", "no name" },
        { new Trigger.Referral(ReferralSide.Friend), "", "a friend" },
        { new Trigger.Cancellation(0, new Limit(0, LimitPeriod.Month)), "trigger.cooldownDays trigger.offers", "always, for nobody" },
        { new Trigger.Complaint(["late", "not ok"], 90, null), "trigger.categories[1]", "no name" },
    };

    [Theory]
    [MemberData(nameof(Triggers))]
    public void A_trigger_holds_to_its_kind(Trigger trigger, string fields, string why) =>
        Expect(fields, Sample.Dormant("c", 30) with { Trigger = trigger }, why);

    public static TheoryData<CodePolicy, Trigger?, string, string> Codes => new()
    {
        { new CodePolicy.None(), new Trigger.Birthday(0), "", "a greeting" },
        { new CodePolicy.None(), null, "codes.kind", "a campaign that neither issues nor reminds" },
        { new CodePolicy.None(), new Trigger.Cancellation(30, null), "codes.kind", "an offer of nothing" },
        { new CodePolicy.None(), new Trigger.Dormant { Steps = [new(60, null, Ten)] }, "trigger.steps[0].discount", "nothing to take off" },
        { new CodePolicy.Shared("SUMMER20"), new Trigger.Birthday(0), "trigger", "a code for everybody" },
    };

    [Theory]
    [MemberData(nameof(Codes))]
    public void What_has_no_codes_reminds_and_takes_nothing_off(CodePolicy codes, Trigger? trigger, string fields, string why) => Expect(
        fields,
        Sample.Dormant("c", 30) with { Codes = codes, Trigger = trigger, Discount = codes is CodePolicy.None ? new Discount.Nothing() : Ten },
        why);

    public static TheoryData<Experiment, string, string> Experiments => new()
    {
        { Experiment.None with { Variants = [new("a", 1, null), new("b", 100, Ten)] }, "", "two offers" },
        { Experiment.None with { Variants = [new("control", 1, null)] }, "experiment.variants[0].id", "the name of an arm that is always there" },
        { Experiment.None with { Variants = [new("a", 0, null), new("a", 101, Bad)] }, "experiment.variants[0].weight experiment.variants[1].id experiment.variants[1].weight experiment.variants[1].discount.amount", "weights, names and discounts" },
        { Experiment.None with { Variants = [new("a", 1, null), new("b", 1, null), new("c", 1, null), new("d", 1, null), new("e", 1, null)] }, "experiment.variants", "five" },
        { Experiment.None with { OutcomeDays = 0 }, "experiment.outcomeDays", "no time to return" },
    };

    [Theory]
    [MemberData(nameof(Experiments))]
    public void An_experiment_compares_up_to_four_offers(Experiment experiment, string fields, string why) =>
        Expect(fields, Sample.Dormant("c", 30) with { Experiment = experiment }, why);

    [Fact]
    public void A_step_or_a_variant_has_a_discount_of_its_own_and_not_both()
    {
        var steps = Sample.Dormant("c", 30) with { Trigger = new Trigger.Dormant { Steps = [new(60, null, null), new(90, null, Ten)] } };
        var variants = Sample.Dormant("c", 30) with { Experiment = Experiment.None with { Variants = [new("a", 1, null), new("b", 1, Ten)] } };

        Expect("experiment.variants[1].discount", steps with { Experiment = variants.Experiment }, "which of the two?");
        Assert.Equal(Ten, steps.OfferedTo(null, 2).Discount);
        Assert.Equal(steps.Discount, steps.OfferedTo(null, 1).Discount);
        Assert.Equal(Ten, variants.OfferedTo(new Arm("b"), 1).Discount);
        Assert.Equal(variants.Discount, variants.OfferedTo(new Arm("a"), null).Discount);
        Assert.Equal(variants.Discount, variants.OfferedTo(null, null).Discount);
    }

    private static void Expect(string fields, CampaignDefinition draft, string why) =>
        Assert.True(fields == string.Join(' ', CampaignRules.Check(draft).Select(error => error.Field)), $"{why}: {string.Join(' ', CampaignRules.Check(draft))}");
}
