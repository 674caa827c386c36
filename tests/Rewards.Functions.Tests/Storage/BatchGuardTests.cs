using Azure.Data.Tables;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Tests.Storage;

/// <summary>The published limits of an entity group transaction, each from both sides.</summary>
public sealed class BatchGuardTests
{
    public static TheoryData<int, int, bool, string> Sizes => new()
    {
        { 1, 100, true, "one row" },
        { 0, 0, false, "no row" },
        { 100, 100, true, "as many rows as there may be" },
        { 101, 100, false, "one row more" },
        { 1, 1_040_000, true, "a row just below 1 MiB" },
        { 1, (1024 * 1024) + 1, false, "a row above 1 MiB" },
        { 4, 1_040_000, true, "a batch just below 4 MiB" },
        { 5, 1_040_000, false, "a batch above 4 MiB" },
    };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void A_batch_is_held_to_its_size(int rows, int bytes, bool passes, string why) =>
        Expect(passes, [.. Enumerable.Range(0, rows).Select(i => Add("p", $"r{i}", new byte[bytes]))], why);

    [Fact]
    public void A_batch_has_one_partition()
    {
        Expect(false, [Add("p", "a"), Add("q", "b")], "two partitions");
        Expect(false, [Add("p", "a"), Add("P", "b")], "keys tell upper from lower case");
    }

    [Fact]
    public void A_batch_has_no_row_twice_whatever_is_done_to_it()
    {
        Expect(false, [Add("p", "a"), new TableTransactionAction(TableTransactionActionType.Delete, new TableEntity("p", "a"))], "added and deleted");
        Expect(true, [Add("p", "a"), Add("p", "A")], "keys tell upper from lower case");
    }

    [Theory]
    [InlineData(252, true)]
    [InlineData(256, false)]
    public void A_row_is_held_to_its_number_of_properties(int properties, bool passes)
    {
        var row = new TableEntity { ["PartitionKey"] = "p", ["RowKey"] = "r" };
        for (var i = 2; i < properties; i++)
        {
            row[$"P{i}"] = 1;
        }

        Expect(passes, [new TableTransactionAction(TableTransactionActionType.Add, row)], $"{properties} properties");
    }

    public static TheoryData<object, bool, string> Properties => new()
    {
        { new byte[64 * 1024], true, "64 KiB" },
        { new byte[(64 * 1024) + 1], false, "one byte more" },
        { new string('é', 32 * 1024), true, "32 Ki characters" },
        { new string('a', (32 * 1024) + 1), false, "one character more" },
    };

    [Theory]
    [MemberData(nameof(Properties))]
    public void A_property_is_held_to_its_size(object value, bool passes, string why) =>
        Expect(passes, [new TableTransactionAction(TableTransactionActionType.Add, new TableEntity("p", "r") { ["Data"] = value })], why);

    /// <param name="data">In as many properties as it takes.</param>
    private static TableTransactionAction Add(string partition, string row, byte[]? data = null)
    {
        var entity = new TableEntity(partition, row);
        foreach (var (i, part) in (data ?? []).Chunk(BatchGuard.MaxPropertyBytes).Index())
        {
            entity[$"Data{i}"] = part;
        }

        return new(TableTransactionActionType.Add, entity);
    }

    private static void Expect(bool passes, TableTransactionAction[] batch, string why)
    {
        var thrown = Record.Exception(() => BatchGuard.Check(batch));
        Assert.True(passes ? thrown is null : thrown is InvalidOperationException, $"{why}: {thrown}");
    }
}
