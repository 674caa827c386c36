using Azure.Core;
using Microsoft.Extensions.DependencyInjection;
using Rewards.Domain.Points;
using Rewards.Functions.Http;
using Rewards.Functions.Purchases;
using Rewards.Functions.Storage;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.Purchases;

public sealed class AwardCrashTests(TestStorage storage)
{
    private const string At = "2026-01-10T10:00:00Z";

    [Theory]
    [InlineData("Agenda", "between the commit and the Agenda's row")]
    [InlineData("Facts", "between the Agenda's row and the day's facts")]
    [InlineData("Members/batch", "before the commit")]
    [InlineData("Claims", "before its claims")]
    public async Task A_purchase_that_died_on_its_way_is_completed_once_when_it_comes_again(string at, string why)
    {
        var outage = new Outage(request => IsWriteTo(request, at));
        await using var app = await TestApp.StartAsync(storage, At, services: outage.Insert());
        await app.WakeAfterAsync("wake-up", Shop.Dormant(90));
        outage.FailNext(1);

        await app.SendAsync("purchases", Shop.Purchase("p-1", "m-1", At).ToJsonString());
        await app.WhenIdleAsync();

        Assert.True(outage.Failed == 1, why);
        Assert.Single(await app.RowsOfKindAsync("Members", "entry"));
        Assert.StartsWith("20260410:", Assert.Single(await app.RowsAsync("Agenda", "RowKey eq 'm-1:look'")).PartitionKey);
        Assert.Single(await app.RowsAsync("Facts", "Type eq 'Rewards.PointsAwarded'"));
        Assert.Single(app.Topic.Events, received => received.Type == "Rewards.PointsAwarded");
        Assert.Empty(await app.RowsAsync("Poison"));
    }

    [Fact]
    public async Task A_second_delivery_of_an_awarded_purchase_files_no_second_row()
    {
        await using var app = await TestApp.StartAsync(storage, At);
        await app.WakeAfterAsync("wake-up", Shop.Dormant(90));
        var purchase = Shop.Purchase("p-1", "m-1", At).ToJsonString();
        await app.SendAsync("purchases", purchase);
        await app.WhenIdleAsync();
        await app.SendAsync("purchases", purchase);
        await app.WhenIdleAsync();

        Assert.Single(await app.RowsOfKindAsync("Members", "entry"));
        Assert.Single(await app.RowsAsync("Agenda", "RowKey eq 'm-1:look'"));
        Assert.Single(await app.RowsAsync("Facts", "Type eq 'Rewards.PointsAwarded'"));
    }

    [Fact]
    public async Task An_award_is_two_round_trips_in_sequence()
    {
        var requests = new RequestLog(TimeSpan.FromMilliseconds(100));
        await using var app = await TestApp.StartAsync(
            storage,
            services: requests.Insert(),
            settings: new() { ["Rewards:DefinitionAge"] = "00:10:00" },
            change: options => options with { RunQueues = false });
        await AwardAsync(app, "p-1");

        var sent = await requests.DuringAsync(() => AwardAsync(app, "p-2"));

        Assert.True(sent.Count == 6, $"Three rows of the member, two claims and the batch: {string.Join(", ", sent)}");
        Assert.True(RequestLog.RoundTrips(sent) == 2, string.Join(", ", sent));
    }

    [Fact]
    public async Task A_purchase_that_others_gave_up_in_every_round_is_no_outcome_but_comes_again()
    {
        await using var app = await TestApp.StartAsync(storage, change: options => options with { RunQueues = false });
        await AwardAsync(app, "p-0");
        var store = app.Host.Services.GetRequiredService<PartitionStore>();
        for (var round = 0; round <= 5; round++)
        {
            var given = AwardCommand.OperationOf(Read(app, "p-1"), "", round);
            Assert.True(await store.TryAbandonAsync(given.Table, given.Partition, given.Id, given.Kind, CancellationToken.None));
        }

        await Assert.ThrowsAsync<StorageBusyException>(() => AwardAsync(app, "p-1"));
    }

    /// <summary>The command alone, without what follows from it.</summary>
    private static async Task AwardAsync(TestApp app, string id)
    {
        var command = app.Host.Services.GetRequiredService<AwardCommand>();
        Assert.NotNull(await command.RunAsync(Read(app, id), id, CancellationToken.None));
    }

    private static Purchase Read(TestApp app, string id)
    {
        var body = System.Text.Json.JsonSerializer.Deserialize(
            Shop.Purchase(id, "m-1", "2026-05-04T09:30:00Z").ToJsonString(), WireJson.Default.PurchaseRequestBody)!;
        return PurchaseParsing.ToPurchase(body, app.Clock.GetCurrentInstant()).Purchase!;
    }

    private static bool IsWriteTo(Request request, string what) => what switch
    {
        "Members/batch" => request.Uri.ToUri().AbsolutePath.EndsWith("$batch", StringComparison.Ordinal),
        "Agenda" => request.Method == RequestMethod.Put && request.Uri.ToUri().AbsolutePath.Contains("/Agenda(", StringComparison.Ordinal),
        _ => Outage.IsInsertInto(request, what),
    };
}
