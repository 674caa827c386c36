using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Azure.Storage.Queues;
using NodaTime;
using NodaTime.Text;
using Rewards.Functions.Tests.Support;
using Rewards.LocalHost.Azurite;

namespace Rewards.Functions.Tests.Purchases;

/// <summary>A year and a half of a real shop, day by day: its purchases on the queue, the timer in the morning.</summary>
public sealed class RealPurchasesTests(TestStorage storage)
{
    private const int DormantAfterDays = 90;

    private const string WakeUp = "wake-up";

    private static readonly DateTimeZone Zone = DateTimeZoneProviders.Tzdb["America/New_York"];

    [Fact]
    public async Task A_real_shops_purchases_earn_once_each_and_every_long_silence_is_answered_by_one_coupon()
    {
        var path = PurchaseLog.Path;
        Assert.SkipWhen(path is null, "The purchase log ../shared/data/cdnow_sample.txt is not beside the project.");
        var purchases = Sample(PurchaseLog.Read(path!));
        var lastDay = purchases.Max(purchase => purchase.Day).PlusDays(DormantAfterDays + 1);

        var started = Stopwatch.StartNew();
        var requests = new RequestLog();
        // An emulator of its own: it is one thread, and other tests wait for theirs.
        await using var azurite = await AzuriteProcess.StartAsync(new AzuriteOptions());
        await using var app = await StartAsync(requests, azurite.ConnectionString);
        await ReplayAsync(app, purchases, lastDay);
        started.Stop();
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{purchases.Count} purchases over {Period.Between(purchases.Min(purchase => purchase.Day), lastDay, PeriodUnits.Days).Days + 1} days"
            + $" took {started.Elapsed.TotalSeconds:F1} s and {requests.Requests.Count} storage operations.");

