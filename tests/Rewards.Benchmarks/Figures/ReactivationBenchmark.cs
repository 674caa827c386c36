using System.Globalization;
using Rewards.Functions.Tests.Support;
using Rewards.LocalHost.Azurite;

namespace Rewards.Benchmarks.Figures;

/// <summary>What a reactivation run costs with few members and with many, when as many are due.</summary>
internal sealed class ReactivationBenchmark : IBenchmark
{
    private const int Due = 10;

    public string Name => "reactivation";

    public async Task<IReadOnlyList<Figure>> RunAsync(Action<string> say)
    {
        await using var azurite = await AzuriteProcess.StartInMemoryAsync();
        var log = new RequestLog();
        await using var app = await Sleepers.StartAsync(azurite.ConnectionString, log);
        await Sleepers.WakeAsync(app, log, "2026-04-09", issued: 1);
        await Sleepers.AddAsync(app.ConnectionString, from: 0, to: 10_000, Due, dueOn: "2026-04-10");
        var few = await Sleepers.WakeAsync(app, log, "2026-04-10", issued: 1 + Due);
        say("10,000 members");
        await Sleepers.AddAsync(app.ConnectionString, from: 10_000, to: 100_000, Due, dueOn: "2026-04-11");
        var many = await Sleepers.WakeAsync(app, log, "2026-04-11", issued: 1 + Due + Due);
        return
        [
            new Figure("a reactivation run of 10,000 members", few.Values.Sum(), "operations", Detail: $"{Due} due"),
            Figure.Exactly("a reactivation run of 100,000 members", many.Values.Sum(), few.Values.Sum(), "operations", string.Create(CultureInfo.InvariantCulture, $"{Due} due; the same of each kind: {few.SequenceEqual(many)}")),
        ];
    }
}
