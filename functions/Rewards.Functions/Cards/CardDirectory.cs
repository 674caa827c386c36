using System.Collections.Immutable;
using Azure.Data.Tables;
using Rewards.Domain.Cards;
using Rewards.Domain.Identifiers;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Cards;

/// <summary>Whose a card is. A closed union.</summary>
public abstract record CardLookup
{
    private CardLookup()
    {
    }

    /// <summary>In whatever state it is.</summary>
    public sealed record Found(MemberId Member, MemberCard Card) : CardLookup;

    /// <summary>Nobody's, or of somebody who does not have it yet.</summary>
    public sealed record Unknown : CardLookup;

    /// <summary>Of a member who has been erased.</summary>
    public sealed record Forgotten : CardLookup;
}

/// <summary>Leads from a card's number, over its claim, to its member.</summary>
public sealed class CardDirectory(PartitionStore store, ClaimStore claims)
{
    private TableClient Members => store.Table(TableKeys.Members);

    public async Task<CardLookup> FindAsync(CardNumber number, CancellationToken cancellationToken)
    {
        switch (await claims.OwnerPartitionAsync(TableKeys.CardClaim, TableKeys.CardText(number), cancellationToken))
        {
            case null:
                return new CardLookup.Unknown();
            case "":
                return new CardLookup.Forgotten();
            case var partition:
                var row = await TableRows.ReadAsync(Members, partition, TableKeys.CardRow(number), cancellationToken);
                return CardRows.ToCard(row) is { } card ? new CardLookup.Found(MemberId.Parse(partition), card) : new CardLookup.Unknown();
        }
    }

    /// <summary>All rows of a member's cards, those of numbers that are only wanted included.</summary>
    public async Task<IReadOnlyList<TableEntity>> RowsOfAsync(MemberId member, CancellationToken cancellationToken)
    {
        var (from, to) = TableKeys.CardRows;
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey eq {TableKeys.MemberPartition(member)} and RowKey ge {from} and RowKey lt {to}");
        List<TableEntity> rows = [];
        await foreach (var row in Members.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
        {
            rows.Add(row);
        }

        return rows;
    }

    public static ImmutableArray<MemberCard> ToCards(IEnumerable<TableEntity> rows) => [.. rows.Select(CardRows.ToCard).OfType<MemberCard>()];
}
