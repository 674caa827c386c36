using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Rewards.Domain.Catalogue;
using Rewards.Domain.Identifiers;
using Rewards.Functions.Catalogue;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.Catalogue;

/// <summary>Each of the stock's steps counts once, in whatever order and however often they come.</summary>
public sealed class StockKeeperTests(TestStorage storage)
{
    private static readonly OperationId Claim = new("CLAIM");

    private static readonly LocalDate Today = new(2026, 5, 4);

    [Theory]
    [InlineData("set set set", 1, "set aside once")]
    [InlineData("set back back", 0, "given back once")]
    [InlineData("back set set", 0, "given back before it was set aside: then it never is")]
    [InlineData("set back set", 0, "a late try to set aside what was given back")]
    [InlineData("set keep back", 1, "kept: it never goes back")]
    [InlineData("set back keep back", 0, "too late to keep it")]
    public async Task Each_step_counts_once(string steps, long taken, string why)
    {
        await using var app = await TestApp.StartAsync(storage, change: options => options with { RunQueues = false });
        var (key, terms) = (StockKey.Of(RewardId.Parse("mug")), new StockTerms(1, Stock: 5, Total: null));
        var keeper = app.Host.Services.GetRequiredService<StockKeeper>();
        Assert.Equal(StockStanding.SetAside, await keeper.SetAsideAsync(key, terms, new OperationId("OTHER"), Today, CancellationToken.None));

        foreach (var step in steps.Split(' '))
        {
            await (step switch
            {
                "set" => keeper.SetAsideAsync(key, terms, Claim, Today, CancellationToken.None),
                "back" => keeper.GiveBackAsync(key, Claim, CancellationToken.None),
                _ => keeper.KeepAsync(key, Claim, CancellationToken.None),
            });
        }

        Assert.True(await keeper.LeftAsync(key, terms, CancellationToken.None) == 4 - taken, why);
        Assert.Equal(StockStanding.SetAside, await keeper.LookAsync(key, terms, new OperationId("OTHER"), Today, CancellationToken.None));
    }
}
