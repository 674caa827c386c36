using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.Models;

/// <summary>A process that dies before or after any one of its calls to storage amid a fit, and what the same message makes of it then.</summary>
public sealed class FitCrashTests(TestStorage storage)
{
    [Theory]
    [InlineData(Fault.DieBefore)]
    [InlineData(Fault.DieAfter)]
    public async Task A_fit_that_died_anywhere_makes_one_version_and_leaves_no_pages(Fault fault)
    {
        var faults = new StorageFaults();
        await using var app = await TestApp.StartAsync(
            storage, services: faults.Insert(), settings: new() { ["Rewards:FitPageSize"] = "70" }, change: options => options with { RunQueues = false });
        await app.SeedAsync(120);

        var fits = 0;
        var calls = await faults.DieEverywhereAsync(fault, async (n, die) =>
        {
            var fit = $"fit-{fault}-{n}";
            await die(() => PlayAsync(app, fit));
            await PlayAsync(app, fit);
            fits++;

            Assert.Equal(fits, (await app.GetAsync("customer-model")).Json["version"]!.GetValue<int>());
        });

        Assert.InRange(calls, 20, 50);
        Assert.Equal(fits, (await app.RowsAsync("Campaigns", "RowKey ge 'model:version:' and RowKey lt 'model:version;'")).Count);
        Assert.Empty(await app.RowsAsync("Reports", "PartitionKey ge 'fit:' and PartitionKey lt 'fit;'"));
        Assert.Equal(120, (await app.GetAsync("reports/lifetime-value")).Json["total"]!["customers"]!.GetValue<int>());
    }

    /// <summary>Two pages, the end, and once more: as often as the queue would bring the message.</summary>
    private static async Task PlayAsync(TestApp app, string fit)
    {
        for (var message = 0; message < 4; message++)
        {
            await app.WorkOffAsync(fit);
        }
    }
}
