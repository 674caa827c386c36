using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Members;
using Rewards.Domain.Money;
using Rewards.Functions.Agenda;
using Rewards.Functions.Members;
using Rewards.Functions.Models;
using Rewards.Functions.Storage;
using Rewards.Functions.Tests.Support;
using Rewards.LocalHost.Demo;

namespace Rewards.Functions.Tests.Models;

/// <summary>A shop with members who bought as the papers' customers do, written down without playing each purchase.</summary>
internal static class ModelShop
{
    public static readonly LocalDate Today = new(2026, 5, 4);

    private const int Seed = 20_260_504;

    private const int Weeks = 52;

    public static async Task<IReadOnlyList<Member>> SeedAsync(this TestApp app, int customers)
    {
        var shop = new ShopModel(ShopParameters.Cdnow, Seed);
        List<Member> members = [.. Enumerable.Range(0, customers).Select(n => Play($"m-{n}", shop.Join(n % 40)))];
        var table = app.Table(TableKeys.Members);
        await Parallel.ForEachAsync(members, async (member, token) => await table.UpsertEntityAsync(MemberRows.ToRow(member), cancellationToken: token));
        return members;
    }

    public static Task SendFitAsync(this TestApp app, string fit) => app.SendAsync(TableKeys.ModelQueue, MessageOf(fit));

    /// <summary>A message of the fit, worked off without a queue.</summary>
    public static Task WorkOffAsync(this TestApp app, string fit) => new FitFunction(
        Of<FitStore>(app), Of<BuyerPages>(app), Of<ModelCatalogue>(app), Of<LifetimeReports>(app), Of<WalkStarter>(app), Of<QueueSender>(app))
        .RunAsync(MessageOf(fit), CancellationToken.None);

    private static string MessageOf(string fit) => $$"""{"fit":"{{fit}}","startedAt":"2026-05-04T10:00:00Z","day":"2026-05-04"}""";

    private static T Of<T>(TestApp app)
        where T : notnull => app.Host.Services.GetRequiredService<T>();

    private static Member Play(string id, Customer customer)
    {
        var days = new SortedDictionary<LocalDate, long>();
        while (customer.NextPurchaseWeek < Weeks)
        {
            var day = Today.PlusDays((int)(customer.NextPurchaseWeek * 7) - (Weeks * 7));
            days[day] = days.GetValueOrDefault(day) + customer.Buy();
        }

        return Member.Enrolled(MemberId.Parse(id), days.Keys.First()) with
        {
            FirstPurchaseOn = days.Keys.First(),
            LastPurchaseOn = days.Keys.Last(),
            PurchaseDays = days.Count,
            Purchases = customer.Purchases,
            FirstDaySpend = new MinorUnits(days.Values.First()),
            Spend = new MinorUnits(days.Values.Sum()),
        };
    }
}
