using MathNet.Numerics;
using Rewards.Domain.Models;

namespace Rewards.Domain.Tests.Models;

public sealed class GammaGammaTests
{
    private static readonly GammaGamma Cdnow = CustomerModel.Default.GammaGamma;

    /// <summary>The mean of all: p gamma / (q - 1).</summary>
    private const double MeanOfAll = 6.25 * 1544 / 2.74;

    [Theory]
    [InlineData(0, 0, MeanOfAll, "of whom nothing is known is the mean of all")]
    [InlineData(MeanOfAll, 7, MeanOfAll, "who spends the mean goes on")]
    [InlineData(10_000, 1, 8_025.584, "one large basket counts for a good deal: 6.25 (1544 + 10000) / (6.25 + 2.74)")]
    [InlineData(10_000, 1_000_000, 10_000, "a million of them say it all")]
    [InlineData(0, 1, 1_073.415, "who paid nothing is expected to pay something: 6.25 * 1544 / 8.99")]
    public void What_a_customer_spends_is_between_their_own_mean_and_that_of_all(double average, long repeats, double expected, string why)
    {
        var actual = Cdnow.ExpectedValue(average, repeats);

        Assert.True(Math.Abs(expected - actual) < 0.01, $"{why}: {actual}");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(20)]
    public void All_averages_together_are_certain_and_their_mean_is_that_of_all(long repeats)
    {
        var sure = Over(average => Density(average, repeats));
        var mean = Over(average => average * Density(average, repeats));

        Assert.Equal(1, sure, 1e-6);
        Assert.Equal(MeanOfAll, mean, 0.1);
    }

    private static double Density(double average, long repeats) => Math.Exp(Cdnow.LogLikelihood([new RepeatSpend(average, repeats)]));

    /// <summary>From a hundredth to ten thousand millions, by the logarithm.</summary>
    private static double Over(Func<double, double> density) =>
        Integrate.GaussLegendre(log => density(Math.Exp(log)) * Math.Exp(log), Math.Log(0.01), Math.Log(1e10), 1024);
}
