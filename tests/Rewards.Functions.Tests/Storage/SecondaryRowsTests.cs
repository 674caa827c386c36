using Azure.Data.Tables;
using Rewards.Functions.Storage;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.Storage;

public sealed class SecondaryRowsTests(TestStorage storage)
{
    [Theory]
    [InlineData(1, 2, "newer", "a newer one follows")]
    [InlineData(2, 1, "older", "an older one comes late")]
    [InlineData(1, 1, "older", "the same one again")]
    public async Task A_row_is_overwritten_only_by_a_newer_one(long first, long second, string expected, string why)
    {
        await using var app = await TestApp.StartAsync(storage);
        var table = app.Table(TableKeys.Members);

        await SecondaryRows.WriteAsync(table, Row("older"), first, CancellationToken.None);
        await SecondaryRows.WriteAsync(table, Row("newer"), second, CancellationToken.None);

        Assert.True(expected == (await app.RowsAsync(TableKeys.Members)).Single().GetString("Text"), why);
    }

    [Fact]
    public async Task The_newest_of_many_at_once_stays()
    {
        const int Writers = 24;
        await using var app = await TestApp.StartAsync(storage);
        var table = app.Table(TableKeys.Members);

        await Task.WhenAll(Enumerable.Range(1, Writers).Select(i => 1 + (i * 7 % Writers)).Select(sequence =>
            SecondaryRows.WriteAsync(table, Row($"{sequence}"), sequence, CancellationToken.None)));

        Assert.Equal($"{Writers}", (await app.RowsAsync(TableKeys.Members)).Single().GetString("Text"));
    }

    private static TableEntity Row(string text) => new("m-1", "coupon:x") { ["Text"] = text };
}
