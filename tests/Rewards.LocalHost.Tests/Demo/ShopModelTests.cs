using Rewards.LocalHost.Demo;

namespace Rewards.LocalHost.Tests.Demo;

/// <summary>The simulation against what the models' papers say in closed form.</summary>
public sealed class ShopModelTests(ITestOutputHelper output)
{
    private const int Customers = 40_000;

    private const int Seed = 20_260_301;

    private static readonly ShopParameters Cdnow = ShopParameters.Cdnow;

    [Theory]
    [InlineData(13)]
    [InlineData(39)]
    [InlineData(78)]
    public void As_many_customers_never_come_again_as_the_model_says(int weeks)
    {
        // P(X(t) = 0) = (alpha / (alpha + t))^r: nobody leaves before a repeat purchase.
        var expected = Math.Pow(Cdnow.Alpha / (Cdnow.Alpha + weeks), Cdnow.R);

        var share = Shop().Count(customer => Repeats(customer, weeks) == 0) / (double)Customers;

        AssertNear(expected, share, 4 * Math.Sqrt(expected * (1 - expected) / Customers));
    }

    [Theory]
    [InlineData(13)]
    [InlineData(39)]
    [InlineData(78)]
    public void The_mean_of_repeat_purchases_is_the_models(int weeks)
    {
        var expected = ExpectedRepeats(weeks);
        var repeats = Shop().Select(customer => (double)Repeats(customer, weeks)).ToList();

        var mean = repeats.Average();
        var standardError = Math.Sqrt(repeats.Sum(x => (x - mean) * (x - mean)) / Customers / Customers);

        AssertNear(expected, mean, 4 * standardError);
    }

    [Fact]
    public void The_mean_amount_is_the_models()
    {
        // E(Z) = p gamma / (q - 1)
        var expected = Cdnow.P * Cdnow.Gamma / (Cdnow.Q - 1);

        var mean = Shop().Average(customer => customer.Buy() / 100.0);

        AssertNear(expected, mean, 0.8);
    }

    [Fact]
    public void The_same_seed_draws_the_same_customers_and_another_seed_others()
    {
        var first = new ShopModel(Cdnow, 1).Join(0);
        var same = new ShopModel(Cdnow, 1).Join(0);
        var other = new ShopModel(Cdnow, 2).Join(0);

        Assert.Equal((first.Buy(), first.NextPurchaseWeek), (same.Buy(), same.NextPurchaseWeek));
        Assert.NotEqual(first.NextPurchaseWeek, (other.Buy(), other.NextPurchaseWeek).NextPurchaseWeek);
    }

    [Theory]
    [InlineData(0.25)]
    [InlineData(0.6)]
    public void A_coupon_brings_back_the_stated_share_of_those_who_had_left(double chance)
    {
        var gone = Shop().Where(customer => Repeats(customer, 2_000) >= 0 && double.IsPositiveInfinity(customer.NextPurchaseWeek)).ToList();

        var back = gone.Where(customer => customer.Wake(2_000, chance)).ToList();

        var share = back.Count / (double)gone.Count;
        AssertNear(chance, share, 4 * Math.Sqrt(0.25 / gone.Count));
        Assert.All(back, customer => Assert.InRange(customer.NextPurchaseWeek, 2_000, double.MaxValue));
        var weeks = Cdnow.Offers.MeanWeeks;
        AssertNear(weeks, back.Average(customer => customer.NextPurchaseWeek - 2_000), 4 * weeks / Math.Sqrt(back.Count));
    }

    [Fact]
    public void A_coupon_never_puts_a_purchase_off()
    {
        foreach (var customer in Shop())
        {
            var planned = customer.NextPurchaseWeek;
            customer.Wake(0, chance: 1);
            Assert.True(customer.NextPurchaseWeek <= planned);
        }
    }

    private static IEnumerable<Customer> Shop()
    {
        var model = new ShopModel(Cdnow, Seed);
        for (var i = 0; i < Customers; i++)
        {
            yield return model.Join(0);
        }
    }

    private static int Repeats(Customer customer, double weeks)
    {
        while (customer.NextPurchaseWeek <= weeks)
        {
            customer.Buy();
        }

        return customer.Purchases - 1;
    }

    /// <summary>The paper's E(X(t)), with the Gaussian hypergeometric function as its series.</summary>
    private static double ExpectedRepeats(double weeks)
    {
        var z = weeks / (Cdnow.Alpha + weeks);
        double term = 1, sum = 1;
        for (var j = 0; term > 1e-12; j++)
        {
            term *= (Cdnow.R + j) * (Cdnow.B + j) / ((Cdnow.A + Cdnow.B - 1 + j) * (1 + j)) * z;
            sum += term;
        }

        var notYet = Math.Pow(Cdnow.Alpha / (Cdnow.Alpha + weeks), Cdnow.R) * sum;
        return (Cdnow.A + Cdnow.B - 1) / (Cdnow.A - 1) * (1 - notYet);
    }

    private void AssertNear(double expected, double actual, double tolerance)
    {
        output.WriteLine($"seed {Seed}: expected {expected:F4} ± {tolerance:F4}, simulated {actual:F4}");
        Assert.InRange(actual, expected - tolerance, expected + tolerance);
    }
}
