using System.Collections.Immutable;
using Rewards.Domain.Money;

namespace Rewards.Domain.Baskets;

/// <summary>One line of a basket. The amount is the line's total, so weighed goods are exact.</summary>
public sealed record BasketLine(string LineId, string Sku, string? Category, ImmutableArray<string> Tags, int Quantity, MinorUnits Amount);

/// <summary>A receipt's number, unique for its till for ever.</summary>
public sealed record Receipt(string StoreId, string TillId, string ReceiptId);

/// <summary>What a customer is about to pay, or has paid, for. At most 200 lines.</summary>
public sealed record Basket(Currency Currency, string? StoreId, string? TillId, string? ReceiptId, ImmutableArray<BasketLine> Lines)
{
    public const int MaxLines = 200;

    /// <summary>The receipt, where store, till and number are all named.</summary>
    public Receipt? Receipt => StoreId is { } store && TillId is { } till && ReceiptId is { } receipt ? new Receipt(store, till, receipt) : null;

    public MinorUnits Total => Lines.Aggregate(MinorUnits.Zero, (sum, line) => sum + line.Amount);
}

/// <summary>Names products: a line matches if its sku, its category or one of its tags is named. Compared without case.</summary>
public sealed record ProductFilter(ImmutableArray<string> Skus, ImmutableArray<string> Categories, ImmutableArray<string> Tags)
{
    public bool Matches(BasketLine line) =>
        Skus.Contains(line.Sku, StringComparer.OrdinalIgnoreCase)
        || (line.Category is { } category && Categories.Contains(category, StringComparer.OrdinalIgnoreCase))
        || line.Tags.Any(tag => Tags.Contains(tag, StringComparer.OrdinalIgnoreCase));
}
