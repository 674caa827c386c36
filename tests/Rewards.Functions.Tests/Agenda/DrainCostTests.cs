using System.Diagnostics;
using Azure.Data.Tables;
using NodaTime;
using NodaTime.Text;
using Rewards.Domain.Identifiers;
using Rewards.Functions.Storage;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.Agenda;

/// <summary>Item 14 of what separates excellent from toy. Only operations are counted: Azurite looks at every row of a table to find some.</summary>
public sealed class DrainCostTests(TestStorage storage)
{
    private const int Due = 10;

    private const int RowsABatch = 100;

    [Fact]
    public async Task A_reactivation_run_costs_the_same_storage_operations_with_ten_times_the_members_when_as_many_are_due()
    {
        var requests = new RequestLog();
        await using var app = await TestApp.StartAsync(
            storage,
            "2026-01-09T10:00:00Z",
            services: requests.Insert(),
            settings: new() { ["Rewards:DefinitionAge"] = "01:00:00" });
        await app.LastingPointsAsync();
        await app.WakeAfterAsync("wake-up", Shop.Dormant(90));
        await app.EnrolAsync("m-warm");
        await app.BuyAsync("p-1", "m-warm", "2026-01-09T10:00:00Z");
        await app.WhenIdleAsync();

        // The caches are warm, and the day that is drained before stands, from here on.
        await RunAsync(app, requests, "2026-04-09", issued: 1);
        var started = Stopwatch.GetTimestamp();
        await GrowAsync(app, from: 0, to: 10_000, dueOn: "2026-04-10");
        var few = await RunAsync(app, requests, "2026-04-10", issued: 1 + Due);
        await GrowAsync(app, from: 10_000, to: 100_000, dueOn: "2026-04-11");
        var many = await RunAsync(app, requests, "2026-04-11", issued: 1 + Due + Due);

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{few.Values.Sum()} operations of 10,000 members, {many.Values.Sum()} of 100,000; {Due} due each time; {Stopwatch.GetElapsedTime(started).TotalSeconds:F0} s.");
        Assert.Equal(few, many);
    }

    /// <summary>What the app's clients send from the tick to the last coupon: how many of each kind, by verb and table or queue.</summary>
    private static async Task<SortedDictionary<string, int>> RunAsync(TestApp app, RequestLog requests, string day, int issued)
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
    private static Task GrowAsync(TestApp app, int from, int to, string dueOn)
    {
        var (members, agenda) = (app.Table("Members"), app.Table("Agenda"));
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = 4 };
        return Parallel.ForEachAsync(Enumerable.Range(from, to - from).Chunk(RowsABatch), parallel, async (chunk, token) =>
        {
            var looks = chunk.Select(i => (Id: $"m-{i:D6}", Day: Day(i - from < Due ? dueOn : "2026-05-30"))).ToList();
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
