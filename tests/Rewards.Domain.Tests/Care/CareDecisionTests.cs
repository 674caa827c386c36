using System.Collections.Immutable;
using Rewards.Domain.Agenda;
using Rewards.Domain.Campaigns;
using Rewards.Domain.Care;
using Rewards.Domain.Catalogue;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Members;
using Rewards.Domain.Points;
using Rewards.Domain.Segments;

namespace Rewards.Domain.Tests.Care;

public sealed class CareDecisionTests
{
    private const string Noon = "2026-04-15T10:00:00Z";

    private static readonly SegmentId Vips = SegmentId.Parse("vips");

    private static readonly Programme Programme = Programme.Default;

    private static readonly MemberState Anna = new(Sample.Member(), PointsAccount.Empty, Standing.Empty);

    [Fact]
    public void The_first_refusal_that_applies_is_the_answer()
    {
        var state = new CareState([Save("save")], With(member => member.Tombstone(Sample.At(Noon))), true, NothingAsked);
        Assert.Equal(CareRefusal.MemberErased, RefusedWith(state));
        Assert.Equal(CareRefusal.UnknownMember, RefusedWith(state with { Member = null }));
        Assert.Equal(CareRefusal.ComplaintAlreadyAnswered, RefusedWith(state with { Member = Anna }));
        Assert.IsType<CareDecision.Offered>(Decide(state with { Member = Anna, AlreadyAnswered = false }));
    }

    /// <summary>Everything that can stand in the way of an offer, in order: each step mends what the one before was answered with.</summary>
    [Fact]
    public void The_last_reason_that_holds_for_all_campaigns_that_are_left_is_told()
    {
        var campaign = Save("save", cooldownDays: 30, offers: 5, controlPercent: 100) with { Conditions = Conditions.None with { Segment = Vips } };
        var served = Anna with { Standing = Standing.Empty with { ServedOn = ServedOn("save", "2026-04-01") } };
        var state = new CareState([campaign], served, false, Budget("save", StockStanding.LimitReached));
        Assert.Equal(NoOfferReason.NoOffer, UnofferedWith(state with { Campaigns = [] }));
        Assert.Equal(NoOfferReason.NoOffer, UnofferedWith(state));
        state = state with { Member = served with { Member = served.Member with { Tags = ["vip"] } } };
        Assert.Equal(NoOfferReason.Cooldown, UnofferedWith(state));
        state = state with { Member = state.Member with { Standing = Standing.Empty } };
        Assert.Equal(NoOfferReason.BudgetExhausted, UnofferedWith(state));
        state = state with { Budgets = Budget("save", StockStanding.NotAsked) };
        Assert.Equal("save", Assert.IsType<CareDecision.Held>(Decide(state)).Campaign.Id.Value);
        state = state with { Campaigns = [campaign with { Experiment = Experiment.None }], Budgets = Budget("save", StockStanding.SetAside) };
        Assert.Equal("save", Assert.IsType<CareDecision.Offered>(Decide(state)).Campaign.Id.Value);
    }

    [Theory]
    [InlineData("a: cooling down; b: free", "b", null)]
    [InlineData("a: exhausted; b: free", "b", null)]
    [InlineData("a: free; b: free", "a", null)]
    [InlineData("a: exhausted; b: cooling down", null, NoOfferReason.BudgetExhausted)]
    [InlineData("a: cooling down; b: exhausted", null, NoOfferReason.BudgetExhausted)]
    [InlineData("a: others only; b: cooling down", null, NoOfferReason.Cooldown)]
    public void The_first_campaign_that_can_serve_the_member_does(string shop, string? offered, NoOfferReason? none)
    {
        var state = new CareState([], Anna, false, NothingAsked);
        foreach (var part in shop.Split("; "))
        {
            var (id, how) = (part.Split(": ")[0], part.Split(": ")[1]);
            var campaign = Save(id, offers: how == "exhausted" ? 1 : null);
            state = state with
            {
                Campaigns = state.Campaigns.Add(how == "others only" ? campaign with { Conditions = Conditions.None with { Clubs = ["tea"] } } : campaign),
                Budgets = how == "exhausted" ? Budget(id, StockStanding.Out) : state.Budgets,
                Member = how == "cooling down" ? Anna with { Standing = Standing.Empty with { ServedOn = ServedOn(id, "2026-04-14") } } : state.Member,
            };
        }

        var decided = Decide(state);

        Assert.Equal(offered, (decided as CareDecision.Offered)?.Campaign.Id.Value);
        Assert.Equal(none, (decided as CareDecision.Unoffered)?.Reason);
    }

    [Theory]
    [InlineData("2026-03-17", true, "29 days ago, and 30 are asked")]
    [InlineData("2026-03-16", false, "exactly 30 days ago")]
    [InlineData("2026-04-15", true, "earlier today")]
    [InlineData("2026-04-16", true, "by a clock that is a day ahead")]
    [InlineData(null, false, "never")]
    public void A_campaign_serves_a_member_again_after_its_cooldown(string? servedOn, bool cooling, string why)
    {
        var standing = Standing.Empty with { ServedOn = servedOn is null ? Standing.Empty.ServedOn : ServedOn("save", servedOn) };
        var decided = Decide(new CareState([Save("save", cooldownDays: 30)], Anna with { Standing = standing }, false, NothingAsked));

        Assert.True(cooling == decided is CareDecision.Unoffered { Reason: NoOfferReason.Cooldown }, why);
    }

