using System.Text.Json;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.Agenda;

public sealed class LookClockTests(TestStorage storage)
{
    [Fact]
    public async Task A_look_on_an_instance_whose_clock_is_just_before_midnight_does_the_day_once()
    {
        await using var app = await TestApp.StartAsync(storage, "2026-01-10T10:00:00Z");
        await app.ProgrammeAsync("""{ "pending": { "kind": "afterDays", "days": 14 }, "expiry": { "kind": "never" } }""");
        await app.BuyAsync("p-1", "m-1", "2026-01-10T10:00:00Z");
        await app.WhenIdleAsync();
        var row = Assert.Single(await app.RowsAsync("Agenda", "RowKey eq 'm-1:look'"));
        Assert.StartsWith("20260124:", row.PartitionKey);

        // Another instance drained 24 January in Berlin; here it begins in half a second.
        app.Clock.Set("2026-01-23T22:59:59.5Z");
        await app.SendAsync("looks", JsonSerializer.Serialize(new
        {
            member = "m-1",
            day = "2026-01-24",
            partition = row.PartitionKey,
            row = row.RowKey,
            eTag = row.ETag.ToString(),
        }));
        await app.WhenIdleAsync();

        Assert.Single(await app.RowsOfKindAsync("Members", "op"), op => op.GetString("Kind") == "look");
        Assert.Empty(await app.RowsAsync("Agenda", "RowKey eq 'm-1:look'"));
        Assert.Equal(25, (await app.GetAsync("members/m-1/points")).Json["balance"]!.GetValue<long>());
        await app.BooksAddUpAsync("m-1");
    }
}
