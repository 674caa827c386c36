using System.Runtime.Serialization;
using System.Text;
using Azure;
using Azure.Data.Tables;

namespace Rewards.Polyfills.Tests.Tables;

public sealed class RoundTripTests(StorageFixture storage)
{
    private static readonly DateTimeOffset Instant = new DateTimeOffset(2026, 11, 22, 10, 30, 15, TimeSpan.FromHours(1)).AddTicks(1234567);

    private static readonly Guid Id = new("6a1d5c1e-8f0b-4c55-9b7e-0d3c2f4a7e10");

    public static TheoryData<string, object, string> Values => new()
    {
        { "string", "Käse & \"Brot\" <b>'</b> \\ \u20ac \ud83c\udf81", "what JSON escapes" },
        { "lines", "a\r\n--changeset_x\r\n\r\nb\tc\0", "what a multipart body would trip over" },
        { "empty", "", "an empty string is not null" },
        { "zero", 0, "a default is stored" },
        { "int32", int.MinValue, "the least" },
        { "int64", long.MaxValue, "beyond what a JSON number holds exactly" },
        { "small int64", 5L, "stays an Int64 though it would fit an Int32" },
        { "double", 0.1, "exactly the same bits" },
        { "whole double", 3.0, "stays a double though it looks like an integer" },
        { "large double", double.MaxValue, "the greatest" },
        { "true", true, "" },
        { "false", false, "a default is stored" },
        { "guid", Id, "" },
        { "binary", new byte[] { 0, 1, 254, 255 }, "" },
        { "no bytes", Array.Empty<byte>(), "" },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public async Task A_property_comes_back_with_its_type_and_value(string property, object value, string why)
    {
        var table = await storage.NewTableAsync();
        await table.AddEntityAsync(new TableEntity("p", "added") { ["v"] = value });
        await table.SubmitTransactionAsync([new(TableTransactionActionType.UpsertReplace, new TableEntity("p", "batched") { ["v"] = value })]);

        foreach (var row in new[] { "added", "batched" })
        {
            var read = (await table.GetEntityAsync<TableEntity>("p", row)).Value["v"];
            Assert.True(value.GetType() == read?.GetType(), $"{property}: {why}");
            Assert.Equal(value, read);
        }
    }

    [Fact]
    public async Task A_time_comes_back_as_the_same_instant_in_UTC()
    {
        var table = await storage.NewTableAsync();
        await table.AddEntityAsync(new TableEntity("p", "r") { ["offset"] = Instant, ["utc"] = Instant.UtcDateTime });

        var entity = (await table.GetEntityAsync<TableEntity>("p", "r")).Value;

        Assert.Equal(Instant, entity.GetDateTimeOffset("offset"));
        Assert.Equal(TimeSpan.Zero, entity.GetDateTimeOffset("offset")!.Value.Offset);
        Assert.Equal(Instant.UtcDateTime, entity.GetDateTime("utc"));
    }

    [Fact]
    public async Task BinaryData_comes_back_as_bytes_and_as_BinaryData()
    {
        var table = await storage.NewTableAsync();
        await table.AddEntityAsync(new TableEntity("p", "r") { ["v"] = new BinaryData("hello") });

        var entity = (await table.GetEntityAsync<TableEntity>("p", "r")).Value;

        Assert.Equal("hello", Encoding.UTF8.GetString(entity.GetBinary("v")!));
        Assert.Equal("hello", entity.GetBinaryData("v")!.ToString());
    }

    [Fact]
    public async Task Null_properties_are_not_stored()
    {
        var table = await storage.NewTableAsync();
        await table.AddEntityAsync(new TableEntity("p", "r") { ["v"] = null });

        Assert.False((await table.GetEntityAsync<TableEntity>("p", "r")).Value.ContainsKey("v"));
    }

    [Fact]
    public async Task A_TableEntity_from_a_get_has_its_keys_its_time_and_the_key_odata_etag()
    {
        var table = await storage.NewTableAsync();
        var added = await table.AddEntityAsync(new TableEntity("p", "r"));

        var entity = (await table.GetEntityAsync<TableEntity>("p", "r")).Value;

        Assert.Equal(("p", "r"), (entity.PartitionKey, entity.RowKey));
        Assert.NotNull(entity.Timestamp);
        Assert.Equal(added.Headers.ETag!.Value.ToString(), entity["odata.etag"]);
        Assert.Equal(added.Headers.ETag, entity.ETag);
    }

    [Fact]
    public async Task What_was_read_can_be_written_back_as_it_is()
    {
        var table = await storage.NewTableAsync();
        await table.AddEntityAsync(new TableEntity("p", "r") { ["a"] = 1, ["l"] = 2L });
        var entity = (await table.GetEntityAsync<TableEntity>("p", "r")).Value;

        await table.UpdateEntityAsync(entity, entity.ETag, TableUpdateMode.Replace);

        var again = (await table.GetEntityAsync<TableEntity>("p", "r")).Value;
        Assert.Equal((1, 2L), (again.GetInt32("a"), again.GetInt64("l")));
        Assert.Equal(entity.Keys.Order(StringComparer.Ordinal), again.Keys.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("it's", "the quote of OData")]
    [InlineData("''", "quotes only")]
    [InlineData("a b", "a blank")]
    [InlineData("100%", "a percent sign")]
    [InlineData("%2F", "what looks escaped")]
    [InlineData("Grüße-€-\ud83c\udf81", "beyond ASCII, beyond the basic plane")]
    [InlineData("coupon:7KQ2A,(x)=+&;@$!*~", "punctuation with a meaning in URIs")]
    [InlineData("..", "no way up")]
    public async Task A_key_is_found_again(string key, string why)
    {
        var table = await storage.NewTableAsync();
        await table.AddEntityAsync(new TableEntity(key, key) { ["a"] = 1 });
        await table.UpdateEntityAsync(new TableEntity(key, key) { ["b"] = 2 }, ETag.All);
        await table.SubmitTransactionAsync([new(TableTransactionActionType.UpdateMerge, new TableEntity(key, key) { ["c"] = 3 }, ETag.All)]);

        var entity = (await table.GetEntityAsync<TableEntity>(key, key)).Value;
        var queried = await table.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {key} and RowKey eq {key}")).SingleAsync();

        Assert.True((key, key) == (entity.PartitionKey, entity.RowKey), why);
        Assert.Equal((1, 2, 3), (entity.GetInt32("a"), entity.GetInt32("b"), entity.GetInt32("c")));
        Assert.Equal(key, queried.RowKey);
        Assert.Equal(204, (await table.DeleteEntityAsync(key, key)).Status);
    }

    [Fact]
    public async Task An_entity_class_of_ones_own_comes_back_property_by_property()
    {
        var table = await storage.NewTableAsync();
        var written = new Row
        {
            PartitionKey = "p", RowKey = "r", Text = "t", Number = 1, Points = 2, MaybePoints = 3, Flag = true, Real = 4.5,
            Time = Instant, Utc = Instant.UtcDateTime, Id = Id, Bytes = [1, 2], State = RowState.Closed, MaybeState = RowState.Open, Hidden = "h",
        };
        var added = await table.AddEntityAsync(written);

        var read = (await table.GetEntityAsync<Row>("p", "r")).Value;

        Assert.Equal(added.Headers.ETag, read.ETag);
        Assert.NotNull(read.Timestamp);
        Assert.Null(read.Hidden);
        Assert.Equal([1, 2], read.Bytes!);
        Assert.Equal(
            ("p", "r", "t", 1, 2L, 3L, true, 4.5, Instant, Instant.UtcDateTime, Id, RowState.Closed, RowState.Open),
            (read.PartitionKey, read.RowKey, read.Text, read.Number, read.Points, read.MaybePoints, read.Flag, read.Real, read.Time, read.Utc, read.Id, read.State, read.MaybeState));
    }

    [Fact]
    public async Task Enums_of_an_entity_class_are_stored_as_strings_and_ignored_members_not_at_all()
    {
        var table = await storage.NewTableAsync();
        await table.AddEntityAsync(new Row { PartitionKey = "p", RowKey = "r", State = RowState.Closed, Hidden = "h" });

        var stored = (await table.GetEntityAsync<TableEntity>("p", "r")).Value;

        Assert.Equal("Closed", stored["State"]);
        Assert.False(stored.ContainsKey("Hidden"));
        Assert.False(stored.ContainsKey("Text"));
        Assert.False(stored.ContainsKey("MaybePoints"));
    }

    [Fact]
    public async Task Properties_that_an_entity_class_does_not_know_are_passed_over()
    {
        var table = await storage.NewTableAsync();
        await table.AddEntityAsync(new TableEntity("p", "r") { ["Text"] = "t", ["Other"] = 5L });

        Assert.Equal("t", (await table.GetEntityAsync<Row>("p", "r")).Value.Text);
    }

    public enum RowState
    {
        Open,
        Closed,
    }

    public sealed class Row : ITableEntity
    {
        public string PartitionKey { get; set; } = "";

        public string RowKey { get; set; } = "";

        public DateTimeOffset? Timestamp { get; set; }

        public ETag ETag { get; set; }

        public string? Text { get; set; }

        public int Number { get; set; }

        public long Points { get; set; }

        public long? MaybePoints { get; set; }

        public bool Flag { get; set; }

        public double Real { get; set; }

        public DateTimeOffset? Time { get; set; }

        public DateTime? Utc { get; set; }

        public Guid Id { get; set; }

        public byte[]? Bytes { get; set; }

        public RowState State { get; set; }

        public RowState? MaybeState { get; set; }

        [IgnoreDataMember]
        public string? Hidden { get; set; }
    }
}