    [Theory]
    [InlineData(0, null, "NeedsUnit", "nobody has asked yet: one is set aside")]
    [InlineData(0, StockStanding.NotAsked, "NeedsUnit", "there was one to look at: it is set aside")]
    [InlineData(0, StockStanding.SetAside, "Offered", "one is set aside")]
    [InlineData(0, StockStanding.LimitReached, "Unoffered", "none is left")]
    [InlineData(100, null, "NeedsLook", "the control group takes none, and only looks")]
    [InlineData(100, StockStanding.NotAsked, "Held", "there would have been one")]
    [InlineData(100, StockStanding.SetAside, "Held", "set aside before the campaign changed")]
    [InlineData(100, StockStanding.LimitReached, "Unoffered", "nobody gets one any more, so nobody is compared")]
    public void Scarce_offers_are_asked_for_elsewhere(int controlPercent, StockStanding? standing, string expected, string why)
    {
        var budgets = standing is { } known ? Budget("save", known) : NothingAsked;
        var decided = Decide(new CareState([Save("save", offers: 5, controlPercent: controlPercent)], Anna, false, budgets));

        Assert.True(expected == decided.GetType().Name, why);
    }

    [Fact]
    public void What_is_not_scarce_is_not_asked_for() =>
        Assert.IsType<CareDecision.Offered>(Decide(new CareState([Save("save")], Anna, false, NothingAsked)));

    [Fact]
    public void Consent_is_not_asked_for()
    {
        var campaign = Save("save");
        var state = new CareState([campaign with { Trigger = campaign.Trigger! with { Channel = "email", FrequencyCapDays = 30 } }], Anna, false, NothingAsked);

        Assert.IsType<CareDecision.Offered>(Decide(state));
    }

    [Theory]
    [InlineData(0, 0, null, "nothing is compared: no arm, nothing is assigned")]
    [InlineData(1, 0, "variant", "a variant")]
    [InlineData(0, 100, "control", "the control group, which cools down like all")]
    public void Who_is_served_is_remembered_and_assigned_where_arms_are_compared(int variants, int controlPercent, string? arm, string why)
    {
        var campaign = Save("save", controlPercent: controlPercent);
        campaign = campaign with { Experiment = campaign.Experiment with { Variants = [.. Enumerable.Repeat(new Variant("variant", 1, null), variants)] } };
        var old = ServedOn("closed", "2016-04-17").SetItem(CampaignId.Parse("long-ago"), Sample.Day("2016-04-16"));
        var decided = Decide(new CareState([campaign], Anna with { Standing = Standing.Empty with { ServedOn = old } }, false, NothingAsked));
        var (next, told) = decided switch
        {
            CareDecision.Offered offered => (offered.Next, offered.Arm?.Id),
            CareDecision.Held held => (held.Next, "control"),
            _ => throw new InvalidOperationException(),
        };

        Assert.True(arm == told, why);
        Assert.Equal(["closed", "save"], next.ServedOn.Keys.Select(id => id.Value).Order());
        Assert.Equal(Sample.Day("2026-04-15"), next.ServedOn[campaign.Id]);
        Assert.Equal(arm is null ? [] : [arm], next.Assignments.Select(assignment => assignment.Arm.Id));
    }

    private static Dictionary<CampaignId, StockStanding> NothingAsked => [];

    private static Dictionary<CampaignId, StockStanding> Budget(string campaign, StockStanding standing) => new() { [CampaignId.Parse(campaign)] = standing };

    private static ImmutableDictionary<CampaignId, NodaTime.LocalDate> ServedOn(string campaign, string day) =>
        Standing.Empty.ServedOn.SetItem(CampaignId.Parse(campaign), Sample.Day(day));

    private static CampaignDefinition Save(string id, int cooldownDays = 90, long? offers = null, int controlPercent = 0) =>
        Sample.Dormant(id, 1, controlPercent) with
        {
            Trigger = new Trigger.Cancellation(cooldownDays, offers is { } max ? new Limit(max, LimitPeriod.Whole) : null),
        };

    private static MemberState With(Func<Member, Member> change) => Anna with { Member = change(Anna.Member) };

    private static CareDecision Decide(CareState state)
    {
        var rules = ImmutableDictionary<SegmentId, SegmentRule>.Empty.Add(Vips, new SegmentRule.OneOf(SegmentTexts.Tags, ["vip"]));
        return CareDecision.Decide(state, Programme, new TimedCampaigns(state.Campaigns) { Segments = rules }, Sample.At(Noon));
    }

    private static CareRefusal? RefusedWith(CareState state) => (Decide(state) as CareDecision.Refused)?.Reason;

    private static NoOfferReason? UnofferedWith(CareState state) => (Decide(state) as CareDecision.Unoffered)?.Reason;
}
