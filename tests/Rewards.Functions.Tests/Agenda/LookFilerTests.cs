using System.Text.Json.Nodes;
using Azure.Data.Tables;
using Rewards.Functions.Storage;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.Agenda;

public sealed class LookFilerTests(TestStorage storage)
{
    [Fact]
    public async Task A_birthday_told_while_a_look_is_on_its_way_does_not_put_off_what_was_due_with_it()
    {
        await using var app = await TestApp.StartAsync(storage, "2026-01-10T10:00:00Z");
        await app.ProgrammeAsync("""{ "pending": { "kind": "afterDays", "days": 14 }, "expiry": { "kind": "never" } }""");
        await app.WakeAfterAsync("birthday", JsonNode.Parse("""{ "kind": "birthday" }""")!.AsObject());
        await app.BuyAsync("p-1", "m-1", "2026-01-10T10:00:00Z");
        await app.WhenIdleAsync();

        // 24 January is drained, and the message that looks at m-1 because of its points has not come yet.
        app.Clock.Set("2026-01-24T10:00:00Z");
        await app.Table("Agenda").UpsertEntityAsync(new TableEntity(TableKeys.WatermarkPartition, TableKeys.WatermarkRow) { ["Day"] = "2026-01-24" });
        await app.EnrolAsync("m-1", new { birthday = "--12-24" });
        await app.WhenIdleAsync();

        Assert.Single(await app.RowsAsync("Facts", "Type eq 'Rewards.PointsActivated'"));
        Assert.Equal("2026-12-24", Assert.Single(await app.RowsOfKindAsync("Members", "profile")).GetString("LookOn"));
    }
}
