using System.Globalization;
using Azure;
using Azure.Data.Tables;

namespace Rewards.Polyfills.Tests.Tables;

public sealed class TransactionTests(StorageFixture storage)
{
    private static readonly ETag Stale = new("W/\"datetime'2020-01-01T00%3A00%3A00.0000000Z'\"");

    [Fact]
    public async Task Success_is_202_and_each_part_204_with_the_ETag_that_is_stored()
    {
        var table = await storage.NewTableAsync();
        var actions = Enumerable.Range(0, 100).Select(i => Add(i.ToString("00", CultureInfo.InvariantCulture))).ToList();

        var response = await table.SubmitTransactionAsync(actions);

        Assert.Equal(202, response.GetRawResponse().Status);
        Assert.Equal(100, response.Value.Count);
        Assert.All(response.Value, part => Assert.Equal(204, part.Status));
        var stored = await table.QueryAsync<TableEntity>().Select(e => (ETag?)e.ETag).ToListAsync();
        Assert.Equal(stored, response.Value.Select(part => part.Headers.ETag));
    }

    [Fact]
    public async Task Every_kind_of_action_does_what_it_says()
    {
        var table = await storage.NewTableAsync();
        foreach (var row in new[] { "merged", "replaced", "deleted", "upmerged", "upreplaced" })
        {
            await table.AddEntityAsync(new TableEntity("p", row) { ["a"] = 1 });
        }

        await table.SubmitTransactionAsync(
        [
            Act(TableTransactionActionType.Add, "added"),
            Act(TableTransactionActionType.UpdateMerge, "merged", ETag.All),
            Act(TableTransactionActionType.UpdateReplace, "replaced", ETag.All),
            Act(TableTransactionActionType.Delete, "deleted"),
            Act(TableTransactionActionType.UpsertMerge, "upmerged"),
            Act(TableTransactionActionType.UpsertReplace, "upreplaced"),
            Act(TableTransactionActionType.UpsertMerge, "upinserted"),
        ]);

        var rows = await table.QueryAsync<TableEntity>().Select(e => (e.RowKey, e.GetInt32("a"), e.GetInt32("b"))).ToListAsync();
        Assert.Equal(
            [("added", null, 2), ("merged", 1, 2), ("replaced", null, 2), ("upinserted", null, 2), ("upmerged", 1, 2), ("upreplaced", null, 2)],
            rows);
    }

    public static TheoryData<string, Func<TableTransactionAction>, int, string> Refusals => new()
    {
        { "duplicate", () => Add("there"), 409, "EntityAlreadyExists" },
        { "stale update", () => Act(TableTransactionActionType.UpdateMerge, "there", Stale), 412, "UpdateConditionNotSatisfied" },
        { "stale replacement", () => Act(TableTransactionActionType.UpdateReplace, "there", Stale), 412, "UpdateConditionNotSatisfied" },
        { "stale delete", () => Act(TableTransactionActionType.Delete, "there", Stale), 412, "UpdateConditionNotSatisfied" },
        { "missing", () => Act(TableTransactionActionType.UpdateMerge, "nowhere", ETag.All), 404, "ResourceNotFound" },
        { "missing delete", () => Act(TableTransactionActionType.Delete, "nowhere"), 404, "ResourceNotFound" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task A_refusal_names_its_action_and_nothing_is_kept(string what, Func<TableTransactionAction> refused, int status, string errorCode)
    {
        var table = await storage.NewTableAsync();
        await table.AddEntityAsync(new TableEntity("p", "there"));

        var failure = await Assert.ThrowsAsync<TableTransactionFailedException>(
            () => table.SubmitTransactionAsync([Add("first"), Add("second"), refused(), Add("last")]));

        Assert.True((status, errorCode) == (failure.Status, failure.ErrorCode), $"{what}: {failure.Message}");
        Assert.Equal(2, failure.FailedTransactionActionIndex);
        Assert.Equal(["there"], await table.QueryAsync<TableEntity>().Select(e => e.RowKey).ToListAsync());
    }

    [Fact]
    public async Task A_row_twice_is_400_InvalidDuplicateRow_and_nothing_is_kept()
    {
        var table = await storage.NewTableAsync();

        var failure = await Assert.ThrowsAsync<TableTransactionFailedException>(
            () => table.SubmitTransactionAsync([Add("a"), Add("b"), Act(TableTransactionActionType.UpsertMerge, "a")]));

        Assert.Equal((400, "InvalidDuplicateRow"), (failure.Status, failure.ErrorCode));
        Assert.NotNull(failure.FailedTransactionActionIndex);
        Assert.Empty(await table.QueryAsync<TableEntity>().ToListAsync());
    }

    [Fact]
    public async Task An_empty_one_is_an_InvalidOperationException()
    {
        var table = await storage.NewTableAsync();

        await Assert.ThrowsAsync<InvalidOperationException>(() => table.SubmitTransactionAsync([]));
    }

    [Fact]
    public async Task An_update_without_an_ETag_is_sent_without_a_condition_and_so_inserts()
    {
        var table = await storage.NewTableAsync();

        await table.SubmitTransactionAsync([Act(TableTransactionActionType.UpdateReplace, "r")]);

        Assert.Equal(2, (await table.GetEntityAsync<TableEntity>("p", "r")).Value.GetInt32("b"));
    }

    [Fact]
    public async Task Actions_may_be_made_while_they_are_taken()
    {
        var table = await storage.NewTableAsync();
        var others = new List<Task>();

        await table.SubmitTransactionAsync(Enumerable.Range(0, 3).Select(i =>
        {
            others.Add(table.AddEntityAsync(new TableEntity("q", $"other-{i}")));
            return Add($"row-{i}");
        }));
        await Task.WhenAll(others);

        Assert.Equal(
            ["row-0", "row-1", "row-2", "other-0", "other-1", "other-2"],
            await table.QueryAsync<TableEntity>().Select(e => e.RowKey).ToListAsync());
    }

    [Fact]
    public async Task A_table_that_is_not_there_is_404_TableNotFound()
    {
        var table = new TableClient(storage.ConnectionString, storage.NewTableName());

        var failure = await Assert.ThrowsAsync<TableTransactionFailedException>(() => table.SubmitTransactionAsync([Add("r")]));
        Assert.Equal((404, "TableNotFound"), (failure.Status, failure.ErrorCode));
    }

    private static TableTransactionAction Add(string row) => Act(TableTransactionActionType.Add, row);

    private static TableTransactionAction Act(TableTransactionActionType type, string row, ETag etag = default) =>
        new(type, new TableEntity("p", row) { ["b"] = 2 }, etag);
}
