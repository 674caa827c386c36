using Azure.Data.Tables;
using NodaTime;
using Rewards.Functions.Storage;
using Rewards.LocalHost.Azurite;
using Rewards.LocalHost.Demo;
using Spectre.Console;

namespace Rewards.LocalHost.Tests.Demo;

public sealed class DemoCommandTests(ITestOutputHelper output)
{
    private static readonly DemoSettings Small = new(Seed: 7)
    {
        Customers = 20,
        FirstDay = new LocalDate(2026, 3, 1),
        LastDay = new LocalDate(2026, 5, 15),
        JoiningWeeks = 3,
        DormantAfterDays = 30,
    };

    [Fact]
    public async Task A_simulated_shop_leaves_books_that_add_up_until_a_row_is_tampered_with()
    {
        await using var azurite = await AzuriteProcess.StartInMemoryAsync();
        await DemoCommand.PlayAsync(Small, azurite.ConnectionString, ConsoleTo(TextWriter.Null), default);

        var (sound, report) = await ReportAsync(azurite);
        Assert.True(sound, report);
        Assert.Matches(@"The books add up: [1-9]\d* ledger entries, [1-9]\d* redemptions, [1-9]\d* coupons, [1-9]\d* claims\.\s*$", report);
        Assert.Matches(@"Woken by a coupon +│ +[1-9]", report);

        await TakeAnEntryAwayAsync(azurite);
        (sound, report) = await ReportAsync(azurite);
        Assert.False(sound);
        Assert.Matches(@"The books do not add up: \d+ disagreements\.\s*$", report);
    }

    private async Task<(bool Sound, string Report)> ReportAsync(AzuriteProcess azurite)
    {
        using var text = new StringWriter();
        var sound = await DemoCommand.ReportAsync(Small, azurite.ConnectionString, ConsoleTo(text), default);
        output.WriteLine(text.ToString());
        return (sound, text.ToString());
    }

    private static async Task TakeAnEntryAwayAsync(AzuriteProcess azurite)
    {
        var members = new TableServiceClient(azurite.ConnectionString).GetTableClient(TableKeys.Members);
        var (from, to) = TableKeys.EntryRows;
        var filter = TableClient.CreateQueryFilter($"RowKey ge {from} and RowKey lt {to}");
        var entry = await members.QueryAsync<TableEntity>(filter).FirstAsync();
        await members.DeleteEntityAsync(entry.PartitionKey, entry.RowKey);
    }

    private static IAnsiConsole ConsoleTo(TextWriter writer)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Interactive = InteractionSupport.No, Out = new AnsiConsoleOutput(writer),
        });
        console.Profile.Width = 120;
        return console;
    }
}
