using NodaTime;
using Rewards.Domain.Campaigns;
using Rewards.Domain.Redemptions;

namespace Rewards.Domain.Catalogue;

/// <summary>
/// What is known of a reward's stock where it is kept: the terms of the newest version seen there, and what was taken. The
/// stock is what there is ever, so that a new version may raise or lower it at any time and what was taken still counts.
/// </summary>
/// <param name="Version">Of the reward, whose terms these are.</param>
/// <param name="Stock">How many there are ever; null: unlimited.</param>
/// <param name="Total">The limit of all members together; null: none.</param>
/// <param name="Taken">What was set aside and not given back.</param>
public sealed record StockState(int Version, long? Stock, Limit? Total, Tally Taken)
{
    /// <summary>Never less than 0, also where a lowered stock is less than what was taken; null: unlimited.</summary>
    public long? Left => Stock is { } stock ? Math.Max(0, stock - Taken.Whole) : null;

    /// <summary>The state with the terms of whichever version is newer: one that is read elsewhere may be some seconds old.</summary>
    /// <param name="known">Null: nothing was taken yet.</param>
    public static StockState Of(StockState? known, Reward reward)
    {
        if (known is not null && known.Version >= reward.Version)
        {
            return known;
        }

        return new StockState(reward.Version, reward.Stock, reward.LimitTotal, known?.Taken ?? Tally.Empty);
    }

    /// <summary>Why none can be set aside on that local day of the programme's; null: one can.</summary>
    public ClaimRefusal? RefusalOn(LocalDate day)
    {
        if (Total is { } total && Taken.In(total.Period, day) >= total.Max)
        {
            return ClaimRefusal.RewardLimitReached;
        }

        return Left is <= 0 ? ClaimRefusal.OutOfStock : null;
    }

    /// <summary>One that was set aside on that day goes back: to the stock, and to the limit in the periods that still hold the day.</summary>
    public StockState GiveBack(LocalDate day) => this with { Taken = Taken.GiveBack(1, day) };
}

/// <summary>Whether one of a reward's stock is set aside for a claim. A closed union.</summary>
public abstract record StockDecision
{
    private StockDecision()
    {
    }

    /// <param name="Day">The local day on which it counts, and on which it would go back.</param>
    public sealed record SetAside(StockState Stock, LocalDate Day) : StockDecision;

    public sealed record Refused(ClaimRefusal Reason) : StockDecision;

    /// <param name="day">Today in the programme's zone; where the stock has seen a later one, that counts.</param>
    /// <exception cref="OverflowException">More were taken than a long holds.</exception>
    public static StockDecision Decide(StockState? known, Reward reward, LocalDate day)
    {
        var stock = StockState.Of(known, reward);
        if (stock.RefusalOn(day) is { } reason)
        {
            return new Refused(reason);
        }

        return new SetAside(stock with { Taken = stock.Taken.Add(1, day) }, LocalDate.Max(day, stock.Taken.Day));
    }
}
