using NodaTime;
using Rewards.Domain.Campaigns;
using Rewards.Domain.Redemptions;

namespace Rewards.Domain.Catalogue;

/// <summary>How many there are of something, in one version of its definition: a reward, or what a campaign offers by call.</summary>
/// <param name="Version">Counts from 1; the newest holds.</param>
/// <param name="Stock">How many there are ever; null: unlimited.</param>
/// <param name="Total">The limit of all members together; null: none.</param>
public readonly record struct StockTerms(int Version, long? Stock, Limit? Total)
{
    /// <summary>Whether one has to be set aside before a member gets it.</summary>
    public bool IsScarce => Stock is not null || Total is not null;
}

/// <summary>Why none is left, in order of precedence.</summary>
public enum StockRefusal
{
    LimitReached,
    OutOfStock,
}

/// <summary>How a command stands with a stock, which is kept elsewhere.</summary>
public enum StockStanding
{
    /// <summary>There are as many as are taken.</summary>
    Unlimited,

    /// <summary>There seems to be one: none is set aside for this command yet.</summary>
    NotAsked,
    SetAside,
    LimitReached,
    Out,
}

/// <summary>
/// What is known of a stock where it is kept: the terms of the newest version seen there, and what was taken. The
/// stock is what there is ever, so that a new version may raise or lower it at any time and what was taken still counts.
/// </summary>
/// <param name="Taken">What was set aside and not given back.</param>
public sealed record StockState(StockTerms Terms, Tally Taken)
{
    /// <summary>Never less than 0, also where a lowered stock is less than what was taken; null: unlimited.</summary>
    public long? Left => Terms.Stock is { } stock ? Math.Max(0, stock - Taken.Whole) : null;

    /// <summary>The state with the terms of whichever version is newer: one that is read elsewhere may be some seconds old.</summary>
    /// <param name="known">Null: nothing was taken yet.</param>
    public static StockState Of(StockState? known, StockTerms terms) =>
        known is not null && known.Terms.Version >= terms.Version ? known : new StockState(terms, known?.Taken ?? Tally.Empty);

    /// <summary>Why none can be set aside on that local day of the programme's; null: one can.</summary>
    public StockRefusal? RefusalOn(LocalDate day)
    {
        if (Terms.Total is { } total && Taken.In(total.Period, day) >= total.Max)
        {
            return StockRefusal.LimitReached;
        }

        return Left is <= 0 ? StockRefusal.OutOfStock : null;
    }

    /// <summary>One that was set aside on that day goes back: to the stock, and to the limit in the periods that still hold the day.</summary>
    public StockState GiveBack(LocalDate day) => this with { Taken = Taken.GiveBack(1, day) };
}

/// <summary>Whether one of a stock is set aside for a command. A closed union.</summary>
public abstract record StockDecision
{
    private StockDecision()
    {
    }

    /// <param name="Day">The local day on which it counts, and on which it would go back.</param>
    public sealed record SetAside(StockState Stock, LocalDate Day) : StockDecision;

    public sealed record Refused(StockRefusal Reason) : StockDecision;

    /// <param name="day">Today in the programme's zone; where the stock has seen a later one, that counts.</param>
    /// <exception cref="OverflowException">More were taken than a long holds.</exception>
    public static StockDecision Decide(StockState? known, StockTerms terms, LocalDate day)
    {
        var stock = StockState.Of(known, terms);
        if (stock.RefusalOn(day) is { } reason)
        {
            return new Refused(reason);
        }

        return new SetAside(stock with { Taken = stock.Taken.Add(1, day) }, LocalDate.Max(day, stock.Taken.Day));
    }
}
