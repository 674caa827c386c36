using Azure.Data.Tables;
using NodaTime;
using Rewards.Functions.Audit;
using Rewards.Functions.Storage;
using Rewards.LocalHost.Azurite;
using Rewards.LocalHost.Demo;

namespace Rewards.LocalHost.Tests.Demo;

public sealed class DemoCommandTests(ITestOutputHelper output)
{
    private const int Width = 120;

    private static readonly DemoSettings Small = new(Seed: 7)
    {
        Customers = 20,
        FirstDay = new LocalDate(2026, 3, 1),
        LastDay = new LocalDate(2026, 5, 15),
        JoiningWeeks = 3,
        WinBackDays = [30, 45],
        SecondPurchaseAfterDays = 7,
        BirthdayDaysBefore = 0,
    };

    [Fact]
    public async Task A_simulated_shop_shows_what_its_programmes_did_and_leaves_books_that_add_up_until_a_row_is_tampered_with()
    {
        await using var azurite = await AzuriteProcess.StartInMemoryAsync();
        var reports = await DemoCommand.PlayAsync(Small, azurite.ConnectionString, PlainConsole.To(TextWriter.Null, Width), default);

        var (sound, report) = await ReportAsync(azurite, reports);
        Assert.True(sound, report);
        Assert.Matches(@"The books add up: [1-9]\d* entries, [1-9]\d* redemptions, [1-9]\d* coupons, [1-9]\d* claims\.\s*$", report);
        Assert.Matches(@"Woken by a coupon +│ +[1-9]", report);
        Assert.All(
            ["second-purchase", "birthday", "win-back, step 1", "win-back, step 2"],
            programme => Assert.Matches($@"{programme} +│ +[1-9]", report));
        Assert.Matches(@"win-back +│ +- │ +not enough data │ +too few members", report);
        await AssertReportsAgreeWithClaimsAsync(azurite, reports);

        await TakeAnEntryAwayAsync(azurite);
        (sound, report) = await ReportAsync(azurite, reports);
        Assert.False(sound);
        Assert.Matches(@"The books do not add up: \d+ disagreements\.\s*$", report);
    }

    private async Task<(bool Sound, string Report)> ReportAsync(AzuriteProcess azurite, PlatformReports reports)
    {
        using var text = new StringWriter();
        var sound = await DemoCommand.ReportAsync(Small, azurite.ConnectionString, reports, PlainConsole.To(text, Width), default);
        output.WriteLine(text.ToString());
        return (sound, text.ToString());
    }

    private static async Task AssertReportsAgreeWithClaimsAsync(AzuriteProcess azurite, PlatformReports reports)
    {
        var books = await new BooksReader(new TableServiceClient(azurite.ConnectionString)).ReadAsync(default);
        foreach (var experiment in reports.Experiments)
        {
            var claims = books.Claims.Where(claim => claim.Campaign == experiment.CampaignId).ToList();
            Assert.Equal(
                [("control", claims.Count(claim => claim.IsHeldBack)), ("treated", claims.Count(claim => claim.Code is not null))],
                experiment.Arms.Select(arm => (arm.Arm, (int)arm.Assigned)));
        }
    }

    private static async Task TakeAnEntryAwayAsync(AzuriteProcess azurite)
    {
        var members = new TableServiceClient(azurite.ConnectionString).GetTableClient(TableKeys.Members);
        var (from, to) = TableKeys.EntryRows;
        var filter = TableClient.CreateQueryFilter($"RowKey ge {from} and RowKey lt {to}");
        var entry = await members.QueryAsync<TableEntity>(filter).FirstAsync();
        await members.DeleteEntityAsync(entry.PartitionKey, entry.RowKey);
    }
}