        await EveryPurchaseEarnedOnceAsync(app, purchases);
        await EveryBalanceIsTheSumOverTheFileAsync(app, purchases, lastDay);
        Assert.Empty(await app.RowsAsync("Reports", "PartitionKey eq 'reconciliation'"));
        await EveryLongSilenceGotOneCouponAsync(app, purchases, lastDay);
    }

    /// <summary>All purchases of every twelfth customer: the others would show the same and take minutes.</summary>
    private static List<LoggedPurchase> Sample(IReadOnlyList<LoggedPurchase> purchases)
    {
        var customers = purchases.Select(purchase => purchase.Customer).Distinct().Where((_, i) => i % 12 == 0).ToHashSet();
        return [.. purchases.Where(purchase => customers.Contains(purchase.Customer))];
    }

    private async Task<TestApp> StartAsync(RequestLog requests, string connectionString)
    {
        var app = await TestApp.StartAsync(
            storage, "1997-01-01T00:00:00Z", connectionString, services: requests.Insert(), change: options => options with { Topic = null });
        (await app.PutAsync("programme", new { currency = "USD", timeZone = Zone.Id })).Expect(HttpStatusCode.OK);
        await app.DefineAsync(WakeUp, campaign =>
        {
            campaign["aim"] = "reactivate";
            campaign["currency"] = "USD";
            campaign["timeZone"] = Zone.Id;
            campaign["validFrom"] = "1997-01-01";
            campaign["validTo"] = "1999-12-31";
            campaign["trigger"] = Shop.Dormant(DormantAfterDays);
        });
        await app.WhenIdleAsync();
        return app;
    }

    private static async Task ReplayAsync(TestApp app, IReadOnlyList<LoggedPurchase> purchases, LocalDate lastDay)
    {
        var byDay = purchases.ToLookup(purchase => purchase.Day);
        var known = new HashSet<string>();
        var queue = new QueueClient(app.ConnectionString, "purchases", new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 });
        for (var day = purchases.Min(purchase => purchase.Day); day <= lastDay; day = day.PlusDays(1))
        {
            app.Clock.Set(At(day, new LocalTime(0, 5)));
            await app.DrainAgendaAsync();

            app.Clock.Set(At(day, new LocalTime(20, 0)));
            var newcomers = byDay[day].Select(purchase => purchase.Customer).Where(known.Add).ToList();
            await Parallel.ForEachAsync(newcomers, async (customer, _) => await EnrolAsync(app, customer));
            await Parallel.ForEachAsync(byDay[day], async (purchase, token) => await queue.SendMessageAsync(BodyOf(purchase), token));
            await app.WhenIdleAsync();
        }
    }

    /// <summary>As a till would, which tries again when the machine is too busy to answer in time.</summary>
    private static async Task EnrolAsync(TestApp app, string customer)
    {
        Answer answer;
        do
        {
            answer = await app.PutAsync($"members/{customer}", new { consents = new { email = true } });
        }
        while (answer.Status == HttpStatusCode.ServiceUnavailable);

        answer.Expect(HttpStatusCode.OK);
    }

    private static string BodyOf(LoggedPurchase purchase) => JsonSerializer.Serialize(new
    {
        purchaseId = $"p-{purchase.Number}",
        memberId = purchase.Customer,
        at = InstantPattern.ExtendedIso.Format(At(purchase.Day, new LocalTime(12, 0))),
        basket = new
        {
            currency = "USD",
            storeId = "web",
            tillId = "1",
            receiptId = $"{purchase.Number}",
            lines = new[] { new { lineId = "1", sku = "cd", category = "music", quantity = 1, amount = purchase.AmountMinor } },
        },
    });

    private static async Task EveryPurchaseEarnedOnceAsync(TestApp app, IReadOnlyList<LoggedPurchase> purchases)
    {
        var entries = await app.RowsAsync("Members", "RowKey ge 'entry:' and RowKey lt 'entry;' and Kind eq 'purchase'");
        var earned = entries.Select(entry => (
            entry.GetString("Purchase")!, entry.PartitionKey, entry.GetInt64("Points")!.Value, entry.GetInt64("AmountMinor")!.Value));
        var expected = purchases.Select(purchase => (
            $"p-{purchase.Number}", purchase.Customer, purchase.AmountMinor / 100, purchase.AmountMinor));
        Assert.Equal(expected.Order(), earned.Order());
    }

    /// <summary>Points last until the end of the month, 12 months after the purchase, and what has lapsed is written down each night.</summary>
    private static async Task EveryBalanceIsTheSumOverTheFileAsync(TestApp app, IReadOnlyList<LoggedPurchase> purchases, LocalDate lastDay)
    {
        var profiles = await app.RowsAsync("Members", "RowKey ge 'profile:' and RowKey lt 'profile;'");
        var stored = profiles.Select(profile => (
            profile.PartitionKey,
            profile.GetInt64("Balance")!.Value,
            profile.GetInt64("Spend")!.Value,
            profile.GetInt64("Purchases")!.Value,
            profile.GetString("LastPurchaseOn")!));
        var expected = purchases.GroupBy(purchase => purchase.Customer).Select(customer => (
            customer.Key,
            customer.Where(purchase => LastDayOf(purchase) >= lastDay).Sum(purchase => purchase.AmountMinor / 100),
            customer.Sum(purchase => purchase.AmountMinor),
            customer.LongCount(),
            LocalDatePattern.Iso.Format(customer.Max(purchase => purchase.Day))));
        Assert.Equal(expected.Order(), stored.Order());
    }

    private static async Task EveryLongSilenceGotOneCouponAsync(TestApp app, IReadOnlyList<LoggedPurchase> purchases, LocalDate lastDay)
    {
        var expected = CouponDays(purchases, lastDay).Order().ToList();

        var coupons = await app.RowsAsync("Coupons", "RowKey ge 'coupon:' and RowKey lt 'coupon;'");
        var issued = coupons.Select(coupon => (coupon.GetString("Member")!, DayOf(coupon.GetString("IssuedAt")!)));
        Assert.Equal(expected, issued.Order());

        // Nobody was left out as control, and each coupon is counted once.
        var claims = await app.RowsAsync("Members", "RowKey ge 'claim:' and RowKey lt 'claim;'");
        Assert.Equal(expected.Count, claims.Count(claim => claim.GetString("Arm") == "treated"));
        Assert.Equal(expected.Count, (await app.RowsAsync("Facts", "Type eq 'Rewards.CouponIssued'")).Count);
    }

    /// <summary>
    /// From the file alone: whoever has not bought by the morning of the ninetieth day gets a coupon on it, once for each such
    /// silence.
    /// </summary>
    private static IEnumerable<(string Member, LocalDate Day)> CouponDays(IReadOnlyList<LoggedPurchase> purchases, LocalDate lastDay)
    {
        foreach (var customer in purchases.GroupBy(purchase => purchase.Customer))
        {
            var days = customer.Select(purchase => purchase.Day).Distinct().Order().ToList();
            for (var i = 0; i < days.Count; i++)
            {
                var due = days[i].PlusDays(DormantAfterDays);
                var boughtBefore = i + 1 < days.Count && days[i + 1] < due;
                if (!boughtBefore && due <= lastDay)
                {
                    yield return (customer.Key, due);
                }
            }
        }
    }

    private static LocalDate LastDayOf(LoggedPurchase purchase) => purchase.Day.PlusMonths(12).With(DateAdjusters.EndOfMonth);

    private static LocalDate DayOf(string issuedAt) => InstantPattern.ExtendedIso.Parse(issuedAt).Value.InZone(Zone).Date;

    private static Instant At(LocalDate day, LocalTime time) => day.At(time).InZoneLeniently(Zone).ToInstant();
}
