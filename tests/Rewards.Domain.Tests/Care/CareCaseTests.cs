using Rewards.Domain.Campaigns;
using Rewards.Domain.Care;
using Rewards.Domain.Tests.Campaigns;

namespace Rewards.Domain.Tests.Care;

public sealed class CareCaseTests
{
    private static readonly CareCase Leaving = new CareCase.Cancellation(null);

    private static readonly CareCase Late = new CareCase.Complaint("late-delivery", "order-1");

    private static readonly CampaignDefinition Save = SampleCampaign.Spring with { Trigger = new Trigger.Cancellation(90, null) };

    [Theory]
    [InlineData("2026-02-28T22:59:59Z", false, "a second before the first day begins in Berlin")]
    [InlineData("2026-02-28T23:00:00Z", true, "the first day begins")]
    [InlineData("2026-05-31T21:59:59Z", true, "the last second of the last day, which counts whole")]
    [InlineData("2026-05-31T22:00:00Z", false, "the last day is over")]
    public void A_campaign_answers_on_its_days_in_its_own_zone(string at, bool answers, string why) =>
        Assert.True(answers == Leaving.AnsweredBy([Save], Sample.At(at)).Length > 0, why);

    [Theory]
    [InlineData("late-delivery", true, "its category")]
    [InlineData("damaged,late-delivery", true, "one of its categories")]
    [InlineData("damaged", false, "another one")]
    [InlineData("Late-Delivery", false, "categories are told apart by case")]
    [InlineData("", true, "all of them")]
    public void A_complaint_is_answered_by_campaigns_of_its_category(string categories, bool answers, string why)
    {
        var campaign = Save with { Trigger = new Trigger.Complaint([.. categories.Split(',', StringSplitOptions.RemoveEmptyEntries)], 90, null) };

        Assert.True(answers == Late.AnsweredBy([campaign], Sample.At("2026-04-15T10:00:00Z")).Length > 0, why);
        Assert.Empty(Leaving.AnsweredBy([campaign], Sample.At("2026-04-15T10:00:00Z")));
    }

    [Fact]
    public void What_is_disabled_or_triggered_otherwise_does_not_answer_and_the_rest_is_tried_by_id()
    {
        CampaignDefinition[] campaigns =
        [
            Named("c"), Named("a"), Named("b") with { Disabled = true }, Named("B"), Named("d") with { Trigger = null },
            Named("e") with { Trigger = Sample.DormantTrigger(30) },
        ];

        Assert.Equal(["B", "a", "c"], Leaving.AnsweredBy(campaigns, Sample.At("2026-04-15T10:00:00Z")).Select(campaign => campaign.Id.Value));
        Assert.Empty(Late.AnsweredBy(campaigns, Sample.At("2026-04-15T10:00:00Z")));
    }

    private static CampaignDefinition Named(string id) => Save with { Id = Identifiers.CampaignId.Parse(id) };
}
