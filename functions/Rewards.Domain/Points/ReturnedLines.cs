using System.Collections.Immutable;
using Rewards.Domain.Baskets;
using Rewards.Domain.Money;

namespace Rewards.Domain.Points;

/// <summary>What a till says of a line that comes back. With neither, all that is left of it; with an amount alone, a part of weighed goods.</summary>
/// <param name="Quantity">From 1; null: not by pieces.</param>
/// <param name="Amount">What is refunded, in minor units; null with a quantity: in proportion to what is left.</param>
public sealed record ReturnLine(string LineId, int? Quantity = null, MinorUnits? Amount = null);

/// <summary>How much of a line has come back.</summary>
/// <param name="Amount">Of what was paid.</param>
public sealed record ReturnedLine(string LineId, int Quantity, MinorUnits Amount);

/// <summary>What is left of a basket of which lines come back, and what of a figure stays with what is left.</summary>
public static class ReturnedLines
{
    /// <summary>The basket as it was paid, less what came back. A line of which all pieces came back is not in it, whatever was refunded.</summary>
    public static Basket Remaining(Basket bought, ImmutableArray<ReturnedLine> returned) => bought with
    {
        Lines = [.. bought.Lines.Select(line => LeftOf(line, returned)).OfType<BasketLine>()],
    };

    /// <summary>Null: nothing is left.</summary>
    public static BasketLine? LeftOf(BasketLine bought, ImmutableArray<ReturnedLine> returned) =>
        returned.FirstOrDefault(line => line.LineId == bought.LineId) switch
        {
            null => bought,
            var back when back.Quantity == bought.Quantity => null,
            var back => bought with { Quantity = bought.Quantity - back.Quantity, Amount = bought.Amount - back.Amount },
        };

    /// <summary>What that means of a line; null: it is more than is left. All that was paid is the whole line.</summary>
    /// <param name="left">Null: all of it has come back before.</param>
    public static ReturnedLine? Of(ReturnLine asked, BasketLine? left)
    {
        if (left is null || asked.Quantity > left.Quantity || asked.Amount > left.Amount)
        {
            return null;
        }

        return asked switch
        {
            { Quantity: null, Amount: { } amount } => new ReturnedLine(asked.LineId, amount == left.Amount ? left.Quantity : 0, amount),
            { Quantity: { } pieces } => new ReturnedLine(
                asked.LineId, pieces, asked.Amount ?? left.Amount - Share(left.Amount, pieces, left.Quantity - pieces)),
            _ => new ReturnedLine(asked.LineId, left.Quantity, left.Amount),
        };
    }

    /// <summary>With one more, added to what came back of its line before.</summary>
    public static ImmutableArray<ReturnedLine> Add(ImmutableArray<ReturnedLine> returned, ReturnedLine next) =>
        returned.FirstOrDefault(line => line.LineId == next.LineId) is { } before
            ? returned.Replace(before, new ReturnedLine(next.LineId, checked(before.Quantity + next.Quantity), before.Amount + next.Amount))
            : returned.Add(next);

    /// <summary>
    /// What of a line's discount stays with what is left of the line: by pieces where pieces came back, else by what was paid; by
    /// largest remainder, so that the parts add up.
    /// </summary>
    public static MinorUnits Kept(MinorUnits discount, BasketLine bought, BasketLine? left)
    {
        if (left is null)
        {
            return MinorUnits.Zero;
        }

        return left.Quantity < bought.Quantity
            ? Share(discount, bought.Quantity - left.Quantity, left.Quantity)
            : Share(discount, (bought.Amount - left.Amount).Value, left.Amount.Value);
    }

    private static MinorUnits Share(MinorUnits total, long back, long left) =>
        back == 0 ? total : Allocation.ByLargestRemainder(total, [new MinorUnits(back), new MinorUnits(left)])[1];
}
