using NodaTime;
using Rewards.Domain.Models;
using Rewards.Domain.Money;
using Rewards.LocalHost.Demo;

namespace Rewards.Domain.Tests.Models;

public sealed class CustomerModelFitTests(ITestOutputHelper output)
{
    private static readonly LocalDate Today = Sample.Day("2026-06-30");

    [Theory]
    [InlineData(0, 0, false, "no customers")]
    [InlineData(99, 99, false, "one customer too few")]
    [InlineData(100, 29, false, "one repeat buyer too few")]
    [InlineData(100, 30, true, "just enough")]
    public void Too_little_data_is_said(int customers, int repeatBuyers, bool enough, string why)
    {
        var buyers = Enumerable.Range(0, customers).Select(i => i < repeatBuyers ? Repeated(1 + (i % 3), i) : Once(i)).ToList();

        var fit = CustomerModelFit.Of(buyers, 1, Today);

        Assert.True(enough == fit is not CustomerModelFit.TooLittleData, why);
        Assert.True(enough || fit == new CustomerModelFit.TooLittleData(customers, repeatBuyers), why);
    }

    [Fact]
    public void Customers_who_are_all_alike_do_not_tell_the_parameters() =>
        Assert.IsType<CustomerModelFit.DoesNotConverge>(CustomerModelFit.Of([.. Enumerable.Repeat(Repeated(1, 0), 200)], 1, Today));

    /// <summary>Drawn from the paper's model with a fixed seed: what went in comes out, within what chance leaves open.</summary>
    [Fact]
    public void Customers_drawn_from_a_model_give_it_back()
    {
        var buyers = Draw(customers: 20_000, seed: 20_260_301);

        var model = Assert.IsType<CustomerModelFit.Fitted>(CustomerModelFit.Of(buyers, 7, Today)).Model;
        output.WriteLine($"{model}");

        Assert.Equal((7, Today, 20_000L), (model.Version, model.FittedOn, model.Customers));
        Assert.Equal(0.243, model.BgNbd.R, 0.02);
        Assert.Equal(4.414, model.BgNbd.Alpha, 0.6);
        Assert.Equal(0.793 / (0.793 + 2.426), model.BgNbd.A / (model.BgNbd.A + model.BgNbd.B), 0.03);
        Assert.Equal(6.25, model.GammaGamma.P, 0.6);
        Assert.Equal(3.74, model.GammaGamma.Q, 0.4);
        Assert.Equal(6.25 * 1544 / 2.74, model.GammaGamma.ExpectedValue(0, 0), 200.0);
        Assert.Equal(RfmBoundaries.Of(buyers), model.RfmBoundaries);
        Assert.True(model.LogLikelihood < 0);
    }

    [Fact]
    public void The_same_customers_give_the_same_model()
    {
        var buyers = Draw(customers: 500, seed: 1);

        Assert.Equal(CustomerModelFit.Of(buyers, 1, Today), CustomerModelFit.Of(buyers, 1, Today));
    }

    /// <summary>The first purchases are spread over a year, the last of them half a year ago.</summary>
    private static List<Buyer> Draw(int customers, int seed)
    {
        const double Until = 78;
        var shop = new ShopModel(ShopParameters.Cdnow, seed);
        return [.. Enumerable.Range(0, customers).Select(i => Play(shop.Join(52.0 * i / customers), Until))];
    }

    private static Buyer Play(Customer customer, double until)
    {
        var days = new SortedDictionary<int, long>();
        var purchases = 0;
        while (customer.NextPurchaseWeek < until)
        {
            var day = (int)(customer.NextPurchaseWeek * 7);
            days[day] = days.GetValueOrDefault(day) + customer.Buy();
            purchases++;
        }

        var (first, last) = (days.Keys.First(), days.Keys.Last());
        var history = new BuyingHistory(days.Count - 1, last - first, (int)(until * 7) - first);
        return new Buyer(history, purchases, new MinorUnits(days[first]), new MinorUnits(days.Values.Sum()));
    }

    private static Buyer Once(int i) => new(new BuyingHistory(0, 0, 30 + i), 1, new MinorUnits(500), new MinorUnits(500));

    private static Buyer Repeated(int repeats, int i) =>
        new(new BuyingHistory(repeats, 20 + (i * 3), 200), repeats + 1, new MinorUnits(500), new MinorUnits(500 + (repeats * (1000 + (i * 50)))));
}
