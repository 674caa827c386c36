using System.Collections.Immutable;
using NodaTime;
using NodaTime.Text;
using Rewards.Domain.Stamps;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Stamps;

/// <summary>A stamp card as the row <c>standing</c> holds it.</summary>
public sealed record StandingCardBody(string Programme, long Number, long Stamps, string? StartedOn, string? ExpiresOn, bool? ExpiryTold);

/// <summary>Between what rows hold of stamps and the Domain's.</summary>
public static class StampRows
{
    /// <summary>Neither a programme's id nor a number has one of these.</summary>
    private const char CardSeparator = ';';

    private const char PartSeparator = ':';

    public static IReadOnlyList<StandingCardBody>? Write(ImmutableArray<StampCard> cards) => cards.IsEmpty
        ? null
        : [.. cards.Select(card => new StandingCardBody(
            card.Programme, card.Number, card.Stamps, RowValues.Write(card.StartedOn), RowValues.Write(card.ExpiresOn), card.ExpiryTold ? true : null))];

    public static ImmutableArray<StampCard> Read(IReadOnlyList<StandingCardBody>? cards) => cards is null
        ? []
        : [.. cards.Select(card => new StampCard(
            card.Programme, card.Number, card.Stamps, ReadDay(card.StartedOn), ReadDay(card.ExpiresOn), card.ExpiryTold ?? false))];

    /// <summary>What a purchase gave; null: nothing.</summary>
    public static string? Write(ImmutableArray<StampsGiven> given) => given.IsEmpty
        ? null
        : string.Join(CardSeparator, given.Select(one => string.Join(PartSeparator, one.Programme, one.Card, one.Stamps, one.Total)));

    public static ImmutableArray<StampsGiven> Read(string? given) => given is null
        ? []
        : [.. given.Split(CardSeparator)
            .Select(one => one.Split(PartSeparator))
            .Select(parts => new StampsGiven(parts[0], long.Parse(parts[1]), long.Parse(parts[2]), long.Parse(parts[3])))];

    private static LocalDate? ReadDay(string? text) => text is null ? null : LocalDatePattern.Iso.Parse(text).Value;
}
