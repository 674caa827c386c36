using NodaTime;
using Rewards.Domain.Baskets;
using Rewards.Domain.Campaigns;
using Rewards.Domain.Cards;
using Rewards.Domain.Coupons;
using Rewards.Domain.Identifiers;

namespace Rewards.Domain.Redemptions;

/// <summary>What a till asks for.</summary>
public sealed record RedemptionRequest(RedemptionId Id, CouponCode Code, MemberId? Member, Basket Basket)
{
    /// <summary>The card that names the member; null: none does, or <see cref="CardIsUnknown"/>.</summary>
    public CardState? Card { get; init; }

    /// <summary>A card is named that is nobody's.</summary>
    public bool CardIsUnknown { get; init; }
}

/// <summary>What one partition knows of a code.</summary>
/// <param name="Newest">The campaign as it is now; null: no campaign has this code.</param>
/// <param name="Terms">The campaign as it was when the coupon was issued; of a shared code, the newest.</param>
/// <param name="Coupon">Null: no such coupon. A shared code nobody used yet has an empty one.</param>
/// <param name="CodeDisabled">A shared code taken out; a unique coupon knows by itself.</param>
public sealed record RedemptionState(
    CampaignDefinition? Newest,
    CampaignDefinition? Terms,
    Coupon? Coupon,
    bool CodeDisabled,
    Tally MemberUses,
    CampaignUsage Usage);

/// <summary>What of the campaign's scarce things this shard has consumed and, with several shards, may consume.</summary>
/// <param name="RedemptionsExhausted">The account and all shards were asked and have none left (several shards only).</param>
public sealed record CampaignUsage(
    Tally Redemptions,
    Tally Money,
    Allotment? RedemptionsAllotment,
    Allotment? MoneyAllotment,
    bool RedemptionsExhausted = false,
    bool MoneyExhausted = false)
{
    public static readonly CampaignUsage None = new(Tally.Empty, Tally.Empty, null, null);
}

/// <summary>The counts that limits are compared with. They change together, and are kept apart.</summary>
[Flags]
public enum Counts
{
    None = 0,
    Code = 1,
    Member = 2,
    Campaign = 4,
}

/// <summary>A closed union.</summary>
public abstract record RedemptionDecision
{
    private RedemptionDecision()
    {
    }

    /// <summary>Redeemed: the new state of the rows.</summary>
    public sealed record Accepted(Redemption Redemption, Coupon Coupon, Tally MemberUses, CampaignUsage Usage) : RedemptionDecision;

    public sealed record Refused(Refusal Reason, string Detail) : RedemptionDecision
    {
        /// <summary>What was counted to find this reason: also that none of those before it applies.</summary>
        public Counts RestsOn { get; init; }
    }

    /// <summary>This shard's allotment falls short of <paramref name="Need"/>, the whole of what is to be consumed; ask the account, then decide again.</summary>
    public sealed record NeedsAllotment(Resource Resource, AllotmentTerm Term, long Need) : RedemptionDecision;

    /// <summary>Decides in the order of <see cref="Refusal"/>.</summary>
    public static RedemptionDecision Decide(RedemptionState state, RedemptionRequest request, Instant now)
    {
        if (state is not { Newest: { } campaign, Terms: { } terms, Coupon: { } coupon })
        {
            return new Refused(Refusal.UnknownCode, "There is no coupon with this code.");
        }

        var rules = new RedemptionRules(campaign, terms, coupon, state, request, now);
        var decision = OfCard(request) ?? rules.OfCoupon() ?? rules.OfBasket() ?? rules.OfUses() ?? rules.OfCampaign() ?? rules.OfDiscount();
        return decision is Refused refused ? refused with { RestsOn = rules.CountsUpTo(refused.Reason) } : decision;
    }

    private static Refused? OfCard(RedemptionRequest request) => request switch
    {
        { CardIsUnknown: true } => new Refused(Refusal.UnknownCard, "No member has a card with this number."),
        { Card: CardState.Lost } => new Refused(Refusal.CardLost, "The card has been reported lost."),
        { Card: CardState.Replaced } => new Refused(Refusal.CardReplaced, "The card has been replaced by another one."),
        _ => null,
    };
}
