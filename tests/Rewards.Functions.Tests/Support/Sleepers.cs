using Azure.Data.Tables;
using NodaTime;
using NodaTime.Text;
using Rewards.Domain.Identifiers;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Tests.Support;

/// <summary>Members by the ten thousand, of whom a campaign wakes those that are due.</summary>
public static class Sleepers
{
    private const int RowsABatch = 100;

    /// <summary>A shop with a campaign that wakes after 90 days, and one member who is due on 9 April 2026.</summary>
    public static async Task<TestApp> StartAsync(string connectionString, RequestLog requests)
    {
        var app = await TestApp.StartAsync(
            null!,
            "2026-01-09T10:00:00Z",
            connectionString,
            services: requests.Insert(),
            settings: new() { ["Rewards:DefinitionAge"] = "01:00:00" });
        await app.LastingPointsAsync();
        await app.WakeAfterAsync("wake-up", Shop.Dormant(90));
        await app.EnrolAsync("m-warm");
        await app.BuyAsync("p-1", "m-warm", "2026-01-09T10:00:00Z");
        await app.WhenIdleAsync();
        return app;
    }

    /// <summary>What the app's clients send from the tick to the last coupon: how many of each kind, by verb and table or queue.</summary>
    public static async Task<SortedDictionary<string, int>> WakeAsync(TestApp app, RequestLog requests, string day, int issued)
    {
        app.Clock.Set($"{day}T04:00:00Z");
        var sent = await requests.DuringAsync(() => app.DrainAgendaAsync());
        Assert.Equal(issued, (await app.RowsOfKindAsync("Coupons", "coupon")).Count);
        return new(sent.CountBy(KindOf).ToDictionary());
    }

    /// <summary>Such as GET Members; the queues' and tables' names, without keys.</summary>
    private static string KindOf(StorageRequest request) => $"{request.Method} {request.Path.Split('/')[2].Split('(')[0]}";

    /// <summary>
    /// Members who have bought, each with the row that the purchase filed; the first few are due on the day. A hundred to a batch,
    /// which Azurite takes across partitions.
    /// </summary>
    public static Task AddAsync(string connectionString, int from, int to, int due, string dueOn)
    {
        var (members, agenda) = (new TableClient(connectionString, "Members"), new TableClient(connectionString, "Agenda"));
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = 4 };
        return Parallel.ForEachAsync(Enumerable.Range(from, to - from).Chunk(RowsABatch), parallel, async (chunk, token) =>
        {
            var looks = chunk.Select(i => (Id: $"m-{i:D6}", Day: Day(i - from < due ? dueOn : "2026-05-30"))).ToList();
            await members.SubmitTransactionAsync(looks.Select(look => Add(ProfileOf(look.Id, look.Day))), token);
            await agenda.SubmitTransactionAsync(looks.Select(look => Add(LookOf(look.Id, look.Day))), token);
        });
    }

    private static TableTransactionAction Add(TableEntity row) => new(TableTransactionActionType.Add, row);

    private static TableEntity ProfileOf(string member, LocalDate day) => new(member, $"profile:{member}")
    {
        ["JoinedOn"] = RowValues.Write(day.PlusDays(-90)),
        ["Consents"] = "email=1",
        ["Sequence"] = 1L,
        ["Balance"] = 25L,
        ["LastPurchaseOn"] = RowValues.Write(day.PlusDays(-90)),
        ["Purchases"] = 1L,
        ["Spend"] = 2598L,
        ["LookOn"] = RowValues.Write(day),
    };

    private static TableEntity LookOf(string member, LocalDate day) =>
        new(TableKeys.AgendaPartition(day, MemberId.Parse(member)), $"{member}:look") { ["Day"] = RowValues.Write(day) };

    private static LocalDate Day(string text) => LocalDatePattern.Iso.Parse(text).Value;
}
