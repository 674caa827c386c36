using NodaTime;
using Rewards.Domain.Money;

namespace Rewards.LocalHost.Demo;

/// <summary>How far the demo is.</summary>
public sealed record DemoProgress(int Days, int Customers, int Purchases);

/// <summary>
/// Plays a shop day by day: in the morning the daily timer, then the customers in the order of their visits. What the shop
/// knows of the platform it has from the platform's replies and events.
/// </summary>
/// <param name="morning">Fires the daily timer and comes back when everything it caused is done.</param>
/// <param name="evening">Comes back when everything that the day's visits caused is done.</param>
public sealed class DemoShop(DemoSettings settings, ShopClient client, DemoClock clock, Func<Task> morning, Func<Task> evening)
{
    private static readonly (string Sku, string Category)[] Shelf =
        [("arabica-500g", "coffee"), ("darjeeling-100g", "tea"), ("cantuccini-250g", "biscuits")];

    /// <summary>Of whom the customers are drawn.</summary>
    public static readonly ShopParameters Parameters = ShopParameters.Cdnow;

    private readonly Random random = new(settings.Seed);
    private readonly HashSet<string> told = [];
    private int purchases;

    public async Task RunAsync(Action<DemoProgress> progress)
    {
        foreach (var (campaign, definition) in DemoCampaigns.Of(settings))
        {
            await client.DefineCampaignAsync(campaign, definition);
        }

        var visitors = Visitors();
        for (var day = 0; day < settings.Days; day++)
        {
            clock.ForwardTo(At(day, LocalTime.FromMinutesSinceMidnight(5)));
            await morning();
            await WakeAsync(visitors, day);
            await ServeAsync(visitors, day);
            await evening();
            progress(new(day + 1, visitors.Count(visitor => visitor.Customer.Purchases > 0), purchases));
        }
    }

    private List<Visitor> Visitors()
    {
        var model = new ShopModel(Parameters, settings.Seed);
        return
        [
            .. Enumerable.Range(1, settings.Customers).Select(i => new Visitor(
                $"m-{i:D4}",
                model.Join(random.NextDouble() * settings.JoiningWeeks),
                random.NextDouble() < settings.EnrolShare,
                random.NextDouble() < settings.ConsentShare,
                random.NextDouble() < settings.BirthdayShare ? AnyBirthday() : null)),
        ];
    }

    private string AnyBirthday() => new LocalDate(2025, 1, 1).PlusDays(random.Next(365)).ToString("'--'MM-dd", null);

    private async Task WakeAsync(List<Visitor> visitors, int day)
    {
        foreach (var message in await client.MessagesAsync(told))
        {
            var visitor = visitors.Single(visitor => visitor.Member == message.Member);
            visitor.Coupons.Push(message.Code);
            visitor.Customer.Wake(day / 7.0, DemoCampaigns.ChanceOf(message.Campaign, Parameters.Offers));
        }
    }

    private async Task ServeAsync(List<Visitor> visitors, int day)
    {
        while (visitors.MinBy(visitor => visitor.Customer.NextPurchaseWeek) is { } next && next.Customer.NextPurchaseWeek * 7 < day + 1)
        {
            // Open from 8 to 20.
            var share = Math.Max(0, (next.Customer.NextPurchaseWeek * 7) - day);
            var at = At(day, new LocalTime(8, 0).PlusSeconds((long)(share * 12 * 60 * 60)));
            clock.ForwardTo(at);
            await VisitAsync(next, at);
        }
    }

    private async Task VisitAsync(Visitor visitor, Instant at)
    {
        if (visitor is { Enrols: true, Customer.Purchases: 0 })
        {
            await client.EnrolAsync(visitor.Member, visitor.MayMail, visitor.Birthday);
            visitor.Coupons.Push(await client.IssueAsync(DemoCampaigns.Welcome, visitor.Member));
        }

        var basket = Fill(visitor.Customer.Buy());
        var redemption = await RedeemAsync(visitor, basket);
        await client.ReportPurchaseAsync(visitor.Member, at, redemption?.Basket ?? basket, redemption?.RedemptionId);
    }

    /// <returns>Null: nothing is redeemed, or the till has taken it back.</returns>
    private async Task<DemoRedemption?> RedeemAsync(Visitor visitor, DemoBasket basket)
    {
        if (random.NextDouble() >= settings.PresentShare || !visitor.Coupons.TryPeek(out var code)
            || await client.RedeemAsync(code, visitor.Member, basket) is not { } redemption)
        {
            return null;
        }

        if (random.NextDouble() < settings.RollbackShare)
        {
            await client.RollBackAsync(redemption.RedemptionId);
            return null;
        }

        visitor.Coupons.Pop();
        return redemption;
    }

    private DemoBasket Fill(long amountMinor)
    {
        purchases++;
        var weights = Shelf.Select(_ => new MinorUnits(random.Next(1, 100))).Take(random.Next(1, Shelf.Length + 1)).ToList();
        var amounts = Allocation.ByLargestRemainder(new MinorUnits(amountMinor), weights);
        return new(
            "EUR",
            "0042",
            "3",
            $"{settings.FirstDay.Year}-{purchases:D6}",
            [.. amounts.Select((amount, i) => new DemoLine($"{i + 1}", Shelf[i].Sku, Shelf[i].Category, 1, amount.Value))]);
    }

    private Instant At(int day, LocalTime time) =>
        settings.FirstDay.PlusDays(day).At(time).InZoneLeniently(DemoSettings.TimeZone).ToInstant();

    private sealed record Visitor(string Member, Customer Customer, bool Enrols, bool MayMail, string? Birthday)
    {
        public Stack<string> Coupons { get; } = new();
    }
}
