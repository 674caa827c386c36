using System.Globalization;
using System.Net;
using Azure;
using Azure.Data.Tables;

namespace Rewards.Polyfills.Tests.Tables;

public sealed class QueryTests(StorageFixture storage)
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    private static readonly Guid Id = new("6a1d5c1e-8f0b-4c55-9b7e-0d3c2f4a7e10");

    public static TheoryData<string, string, string> Filters => new()
    {
        { TableClient.CreateQueryFilter($"PartitionKey eq {"p"} and RowKey ge {"b"} and RowKey lt {"d"}"), "b c", "a range of rows" },
        { TableClient.CreateQueryFilter($"number gt {1}"), "c d", "an Int32" },
        { TableClient.CreateQueryFilter($"long eq {2L}"), "c", "an Int64" },
        { TableClient.CreateQueryFilter($"real le {0.5}"), "a b", "a double" },
        { TableClient.CreateQueryFilter($"flag eq {true}"), "a c", "a truth value" },
        { TableClient.CreateQueryFilter($"time ge {Noon.AddHours(2)}"), "c d", "a time" },
        { TableClient.CreateQueryFilter($"id eq {Id}"), "b", "a guid" },
        { TableClient.CreateQueryFilter($"text eq {"it's b"}"), "b", "a quote in a string" },
        { "not (RowKey eq 'a') and (RowKey eq 'a' or RowKey eq 'd')", "d", "a filter written by hand" },
        { "RowKey eq 'nowhere'", "", "nothing" },
    };

    [Theory]
    [MemberData(nameof(Filters))]
    public async Task A_filter_selects_rows(string filter, string expected, string why)
    {
        var table = await storage.NewTableAsync();
        await table.SubmitTransactionAsync(Enumerable.Range(0, 4).Select(i => new TableTransactionAction(TableTransactionActionType.Add, Row(i))));

        var rows = await table.QueryAsync<TableEntity>(filter).Select(e => e.RowKey).ToListAsync();

        Assert.True(expected == string.Join(' ', rows), $"{why}: {filter} found {string.Join(' ', rows)}");
    }

    [Fact]
    public async Task No_filter_selects_all_rows_in_order_of_their_keys()
    {
        var table = await storage.NewTableAsync();
        foreach (var (partition, row) in new[] { ("q", "a"), ("p", "b"), ("p", "a") })
        {
            await table.AddEntityAsync(new TableEntity(partition, row));
        }

        Assert.Equal(["pa", "pb", "qa"], await table.QueryAsync<TableEntity>().Select(e => e.PartitionKey + e.RowKey).ToListAsync());
    }

    [Fact]
    public async Task A_selection_brings_only_what_is_named()
    {
        var table = await storage.NewTableAsync();
        await table.AddEntityAsync(Row(1));

        var entity = await table.QueryAsync<TableEntity>(select: ["RowKey", "long"]).SingleAsync();

        Assert.Equal(("b", 1L), (entity.RowKey, entity.GetInt64("long")));
        Assert.False(entity.ContainsKey("number"));
    }

    [Fact]
    public async Task A_bad_filter_is_400_InvalidInput()
    {
        var table = await storage.NewTableAsync();

        var failure = await Assert.ThrowsAsync<RequestFailedException>(async () => await table.QueryAsync<TableEntity>("RowKey is 5").ToListAsync());
        Assert.Equal((400, "InvalidInput"), (failure.Status, failure.ErrorCode));
    }

    [Fact]
    public async Task Twelve_hundred_rows_come_in_pages_of_1000_and_200()
    {
        var table = await TableWithRows(1200);

        var pages = await table.QueryAsync<TableEntity>().AsPages().ToListAsync();

        Assert.Equal([1000, 200], pages.Select(p => p.Values.Count));
        Assert.Equal(RowKeys(1200), pages.SelectMany(p => p.Values).Select(e => e.RowKey));
        Assert.Null(pages[^1].ContinuationToken);
    }

    [Fact]
    public async Task At_most_maxPerPage_rows_come_in_a_page()
    {
        var table = await TableWithRows(10);

        var pages = await table.QueryAsync<TableEntity>(maxPerPage: 4).AsPages().ToListAsync();

        Assert.Equal([4, 4, 2], pages.Select(p => p.Values.Count));
    }

    [Fact]
    public async Task Another_query_resumes_from_a_page_s_token()
    {
        var table = await TableWithRows(10);
        var first = await table.QueryAsync<TableEntity>(maxPerPage: 4).AsPages().FirstAsync();

        var rest = await table.QueryAsync<TableEntity>(maxPerPage: 100).AsPages(first.ContinuationToken).ToListAsync();

        Assert.Equal(RowKeys(10).Skip(4), rest.SelectMany(p => p.Values).Select(e => e.RowKey));
    }

    [Fact]
    public async Task A_page_can_be_empty_and_yet_have_a_token()
    {
        using var wire = new FaultyWire((_, _, attempt, _) => Task.FromResult(attempt == 1
            ? FaultyWire.Reply(HttpStatusCode.OK, """{"value":[]}""", ("x-ms-continuation-NextPartitionKey", "1!4!cA--"), ("x-ms-continuation-NextRowKey", "1!4!YSti"))
            : FaultyWire.Reply(HttpStatusCode.OK, """{"value":[{"PartitionKey":"p","RowKey":"r"}]}""")));
        var table = new TableClient(storage.ConnectionString, "Any", wire.Options());

        var pages = await table.QueryAsync<TableEntity>().AsPages().ToListAsync();

        Assert.Equal([0, 1], pages.Select(p => p.Values.Count));
        Assert.NotNull(pages[0].ContinuationToken);
        Assert.Contains("NextPartitionKey=1%214%21cA--", wire.Attempts[1].Uri.Query, StringComparison.Ordinal);
        Assert.Contains("NextRowKey=1%214%21YSti", wire.Attempts[1].Uri.Query, StringComparison.Ordinal);
    }

    private static TableEntity Row(int i) => new("p", "abcd"[i..(i + 1)])
    {
        ["number"] = i,
        ["long"] = (long)i,
        ["real"] = i / 2.0,
        ["flag"] = i % 2 == 0,
        ["time"] = Noon.AddHours(i),
        ["id"] = i == 1 ? Id : Guid.Empty,
        ["text"] = "it's " + "abcd"[i],
    };

    private static IEnumerable<string> RowKeys(int count) => Enumerable.Range(0, count).Select(i => i.ToString("0000", CultureInfo.InvariantCulture));

    private async Task<TableClient> TableWithRows(int count)
    {
        var table = await storage.NewTableAsync();
        foreach (var rows in RowKeys(count).Chunk(100))
        {
            await table.SubmitTransactionAsync(rows.Select(r => new TableTransactionAction(TableTransactionActionType.Add, new TableEntity("p", r))));
        }

        return table;
    }
}
