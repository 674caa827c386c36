using MathNet.Numerics;
using NodaTime;
using Rewards.Domain.Models;

namespace Rewards.Domain.Tests.Models;

public sealed class BgNbdTests
{
    private static readonly BgNbd Cdnow = CustomerModel.Default.BgNbd;

    private static readonly LocalDate First = new(2026, 1, 1);

    [Theory]
    [InlineData(0, 0, 0, 1, "a new customer")]
    [InlineData(0, 0, 3650, 1, "nobody leaves before a repeat purchase, however long ago it was")]
    [InlineData(1, 70, 70, 0.7537, "may have left with the purchase of today: 1 / (1 + a / b)")]
    [InlineData(26, 216, 217, 0.9689, "bought every week, the last time yesterday")]
    [InlineData(26, 216, 300, 0.0157, "bought every week, and not for a dozen")]
    [InlineData(5000, 1, 3650, 0, "the odds are beyond what a number holds")]
    public void A_silence_tells_more_the_more_often_one_has_bought(long repeats, int recencyDays, int ageDays, double expected, string why) =>
        Assert.True(Math.Abs(expected - Cdnow.ProbabilityActive(new(repeats, recencyDays, ageDays))) < 5e-5, why);

    [Fact]
    public void While_nobody_buys_the_probability_falls_and_the_later_the_last_purchase_the_higher_it_is()
    {
        var seed = Environment.TickCount;
        TestContext.Current.SendDiagnosticMessage($"seed {seed}");
        var random = new Random(seed);
        for (var round = 0; round < 1_000; round++)
        {
            var model = RandomModel(random);
            var age = random.Next(2, 2_000);
            var recency = random.Next(1, age);
            var history = new BuyingHistory(random.Next(1, 100), recency, age);
            var now = model.ProbabilityActive(history);
            var line = $"seed {seed}, round {round}: {model} {history}";

            Assert.True(now is >= 0 and <= 1, line);
            Assert.True(model.ProbabilityActive(history with { AgeDays = age + 1 }) <= now, line);
            Assert.True(model.ProbabilityActive(history with { RecencyDays = recency + 1 }) >= now, line);
            Assert.True(model.ExpectedPurchases(history, 52) >= model.ExpectedPurchases(history, 26), line);
            Assert.True(model.ExpectedPurchases(history, 26) >= 0, line);
        }
    }

    [Fact]
    public void No_time_brings_no_purchases() => Assert.Equal(0, Cdnow.ExpectedPurchases(new(26, 216, 217), 0));

    [Theory]
    [InlineData(0.243, 4.414, 0.793, 2.426, 3, 100, 200, 39, "the shop of the paper")]
    [InlineData(0.243, 4.414, 0.793, 2.426, 0, 0, 0, 520, "ten years of a new customer: next to the pole")]
    [InlineData(0.243, 0.01, 0.793, 2.426, 1, 1, 1, 520, "hardly any time has passed: nearer still")]
    [InlineData(0.5, 10, 1, 3, 2, 70, 140, 52, "a of 1: a pole that cancels")]
    [InlineData(1, 0.01, 1, 3, 0, 0, 0, 52, "and once more next to the pole")]
    [InlineData(0.5, 10, 0.4, 0.6, 0, 0, 140, 52, "a and b together 1: another one")]
    [InlineData(0.5, 10, 0.3, 0.4, 0, 0, 140, 52, "a and b together below 1")]
    [InlineData(1.5, 10, 2.5, 4, 1, 7, 14, 300, "whole distances: poles around one")]
    [InlineData(0.5, 10, 0.8, 3, 400, 700, 714, 52, "hundreds of purchases")]
    [InlineData(2, 30, 0.5, 900, 10, 500, 700, 52, "hardly anybody leaves")]
    public void The_expected_purchases_are_the_mean_over_all_rates_and_chances_to_leave(
        double r, double alpha, double a, double b, long repeats, int recencyDays, int ageDays, double weeks, string why)
    {
        var model = new BgNbd(r, alpha, a, b);
        var history = new BuyingHistory(repeats, recencyDays, ageDays);

        // Of who is active, the chance p to leave is Beta(a, b + x) and brings (1 - (1 + p t / (alpha + T))^-(r + x)) / p purchases.
        // With u = p^a the density at 0 is even.
        var density = Math.Exp(-SpecialFunctions.BetaLn(a, b + repeats)) / a;
        var mean = Integrate.DoubleExponential(
            u =>
            {
                var p = Math.Pow(u, 1 / a);
                var purchases = 1 - Math.Pow(1 + (p * weeks / (alpha + history.AgeWeeks)), -(r + repeats));
                return p < 1e-12
                    ? density * (r + repeats) * weeks / (alpha + history.AgeWeeks)
                    : density * Math.Pow(1 - p, b + repeats - 1) * purchases / p;
            },
            0,
            1,
            1e-10);

        var expected = model.ProbabilityActive(history) * mean;
        var actual = model.ExpectedPurchases(history, weeks);
        Assert.True(Math.Abs(expected - actual) <= 5e-6 * expected, $"{why}: {actual}, not {expected}");
    }

