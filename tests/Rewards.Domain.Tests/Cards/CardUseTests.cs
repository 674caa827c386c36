using NodaTime;
using Rewards.Domain.Agenda;
using Rewards.Domain.Baskets;
using Rewards.Domain.Cards;
using Rewards.Domain.Coupons;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Members;
using Rewards.Domain.Money;
using Rewards.Domain.Points;
using Rewards.Domain.Tests.Campaigns;
using Rewards.Domain.Tiers;

namespace Rewards.Domain.Tests.Cards;

/// <summary>A card in place of a member's id, on purchases and issues; redemptions have their own tests.</summary>
public sealed class CardUseTests
{
    private static readonly Instant Now = Instant.FromUtc(2026, 4, 1, 8, 0);

    [Theory]
    [InlineData("known", null, 0, "EUR", null, "no card")]
    [InlineData("known", CardState.Active, 0, "EUR", null, "a good card")]
    [InlineData("known", CardState.Lost, -1, "EUR", null, "shown before it was reported lost")]
    [InlineData("known", CardState.Lost, 0, "EUR", PurchaseRefusal.CardLost, "shown when it was")]
    [InlineData("known", CardState.Lost, 1, "CHF", PurchaseRefusal.CardLost, "lost comes before the currency")]
    [InlineData("known", CardState.Replaced, -1, "CHF", PurchaseRefusal.CurrencyMismatch, "shown before it was replaced")]
    [InlineData("known", CardState.Replaced, 1, "CHF", PurchaseRefusal.CardReplaced, "replaced comes before the currency")]
    [InlineData("unknown", CardState.Lost, 1, "EUR", PurchaseRefusal.UnknownMember, "unknown comes before lost")]
    [InlineData("erased", CardState.Lost, 1, "EUR", PurchaseRefusal.MemberErased, "erased comes before lost")]
    public void A_purchase_counts_the_card_as_it_was_when_it_was_shown(
        string who, CardState? card, int seconds, string currency, PurchaseRefusal? refusal, string why)
    {
        var at = Now + Duration.FromSeconds(seconds);
        var basket = new Basket(Currency.Parse(currency), null, null, null, [new BasketLine("1", "sku", null, [], 1, new MinorUnits(100))]);
        var purchase = new Purchase(PurchaseId.Parse("p-1"), Sample.Anna, at, basket) { Card = CardIn(card) };

        var state = MemberOf(who) is { } member ? MemberState.Enrolled(member.Id, member.JoinedOn) with { Member = member } : null;
        var context = new AwardContext(Programme.Default with { AutoEnrol = false }, TimedCampaigns.None, false, false, "p-1", Now);
        var decision = AwardDecision.Decide(state, purchase, context);

        Assert.True((decision as AwardDecision.Refused)?.Reason == refusal, $"{why}: {decision}");
    }

    [Theory]
    [InlineData("known", null, false, null, "no card")]
    [InlineData("known", CardState.Active, false, null, "a good card")]
    [InlineData("known", CardState.Lost, false, IssueRefusal.CardLost, "a lost one")]
    [InlineData("known", CardState.Lost, true, IssueRefusal.CardLost, "nor is the coupon shown again that the member has")]
    [InlineData("known", CardState.Replaced, true, IssueRefusal.CardReplaced, "a replaced one")]
    [InlineData("unknown", CardState.Lost, false, IssueRefusal.UnknownMember, "unknown comes before lost")]
    [InlineData("erased", CardState.Lost, true, IssueRefusal.MemberErased, "erased comes before lost")]
    public void A_coupon_is_issued_to_a_card_that_is_good(string who, CardState? card, bool claimed, IssueRefusal? refusal, string why)
    {
        var decision = IssueDecision.ToMember(
            SampleCampaign.Spring, MemberOf(who), Sample.Anna, Affiliation.None, true, Programme.Default with { AutoEnrol = false }, claimed, card, Now);

        Assert.True((decision as IssueDecision.Refused)?.Reason == refusal, $"{why}: {decision}");
    }

    private static MemberCard? CardIn(CardState? state) =>
        state is { } known ? new MemberCard(CardNumber.Parse("4006381333931"), known, Now, null) : null;

    private static Member? MemberOf(string who) => who switch
    {
        "erased" => Sample.Member().Tombstone(Now),
        "unknown" => null,
        _ => Sample.Member(),
    };
}
