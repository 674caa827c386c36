using Azure.Data.Tables;
using Rewards.Domain.Cards;
using Rewards.Domain.Identifiers;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Cards;

/// <summary>The rows of a member's cards, in the member's partition.</summary>
public static class CardRows
{
    /// <summary>No card yet: says before the number is claimed that it will be, so that an erasure finds the claim.</summary>
    private const string Wanted = "Wanted";

    public static TableEntity ToRow(MemberCard card, MemberId member) => new(TableKeys.MemberPartition(member), TableKeys.CardRow(card.Number))
    {
        ["Number"] = card.Number.Value,
        ["State"] = card.State.ToString(),
        ["Since"] = RowValues.Write(card.Since),
        ["ReplacedBy"] = card.ReplacedBy?.Value,
    };

    public static TableEntity WantedRow(CardNumber number, MemberId member) => new(TableKeys.MemberPartition(member), TableKeys.CardRow(number))
    {
        ["Number"] = number.Value,
        ["State"] = Wanted,
    };

    public static bool IsWanted(TableEntity row) => row.Text("State") == Wanted;

    /// <returns>Null where there is no row, or no card yet.</returns>
    public static MemberCard? ToCard(TableEntity? row) => row is null || IsWanted(row) ? null : new MemberCard(
        CardNumber.Parse(row.Text("Number")),
        Enum.Parse<CardState>(row.Text("State")),
        RowValues.ReadInstant(row, "Since")!.Value,
        row.GetString("ReplacedBy") is { } next ? CardNumber.Parse(next) : null);
}