    [Theory]
    [InlineData(0, 0, 0.5, null, "who never came again counts as active for ever")]
    [InlineData(1, 70, 0.5, "2026-08-07", "one repeat purchase: after weeks of silence")]
    [InlineData(26, 216, 0.5, "2026-09-10", "bought every week: after weeks")]
    [InlineData(26, 216, 0.99, "2026-08-05", "below it with the purchase itself, since every purchase may be the last")]
    [InlineData(26, 216, 0, null, "never below zero")]
    [InlineData(1, 3000, 0.01, null, "not within ten years")]
    public void The_probability_falls_below_a_threshold_on_a_day_that_is_known_at_the_purchase(
        long repeats, int recencyDays, double threshold, string? expected, string why)
    {
        var last = First.PlusDays(recencyDays);

        var day = Cdnow.FirstDayBelow(First, last, repeats, threshold);

        Assert.True(Sample.DayOrNull(expected) == day, $"{why}: {day}");
    }

    [Fact]
    public void The_day_before_it_was_not_below()
    {
        var seed = Environment.TickCount;
        TestContext.Current.SendDiagnosticMessage($"seed {seed}");
        var random = new Random(seed);
        for (var round = 0; round < 1_000; round++)
        {
            var model = RandomModel(random);
            var repeats = random.Next(1, 60);
            var last = First.PlusDays(random.Next(1, 1_000));
            var threshold = random.NextDouble();

            var day = model.FirstDayBelow(First, last, repeats, threshold);

            var line = $"seed {seed}, round {round}: {model}, {repeats} until {last}, below {threshold} on {day}";
            var looked = day ?? last.PlusDays(BgNbd.MaxDaysAhead + 1);
            Assert.True(day is null || On(looked) < threshold, line);
            Assert.True(looked == last || On(looked.PlusDays(-1)) >= threshold, line);

            double On(LocalDate asOf) => model.ProbabilityActive(BuyingHistory.Between(First, last, repeats, asOf));
        }
    }

    [Fact]
    public void The_end_of_the_calendar_is_the_end_of_the_search() =>
        Assert.Null(Cdnow.FirstDayBelow(First, LocalDate.MaxIsoValue, 1, 0.5));

    [Fact]
    public void Who_never_came_again_is_as_likely_as_the_paper_says()
    {
        // P(X(t) = 0) = (alpha / (alpha + t))^r
        var expected = 0.243 * Math.Log(4.414 / (4.414 + 39));

        Assert.Equal(expected, Cdnow.LogLikelihood([new(new(0, 0, 39 * 7), 1)]), 1e-12);
    }

    [Fact]
    public void Alike_customers_may_be_counted_together_and_come_in_any_order()
    {
        HistoryGroup[] one = [new(new(2, 30, 90), 1), new(new(0, 0, 70), 1), new(new(2, 30, 90), 1), new(new(1, 20, 50), 1)];
        HistoryGroup[] together = [new(new(0, 0, 70), 1), new(new(1, 20, 50), 1), new(new(2, 30, 90), 2)];

        Assert.Equal(Cdnow.LogLikelihood(one), Cdnow.LogLikelihood(together), 1e-12);
    }

    private static BgNbd RandomModel(Random random) => new(Parameter(random), 10 * Parameter(random), Parameter(random), Parameter(random));

    private static double Parameter(Random random) => Math.Exp((random.NextDouble() * 4) - 2);
}
