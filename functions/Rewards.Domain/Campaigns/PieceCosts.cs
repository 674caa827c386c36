using Rewards.Domain.Baskets;
using Rewards.Domain.Money;

namespace Rewards.Domain.Campaigns;

/// <summary>
/// Lines as single pieces. A line's amount is split evenly, the units left over going to its first pieces, so a line has at
/// most two prices and is reckoned in two groups, never piece by piece.
/// </summary>
internal static class PieceCosts
{
    private readonly record struct Group(int Line, long Price, long Count);

    /// <summary>What the cheapest <paramref name="count"/> pieces of all lines cost, by line; of equal prices the earlier line's come first.</summary>
    public static MinorUnits[] OfCheapest(IReadOnlyList<BasketLine> lines, long count)
    {
        var costs = new MinorUnits[lines.Count];
        var left = count;
        foreach (var group in lines.SelectMany(Groups).OrderBy(group => group.Price))
        {
            var taken = Math.Min(group.Count, left);
            costs[group.Line] += new MinorUnits(checked(taken * group.Price));
            left -= taken;
        }

        return costs;
    }

    private static IEnumerable<Group> Groups(BasketLine line, int index)
    {
        if (line.Quantity < 1)
        {
            return [];
        }

        var (price, dearer) = Math.DivRem(line.Amount.Value, line.Quantity);
        return [new Group(index, price, line.Quantity - dearer), new Group(index, price + 1, dearer)];
    }
}
