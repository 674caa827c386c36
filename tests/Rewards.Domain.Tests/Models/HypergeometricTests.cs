using Rewards.Domain.Models;

namespace Rewards.Domain.Tests.Models;

public sealed class HypergeometricTests
{
    [Theory]
    [InlineData(0, "where it is 1")]
    [InlineData(0.3, "by the series")]
    [InlineData(0.9, "the last by the series alone")]
    [InlineData(0.9001, "the first around one")]
    [InlineData(0.999999, "next to the pole")]
    public void It_is_what_closed_forms_say(double z, string why)
    {
        // DLMF 15.4: the logarithm (two poles that cancel), a power, an inverse sine and the complete elliptic integral.
        AssertNear(z == 0 ? 1 : -Math.Log(1 - z) / z, Hypergeometric.Of(1, 1, 2, z), $"{why}: logarithm");
        AssertNear(Math.Pow(1 - z, -2.7), Hypergeometric.Of(2.7, 1.3, 1.3, z), $"{why}: power");
        AssertNear(z == 0 ? 1 : Math.Asin(Math.Sqrt(z)) / Math.Sqrt(z), Hypergeometric.Of(0.5, 0.5, 1.5, z), $"{why}: inverse sine");
        AssertNear(1 / ArithmeticGeometricMean(1, Math.Sqrt(1 - z)), Hypergeometric.Of(0.5, 0.5, 1, z), $"{why}: elliptic integral");
    }

    /// <summary>The derivative is a b / c times the function with all three one higher, whichever way each is worked out.</summary>
    [Fact]
    public void It_hangs_together_with_its_derivative()
    {
        var seed = Environment.TickCount;
        TestContext.Current.SendDiagnosticMessage($"seed {seed}");
        var random = new Random(seed);
        for (var round = 0; round < 500; round++)
        {
            double a = random.NextDouble() * 6, b = random.NextDouble() * 6, c = 0.1 + (random.NextDouble() * 12), z = random.NextDouble() * 0.995;
            var step = 1e-4 * (1 - z);
            double above = z + step, below = Math.Max(0, z - step);
            var slope = (Hypergeometric.Of(a, b, c, above) - Hypergeometric.Of(a, b, c, below)) / (above - below);

            var expected = a * b / c * Hypergeometric.Of(a + 1, b + 1, c + 1, z);

            var line = $"seed {seed}, round {round}: 2F1({a}, {b}; {c}; {z}) rises by {slope}, not {expected}";
            Assert.True(Math.Abs(slope - expected) <= 1e-3 * (1 + Math.Abs(expected)), line);
        }
    }

    [Theory]
    [InlineData(-0.1, "below")]
    [InlineData(1, "the pole")]
    [InlineData(double.NaN, "not a number")]
    public void Outside_its_range_it_is_a_fault(double z, string why) =>
        Assert.True(Record.Exception(() => Hypergeometric.Of(1, 1, 2, z)) is ArgumentOutOfRangeException, why);

    private static double ArithmeticGeometricMean(double one, double other)
    {
        while (Math.Abs(one - other) > 1e-15)
        {
            (one, other) = ((one + other) / 2, Math.Sqrt(one * other));
        }

        return one;
    }

    private static void AssertNear(double expected, double actual, string why) =>
        Assert.True(Math.Abs(expected - actual) <= 1e-8 * Math.Abs(expected), $"{why}: {actual}, not {expected}");
}
