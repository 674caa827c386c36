using System.Net;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.Health;

public sealed class HealthTests(TestStorage storage)
{
    [Fact]
    public async Task Health_is_open_to_everybody_and_tells_how_far_the_agenda_is()
    {
        await using var app = await TestApp.StartAsync(
            storage, "2026-05-04T22:30:00Z", settings: new() { ["Access:Required"] = "true" });
        (await app.GetAsync("programme")).Expect(HttpStatusCode.Unauthorized);
        var before = (await app.GetAsync("health")).Expect(HttpStatusCode.OK).Json;
        Assert.Equal("ok", before["status"]!.GetValue<string>());
        Assert.Null(before["agendaDrainedThrough"]);
        Assert.All(before["poison"]!.AsObject(), count => Assert.Equal(0, count.Value!.GetValue<int>()));

        await app.DrainAgendaAsync();

        // The programme's day, which has begun in Berlin.
        Assert.Equal("2026-05-05", (await app.GetAsync("health")).Json["agendaDrainedThrough"]!.GetValue<string>());
    }
}
