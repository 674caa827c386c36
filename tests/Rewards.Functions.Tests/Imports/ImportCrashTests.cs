using System.Net;
using Azure.Core;
using Microsoft.Extensions.DependencyInjection;
using Rewards.Functions.Imports;
using Rewards.Functions.Storage;
using Rewards.Functions.Tests.Support;
using static Rewards.Functions.Tests.Imports.ImportShop;

namespace Rewards.Functions.Tests.Imports;

/// <summary>A process that dies before or after any one of its calls to storage, and what the same request or message makes of it then.</summary>
public sealed class ImportCrashTests(TestStorage storage)
{
    [Theory]
    [InlineData(Fault.DieBefore)]
    [InlineData(Fault.DieAfter)]
    public async Task A_slice_that_died_anywhere_is_worked_off_once(Fault fault)
    {
        var faults = new StorageFaults();
        await using var app = await StartAsync(faults);
        await app.DefineAsync("spring");
        foreach (var (path, header, line) in new (string, string, Func<int, string>)[]
        {
            (MembersPath, "memberId,balances,cardNumbers\n", n => $"{fault}-{n},never:50,QR-{fault}-{n}\n"),
            (CodesPath, "code,campaignId,memberId\n", n => $"{fault}{n},spring,\n"),
            (CodesPath, "code,campaignId,memberId\n", n => $"{fault}M{n},spring,owner-{n}\n"),
        })
        {
            var calls = await faults.DieEverywhereAsync(fault, async (n, die) =>
            {
                var import = await app.StartImportAsync(path, header + line(n));
                await die(() => SliceOf(app).RunAsync($$"""{"import":"{{import}}","slice":0}""", CancellationToken.None));
                await SliceOf(app).RunAsync($$"""{"import":"{{import}}","slice":0}""", CancellationToken.None);

                Assert.Equal(("completed", 1, 0, 0), Counts((await app.GetAsync($"imports/{import}")).Json));
            });
            Assert.InRange(calls, 7, 30);
        }

        Assert.Empty(await app.RowsOfKindAsync("Imports", "slice"));
        var entries = (await app.RowsOfKindAsync("Members", "entry")).GroupBy(row => row.PartitionKey).ToList();
        Assert.All(entries, entry => Assert.Single(entry));
        Assert.Equal(entries.Count, (await app.RowsOfKindAsync("Members", "number")).Count(row => row.GetString("State") == "Active"));
        Assert.Equal(entries.Count, (await app.RowsAsync("Facts", "Type eq 'Rewards.PointsOpened'")).Count);
        Assert.Equal(
            (await app.RowsOfKindAsync("Members", "coupon")).Count, (await app.RowsOfKindAsync("Coupons", "coupon")).Count(row => row.GetString("Member") is not null));
    }

    [Theory]
    [InlineData(Fault.DieBefore)]
    [InlineData(Fault.DieAfter)]
    public async Task An_upload_that_died_anywhere_is_taken_on_once_when_it_comes_again(Fault fault)
    {
        var faults = new StorageFaults();
        await using var app = await StartAsync(faults);
        var calls = await faults.DieEverywhereAsync(fault, async (n, die) =>
        {
            var file = $"memberId,balances\nanna-{n},never:5\nben-{n},never:6\ncarla-{n},never:7\n";
            await die(() => app.PostAsync(MembersPath, file, $"k-{n}"));
            var import = await app.StartImportAsync(MembersPath, file, $"k-{n}");
            foreach (var slice in new[] { 0, 1, 1 })
            {
                await SliceOf(app).RunAsync($$"""{"import":"{{import}}","slice":{{slice}}}""", CancellationToken.None);
            }

            Assert.Equal(("completed", 3, 0, 0), Counts((await app.GetAsync($"imports/{import}")).Json));
        });

        Assert.InRange(calls, 4, 12);
        Assert.Empty(await app.RowsOfKindAsync("Imports", "slice"));
    }

    [Fact]
    public async Task What_was_never_taken_on_leaves_no_lines_behind()
    {
        var faults = new StorageFaults();
        await using var app = await TestApp.StartAsync(
            storage, services: faults.Insert(), settings: new() { ["Rewards:AbandonAfter"] = "00:00:01", ["Rewards:ImportSliceSize"] = "2" });
        faults.AtBatches(Fault.DieBefore);
        (await app.PostAsync(MembersPath, "memberId\nanna\nben\ncarla\n", "k-1")).Expect(HttpStatusCode.InternalServerError);
        Assert.Equal(2, (await app.RowsOfKindAsync("Imports", "slice")).Count);

        await app.WhenIdleAsync();

        Assert.Equal("abandoned", (await app.PostAsync(MembersPath, "memberId\nanna\nben\ncarla\n", "k-1")).Expect(HttpStatusCode.Conflict).Reason);
        await app.WhenIdleAsync();
        Assert.Empty(await app.RowsOfKindAsync("Imports", "slice"));
        Assert.Empty(await app.RowsOfKindAsync("Members", "profile"));
    }

    [Fact]
    public async Task Lines_that_wait_in_Poison_forget_who_is_erased_and_the_others_are_carried_out_when_it_is_replayed()
    {
        var outage = new Outage(request => request.Method == RequestMethod.Get && request.Uri.ToUri().AbsolutePath.Contains("slice%3A", StringComparison.OrdinalIgnoreCase));
        await using var app = await TestApp.StartAsync(storage, services: outage.Insert());
        await app.EnrolAsync("m-4711");
        outage.FailNext(5);
        var import = await app.StartImportAsync(MembersPath, "memberId,balances\nanna,never:5\nm-4711,never:6\nben,never:-7\n");
        await app.WhenIdleAsync();
        await app.Host.FireTimerAsync("KeepPoison");
        Assert.Equal(1, (await app.GetAsync("health")).Json["poison"]!["imports"]!.GetValue<int>());
        Assert.Contains(await app.DumpAsync(), row => row.StartsWith("Imports:", StringComparison.Ordinal) && row.Contains("m-4711"));

        (await app.DeleteAsync("members/m-4711")).Expect(HttpStatusCode.NoContent);
        await app.WhenIdleAsync();
        Assert.DoesNotContain(await app.DumpAsync(), row => row.StartsWith("Imports:", StringComparison.Ordinal) && row.Contains("m-4711"));

        (await app.PostAsync("poison/imports/replays", null, key: "")).Expect(HttpStatusCode.OK);
        await app.WhenIdleAsync();
        var done = (await app.GetAsync($"imports/{import}")).Json;
        Assert.Equal(("completed", 1, 0, 1), Counts(done));
        Assert.Equal(["4 balances"], Errors(done));
    }

    private Task<TestApp> StartAsync(StorageFaults faults) => TestApp.StartAsync(
        storage, services: faults.Insert(), settings: SmallSlices, change: options => options with { RunQueues = false });

    private static ImportSliceFunction SliceOf(TestApp app) => new(
        app.Host.Services.GetRequiredService<ImportStore>(), app.Host.Services.GetServices<ILineImporter>());
}
