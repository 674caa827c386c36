using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.OpenApi;

/// <summary>The part of the day that is about what it came to; it is looked at from the next one.</summary>
internal sealed class ReportStory(TestApp app, CheckedCalls calls)
{
    public async Task TellAsync()
    {
        var now = app.Clock.GetCurrentInstant();
        app.Clock.Set("2026-05-05T10:00:00Z");
        await app.Host.FireTimerAsync("SumFacts");
        app.Clock.Set(now);
        foreach (var format in new[] { "json", "csv" })
        {
            await calls.GetAsync(200, $"reports/campaigns?from=2026-05-01&to=2026-05-31&format={format}");
            await calls.GetAsync(200, $"reports/customers?from=2026-04&to=2026-05&format={format}");
            await calls.GetAsync(200, $"reports/experiments/{OpenApiSamples.Campaign}?format={format}");
            await calls.GetAsync(200, $"reports/liability?format={format}");
        }

        Assert.NotEmpty((await calls.GetAsync(200, "reports/campaigns?from=2026-05-01&to=2026-05-31&by=campaign")).Json["lines"]!.AsArray());
        await calls.GetAsync(400, "reports/campaigns?from=2026-05-01");
        await calls.GetAsync(400, "reports/customers?from=2026-04");
        await calls.GetAsync(400, $"reports/experiments/{OpenApiSamples.Campaign}?to=today");
        await calls.GetAsync(404, "reports/experiments/unknown");
    }
}
