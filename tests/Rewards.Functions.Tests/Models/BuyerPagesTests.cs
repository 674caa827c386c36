using Rewards.Domain.Models;
using Rewards.Domain.Money;
using Rewards.Functions.Models;

namespace Rewards.Functions.Tests.Models;

public sealed class BuyerPagesTests
{
    [Fact]
    public void What_a_page_holds_comes_out_as_it_went_in()
    {
        List<RankedBuyer> buyers =
        [
            new(0, new Buyer(new BuyingHistory(0, 0, 0), 1, new MinorUnits(500), new MinorUnits(500))),
            new(40, new Buyer(new BuyingHistory(3_000, 3_001, 3_652_058), long.MaxValue, new MinorUnits(-7), new MinorUnits(long.MinValue))),
        ];

        Assert.Equal(buyers, BuyerPages.Unpack(BuyerPages.Pack(buyers)));
        Assert.Empty(BuyerPages.Unpack(BuyerPages.Pack([])));
    }
}
