using System.Net;
using Rewards.Domain.Cards;
using Rewards.Domain.Identifiers;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Http;

/// <summary>What is posted to a member's cards, and to a card's replacements.</summary>
public sealed record CardRequestBody(string? Number);

/// <param name="State">active, lost or replaced.</param>
/// <param name="Since">RFC 3339, UTC: active since, or refused since.</param>
/// <param name="ReplacedBy">The number of the card in its place.</param>
public sealed record CardBody(string Number, string MemberId, string State, string Since, string? ReplacedBy);

public sealed record CardsBody(IReadOnlyList<CardBody> Cards);

/// <summary>Cards on the wire.</summary>
public static class CardBodies
{
    public static readonly Reply Unknown = Problems.NotFound(
        Problems.NameOf(CardRefusal.UnknownCard), "No member has a card with this number.");

    public static CardBody Of(MemberCard card, MemberId member) =>
        new(card.Number.Value, member.Value, Problems.NameOf(card.State), RowValues.Write(card.Since), card.ReplacedBy?.Value);

    public static Reply ToReply(MemberCard card, MemberId member, HttpStatusCode status) =>
        Reply.Of(status, Of(card, member), WireJson.Default.CardBody);

    public static Reply Refused(CardRefusal reason) => reason switch
    {
        CardRefusal.UnknownMember => Problems.NotFound(Problems.NameOf(reason), "There is no member with this id."),
        CardRefusal.UnknownCard => Unknown,
        _ => Problems.Conflict(Problems.NameOf(reason), DetailOf(reason)),
    };

    private static string DetailOf(CardRefusal reason) => reason switch
    {
        CardRefusal.MemberErased => "This member has been erased; the id is not used again.",
        CardRefusal.CardLost => "The card has been reported lost.",
        CardRefusal.CardReplaced => "The card has been replaced by another one.",
        CardRefusal.CardTaken => "This number stands for another card, or did once.",
        CardRefusal.TooManyCards => $"A member has at most {CardDecision.MaxCards} cards, the lost and replaced ones included.",
        _ => throw new ArgumentOutOfRangeException(nameof(reason)),
    };
}
