using System.Diagnostics;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.Agenda;

/// <summary>Item 14 of what separates excellent from toy; the benchmarks ask the same of 100,000. Only operations are counted: Azurite looks at every row of a table to find some.</summary>
public sealed class DrainCostTests(TestStorage storage)
{
    private const int Due = 10;

    [Fact]
    public async Task A_reactivation_run_costs_the_same_storage_operations_with_ten_times_the_members_when_as_many_are_due()
    {
        var requests = new RequestLog();
        await using var app = await Sleepers.StartAsync(storage.NewConnectionString(), requests);

        // The caches are warm, and the day that is drained before stands, from here on.
        await Sleepers.WakeAsync(app, requests, "2026-04-09", issued: 1);
        var started = Stopwatch.GetTimestamp();
        await Sleepers.AddAsync(app.ConnectionString, from: 0, to: 1_000, Due, dueOn: "2026-04-10");
        var few = await Sleepers.WakeAsync(app, requests, "2026-04-10", issued: 1 + Due);
        await Sleepers.AddAsync(app.ConnectionString, from: 1_000, to: 10_000, Due, dueOn: "2026-04-11");
        var many = await Sleepers.WakeAsync(app, requests, "2026-04-11", issued: 1 + Due + Due);

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{few.Values.Sum()} operations of 1,000 members, {many.Values.Sum()} of 10,000; {Due} due each time; {Stopwatch.GetElapsedTime(started).TotalSeconds:F0} s.");
        Assert.Equal(few, many);
    }
}
