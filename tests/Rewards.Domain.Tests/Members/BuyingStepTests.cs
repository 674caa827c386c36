using System.Globalization;
using NodaTime;
using NodaTime.Text;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Members;
using Rewards.Domain.Money;

namespace Rewards.Domain.Tests.Members;

public sealed class BuyingStepTests
{
    [Theory]
    [InlineData("", "2026-05-04", "first, of its month", "the first one of all")]
    [InlineData("2026-05-04", "2026-05-04", "nothing", "another one on the same day")]
    [InlineData("2026-05-04", "2026-05-20", "second day", "the next one within the month")]
    [InlineData("2026-05-04", "2026-06-01", "second day, of its month, retained in 2026-06", "the next one in the next month")]
    [InlineData("2026-05-04", "2026-07-01", "second day, of its month", "a month was left out")]
    [InlineData("2025-12-31", "2026-01-01", "second day, of its month, retained in 2026-01", "December is the month before January")]
    [InlineData("2026-05-04 2026-05-20", "2026-05-25", "nothing", "a third day")]
    [InlineData("2026-06-02 2026-06-03", "2026-05-31", "of its month, retained in 2026-06", "late, of the month before: June is the one that is retained")]
    [InlineData("2026-04-02 2026-06-03", "2026-05-31", "of its month, retained in 2026-05;2026-06", "late, between two months")]
    [InlineData("2026-05-04 2026-06-03", "2026-05-31", "nothing", "late, of a month that had one already")]
    [InlineData("2018-01-01 2026-06-03", "2018-01-31", "nothing", "so late that nobody knows whether the month had one")]
    [InlineData("2016-01-01", "2026-06-03", "second day, of its month", "after ten years")]
    public void A_purchase_counts_for_its_own_month(string before, string day, string step, string why) =>
        Assert.True(Text(BuyingStep.Of(Bought(Sample(), before), Day(day))) == step, $"{why}: {Text(BuyingStep.Of(Bought(Sample(), before), Day(day)))}");

    [Fact]
    public void Who_was_a_customer_before_joining_is_neither_new_nor_a_repeat_customer()
    {
        var imported = Sample() with { FirstPurchaseOn = Day("2026-01-10"), LastPurchaseOn = Day("2026-01-10"), PurchaseDays = 1, Purchases = 1 };

        Assert.Equal("of its month", Text(BuyingStep.Of(imported, Day("2026-02-04"))));
    }

    [Fact]
    public void Who_brought_back_the_first_purchase_is_not_new_again()
    {
        var returned = Bought(Sample(), "2026-05-04") with { Purchases = 0 };

        Assert.Equal("second day", Text(BuyingStep.Of(returned, Day("2026-05-05"))));
    }

    /// <summary>Whatever the order in which purchases of ten years arrive, the months add up to those of a list of them.</summary>
    [Fact]
    public void The_order_of_arrival_changes_no_month()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        for (var n = 0; n < 200; n++)
        {
            var days = Enumerable.Range(0, random.Next(1, 12)).Select(_ => Day("2022-01-01").PlusDays(random.Next(5 * 365))).ToList();
            var member = Sample();
            List<YearMonth> active = [];
            List<YearMonth> retained = [];
            foreach (var day in days)
            {
                var step = BuyingStep.Of(member, day);
                active.AddRange(step.IsFirstOfMonth ? [day.ToYearMonth()] : []);
                retained.AddRange(step.RetainedIn);
                member = member.Bought(day, new MinorUnits(1));
            }

            var months = days.Select(day => day.ToYearMonth()).Distinct().Order().ToList();
            Assert.True(months.SequenceEqual(active.Order()), $"seed {seed}");
            Assert.True(months.Where(month => months.Contains(month.PlusMonths(-1))).SequenceEqual(retained.Order()), $"seed {seed}");
        }
    }

    private static Member Sample() => Member.Enrolled(MemberId.Parse("m-1"), Day("2016-01-01"));

    private static Member Bought(Member member, string days) => days.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .Aggregate(member, (known, day) => known.Bought(Day(day), new MinorUnits(100)));

    private static string Text(BuyingStep step)
    {
        List<string> parts =
        [
            .. step.IsFirst ? ["first"] : Array.Empty<string>(),
            .. step.IsSecondDay ? ["second day"] : Array.Empty<string>(),
            .. step.IsFirstOfMonth ? ["of its month"] : Array.Empty<string>(),
            .. step.RetainedIn.IsEmpty ? [] : new[] { $"retained in {string.Join(';', step.RetainedIn.Select(month => month.ToString("uuuu-MM", CultureInfo.InvariantCulture)))}" },
        ];
        return parts.Count == 0 ? "nothing" : string.Join(", ", parts);
    }

    private static LocalDate Day(string text) => LocalDatePattern.Iso.Parse(text).Value;
}
