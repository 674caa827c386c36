using NodaTime;
using NodaTime.Text;
using Rewards.Domain.Baskets;
using Rewards.Domain.Campaigns;
using Rewards.Domain.Cards;
using Rewards.Domain.Coupons;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Redemptions;
using Rewards.Domain.Tests.Campaigns;

namespace Rewards.Domain.Tests.Redemptions;

/// <summary>Anna redeems a coupon of the spring campaign on Wednesday, 1 April 2026, at 10:00 in Berlin.</summary>
internal static class SampleRedemption
{
    public static readonly MemberId Anna = MemberId.Parse("anna");

    public static readonly Instant Now = Instant.FromUtc(2026, 4, 1, 8, 0);

    public static readonly LocalDate Today = new(2026, 4, 1);

    public static readonly RedemptionId Id = RedemptionId.Of("7KQ2", 10, new OperationId("0123456789ABCDEFGHJKMNPQRS"));

    /// <summary>All of it today.</summary>
    public static Tally Used(long amount) => Tally.Empty.Add(amount, Today);

    public static WeeklyHours Hours(string from, string to)
    {
        var pattern = LocalTimePattern.CreateWithInvariantCulture("HH:mm");
        return new WeeklyHours([IsoDayOfWeek.Wednesday], pattern.Parse(from).Value, pattern.Parse(to).Value);
    }

    public static Refusal Refused(RedemptionDecision decision) => Assert.IsType<RedemptionDecision.Refused>(decision).Reason;

    public static RedemptionDecision.Accepted Accepted(RedemptionDecision decision) => Assert.IsType<RedemptionDecision.Accepted>(decision);

    public static Refusal? RefusedOrNull(RedemptionDecision decision) => (decision as RedemptionDecision.Refused)?.Reason;
}

/// <summary>One redemption with everything in order, to be varied.</summary>
internal sealed record Case
{
    public CouponCode Code { get; init; } = CouponCode.Parse("7KQ2A0123456789ABM");

    public CampaignDefinition Campaign { get; init; } = SampleCampaign.Spring;

    /// <summary>Null: the newest.</summary>
    public CampaignDefinition? Terms { get; init; }

    public Coupon? Coupon { get; init; } = new(
        CouponCode.Parse("7KQ2A0123456789ABM"), SampleCampaign.Spring.Id, 3, null, Instant.FromUtc(2026, 2, 1, 0, 0), false, Tally.Empty, 0);

    public bool CodeDisabled { get; init; }

    public Tally MemberUses { get; init; }

    public CampaignUsage Usage { get; init; } = CampaignUsage.None;

    public MemberId? Member { get; init; } = SampleRedemption.Anna;

    public CardState? Card { get; init; }

    public bool CardIsUnknown { get; init; }

    public Basket Basket { get; init; } = SampleCampaign.Basket("1x3000 coffee", "1x1000");

    public Instant At { get; init; } = SampleRedemption.Now;

    public RedemptionRequest Request => new(SampleRedemption.Id, Code, Member, Basket) { Card = Card, CardIsUnknown = CardIsUnknown };

    public RedemptionDecision Decide() =>
        RedemptionDecision.Decide(new RedemptionState(Campaign, Terms ?? Campaign, Coupon, CodeDisabled, MemberUses, Usage), Request, At);
}
