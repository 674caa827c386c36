using System.Text.Json;
using NodaTime;
using Rewards.Domain.Points;
using Rewards.Functions.Points;

namespace Rewards.Functions.Tests.Points;

public sealed class LedgerEffectsTests
{
    /// <summary>Characters a text may have in a row of table storage.</summary>
    private const int MaxCharacters = 32 * 1024;

    [Fact]
    public void All_holds_there_can_be_run_out_at_once_and_their_effects_fit_into_a_row()
    {
        var now = Instant.FromUtc(2026, 5, 4, 10, 0);
        var first = new LocalDate(2026, 6, 30);
        var holds = Enumerable.Range(0, PointsAccount.MaxHolds).Select(i => new OpenHold(
            $"H{i:D25}",
            now,
            [.. Enumerable.Range(0, PointsAccount.MaxHeldLots / PointsAccount.MaxHolds)
                .Select(lot => new Lot(new LotKey(first.PlusMonths(lot)), new PointCount(1_000)))]));
        var account = PointsAccount.Empty with { Holds = [.. holds] };

        var entries = Ledger.Open(account, Programme.Default, now).Entries;
        var effects = LedgerEffectsBody.Of(entries, null, null);

        Assert.Equal(PointsAccount.MaxHolds, entries.Count);
        Assert.InRange(JsonSerializer.Serialize(effects, LedgerJson.Default.LedgerEffectsBody).Length, 1, MaxCharacters / 2);
        Assert.All(effects.Entries, entry => Assert.Empty(entry.Months));
    }
}
