using System.Net;
using Azure.Core;
using Rewards.Functions.Storage;
using Rewards.Functions.Tests.Imports;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.Members;

/// <summary>The whole erasure comes between two steps of something that has seen the member alive.</summary>
public sealed class ErasedMeanwhileTests(TestStorage storage)
{
    private const string Member = "erased-1";

    [Fact]
    public async Task Nothing_is_found_in_the_books_of_who_is_erased_while_they_are_read()
    {
        var atEntries = new Interruption(request => request.Method == RequestMethod.Get && Uri.UnescapeDataString(request.Uri.Query).Contains("'entry:'"));
        await using var app = await StartAsync(atEntries);
        await BuyAsync(app);

        app.Clock.Set("2026-06-11T04:00:00Z");
        atEntries.Before(() => EraseAsync(app));
        await app.DrainAgendaAsync();

        await IsForgottenAsync(app);
        Assert.DoesNotContain(app.Topic.Events, received => received.Type == "Rewards.LedgerMismatch");
    }

    [Fact]
    public async Task A_walk_leaves_no_row_of_who_is_erased_before_it_tells_the_profile()
    {
        var atProfile = new Interruption(request => IsPutInto(request, TableKeys.Members));
        await using var app = await StartAsync(atProfile);
        await BuyAsync(app);

        atProfile.Before(() => EraseAsync(app));
        await app.WakeAfterAsync("wake-up", Shop.Dormant(90));
        await app.WhenIdleAsync();

        await IsForgottenAsync(app);
    }

    [Fact]
    public async Task A_look_without_entries_is_not_left_in_the_Agenda_of_who_is_erased_before_it_is_filed()
    {
        var atFiling = new Interruption(request => IsPutInto(request, TableKeys.Agenda));
        await using var app = await StartAsync(atFiling);
        await app.WakeAfterAsync("wake-up", Shop.Dormant(90));

        atFiling.Before(() => EraseAsync(app));
        await app.ImportAsync(ImportShop.MembersPath, $"memberId,lastPurchaseOn\n{Member},2026-06-01\n");

        await IsForgottenAsync(app);
    }

    private Task<TestApp> StartAsync(Interruption interruption) =>
        TestApp.StartAsync(storage, "2026-06-10T10:00:00Z", services: interruption.Insert());

    private static async Task BuyAsync(TestApp app)
    {
        await app.BuyAsync("p-1", Member, app.Clock.GetCurrentInstant().ToString());
        await app.WhenIdleAsync();
    }

    /// <summary>With its follow-up, whose last step but the event empties the member's partition.</summary>
    private static async Task EraseAsync(TestApp app)
    {
        (await app.DeleteAsync($"members/{Member}")).Expect(HttpStatusCode.NoContent);
        while ((await app.RowsOfKindAsync(TableKeys.Members, "lots")).Count > 0)
        {
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    private static async Task IsForgottenAsync(TestApp app)
    {
        var named = (await app.DumpAsync()).Where(row => row.Contains(Member, StringComparison.Ordinal)).ToList();
        Assert.Contains(named, row => row.Contains("ErasedAt", StringComparison.Ordinal));
        Assert.All(named, row => Assert.StartsWith($"{TableKeys.Members}: ", row));
    }

    private static bool IsPutInto(Request request, string table) =>
        request.Method == RequestMethod.Put && request.Uri.ToUri().AbsolutePath.Contains($"/{table}(", StringComparison.Ordinal);
}
