using System.Collections.Immutable;
using Rewards.Domain;
using Rewards.Domain.Baskets;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Money;

namespace Rewards.Functions.Http;

/// <summary>Baskets from the wire; every malformed member is named.</summary>
public static class BasketBodies
{
    private const int MaxQuantity = 10_000;

    /// <summary>10^12 minor units: ten thousand millions of euro, so that sums of 200 lines stay far from 64 bits.</summary>
    private const long MaxAmountMinor = 1_000_000_000_000;

    private const int MaxTags = 20;

    /// <returns>Null if there are errors.</returns>
    public static Basket? ToBasket(BasketBody? body, List<FieldError> errors)
    {
        var before = errors.Count;
        if (body is null)
        {
            errors.Add(new FieldError("basket", "A basket is needed."));
            return null;
        }

        if (!Currency.TryParse(body.Currency, out var currency))
        {
            errors.Add(new FieldError("basket.currency", "Three capital letters of ISO 4217 are needed."));
        }

        CheckText(body.StoreId, "basket.storeId", errors);
        CheckText(body.TillId, "basket.tillId", errors);
        CheckText(body.ReceiptId, "basket.receiptId", errors);
        if (body.ReceiptId is not null && (body.StoreId is null || body.TillId is null))
        {
            errors.Add(new FieldError(body.StoreId is null ? "basket.storeId" : "basket.tillId", "A receipt is named by its store and its till."));
        }

        var lines = ToLines(body.Lines, errors);
        return errors.Count > before ? null : new Basket(currency, body.StoreId, body.TillId, body.ReceiptId, lines);
    }

    public static BasketBody Of(Basket basket) => new(
        basket.Currency.Code,
        basket.StoreId,
        basket.TillId,
        basket.ReceiptId,
        [.. basket.Lines.Select(line => new BasketLineBody(line.LineId, line.Sku, line.Category, line.Tags, line.Quantity, line.Amount.Value))]);

    private static ImmutableArray<BasketLine> ToLines(IReadOnlyList<BasketLineBody?>? lines, List<FieldError> errors)
    {
        if (lines is null or { Count: 0 } or { Count: > Basket.MaxLines })
        {
            errors.Add(new FieldError("basket.lines", $"1 to {Basket.MaxLines} lines are needed."));
            return [];
        }

        var ids = new HashSet<string>(lines.Count, StringComparer.Ordinal);
        var result = ImmutableArray.CreateBuilder<BasketLine>(lines.Count);
        for (var i = 0; i < lines.Count; i++)
        {
            if (ToLine(lines[i], $"basket.lines[{i}]", errors) is not { } line)
            {
                continue;
            }

            if (!ids.Add(line.LineId))
            {
                errors.Add(new FieldError($"basket.lines[{i}].lineId", "Each line has an id of its own."));
            }

            result.Add(line);
        }

        return result.DrainToImmutable();
    }

    private static BasketLine? ToLine(BasketLineBody? line, string at, List<FieldError> errors)
    {
        if (line is null)
        {
            errors.Add(new FieldError(at, "A line is an object."));
            return null;
        }

        var before = errors.Count;
        Require(IdText.IsText(line.LineId, 40), $"{at}.lineId", "1 to 40 printable characters are needed.", errors);
        Require(IdText.IsText(line.Sku, 64), $"{at}.sku", "1 to 64 printable characters are needed.", errors);
        CheckText(line.Category, $"{at}.category", errors);
        Require(line.Quantity is >= 1 and <= MaxQuantity, $"{at}.quantity", $"A whole number from 1 to {MaxQuantity} is needed; weighed goods have 1.", errors);
        Require(line.Amount is >= 0 and <= MaxAmountMinor, $"{at}.amount", $"Minor units from 0 to {MaxAmountMinor} are needed.", errors);
        var tags = line.Tags ?? [];
        Require(tags.Count <= MaxTags, $"{at}.tags", $"At most {MaxTags} tags.", errors);
        for (var i = 0; i < tags.Count; i++)
        {
            Require(IdText.IsText(tags[i], 64), $"{at}.tags[{i}]", "1 to 64 printable characters are needed.", errors);
        }

        return errors.Count > before
            ? null
            : new BasketLine(line.LineId!, line.Sku!, line.Category, [.. tags.Select(tag => tag!)], line.Quantity!.Value, new MinorUnits(line.Amount!.Value));
    }

    private static void CheckText(string? text, string field, List<FieldError> errors) =>
        Require(text is null || IdText.IsText(text, 64), field, "1 to 64 printable characters are needed.", errors);

    private static void Require(bool holds, string field, string message, List<FieldError> errors)
    {
        if (!holds)
        {
            errors.Add(new FieldError(field, message));
        }
    }
}
