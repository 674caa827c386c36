using Azure.Data.Tables;
using Rewards.Functions.Storage;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.Agenda;

/// <summary>Item 14 of what separates excellent from toy.</summary>
public sealed class DrainCostTests(TestStorage storage)
{
    private const int Due = 10;

    [Fact]
    public async Task A_drain_costs_the_same_storage_operations_with_ten_times_the_members_when_as_many_are_due()
    {
        var few = await OperationsAsync(members: 100);
        var many = await OperationsAsync(members: 1_000);

        TestContext.Current.TestOutputHelper?.WriteLine($"{few} operations of 100 members, {many} of 1,000; {Due} due each time.");
        Assert.Equal(few, many);
    }

    /// <summary>What the app's clients send from the tick to the last coupon.</summary>
    private async Task<int> OperationsAsync(int members)
    {
        var requests = new RequestLog();
        await using var app = await TestApp.StartAsync(
            storage,
            "2026-04-09T04:00:00Z",
            services: requests.Insert(),
            settings: new() { ["Rewards:DefinitionAge"] = "00:10:00" });
        await app.WakeAfterAsync("wake-up", Shop.Dormant(90));

        // The caches are warm from here on.
        await app.BuyAsync("p-1", "m-warm", "2026-04-09T04:00:00Z");
        await app.WhenIdleAsync();
        await app.DrainAgendaAsync();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, members),
            new ParallelOptions { MaxDegreeOfParallelism = 16 },
            async (i, _) => await InsertAsync(app, $"m-{i:D5}", due: i < Due));

        app.Clock.Set("2026-04-10T04:00:00Z");
        var sent = await requests.DuringAsync(() => app.DrainAgendaAsync());
        Assert.Equal(Due, (await app.RowsOfKindAsync("Coupons", "coupon")).Count);
        return sent.Count;
    }

    /// <summary>A member who has bought, and the row that the purchase filed.</summary>
    private static async Task InsertAsync(TestApp app, string member, bool due)
    {
        var (bought, look) = due ? ("2026-01-10", "2026-04-10") : ("2026-03-01", "2026-05-30");
        await app.Table("Members").AddEntityAsync(new TableEntity(member, $"profile:{member}")
        {
            ["JoinedOn"] = bought,
            ["Consents"] = "email=1",
            ["Sequence"] = 1L,
            ["Balance"] = 25L,
            ["LastPurchaseOn"] = bought,
            ["Purchases"] = 1L,
            ["Spend"] = 2598L,
            ["LookOn"] = look,
        });
        var partition = TableKeys.AgendaPartition(NodaTime.Text.LocalDatePattern.Iso.Parse(look).Value, Domain.Identifiers.MemberId.Parse(member));
        await app.Table("Agenda").AddEntityAsync(new TableEntity(partition, $"{member}:look") { ["Day"] = look });
    }
}
