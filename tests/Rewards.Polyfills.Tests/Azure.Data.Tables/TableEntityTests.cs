using Azure;
using Azure.Data.Tables;

namespace Rewards.Polyfills.Tests.Tables;

public sealed class TableEntityTests
{
    [Fact]
    public void A_missing_property_reads_as_null()
    {
        var entity = new TableEntity("p", "r");

        Assert.Null(entity["a"]);
        Assert.Null(entity.GetString("a"));
        Assert.Null(entity.GetInt32("a"));
        Assert.Null(entity.GetDateTimeOffset("a"));
        Assert.Null(entity.Timestamp);
        Assert.False(entity.TryGetValue("a", out _));
    }

    [Fact]
    public void A_property_of_another_type_is_an_InvalidOperationException()
    {
        var entity = new TableEntity { ["a"] = "text", ["n"] = 1 };

        Assert.Throws<InvalidOperationException>(() => entity.GetInt32("a"));
        Assert.Throws<InvalidOperationException>(() => entity.GetInt64("n"));
    }

    [Fact]
    public void A_property_may_get_another_type_but_an_int_widens_to_what_was_there()
    {
        var entity = new TableEntity { ["text"] = "a", ["long"] = 1L, ["real"] = 1.5 };
        entity["long"] = 2;
        entity["real"] = 2;
        entity["text"] = 1;

        Assert.Equal((2L, 2.0, 1), (entity.GetInt64("long"), entity.GetDouble("real"), entity.GetInt32("text")));
    }

    [Fact]
    public void It_is_a_dictionary_of_its_properties_and_keys()
    {
        var entity = new TableEntity(new Dictionary<string, object> { ["PartitionKey"] = "p", ["RowKey"] = "r", ["a"] = 1 });
        entity.Add("b", true);
        entity.Remove("a");

        Assert.Equal(("p", "r"), (entity.PartitionKey, entity.RowKey));
        Assert.Equal(["PartitionKey", "RowKey", "b"], entity.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(3, entity.Count);
        Assert.Contains(new KeyValuePair<string, object>("b", true), (IEnumerable<KeyValuePair<string, object>>)entity);
    }

    [Fact]
    public void Its_ETag_is_the_property_odata_etag()
    {
        var entity = new TableEntity { ETag = new ETag("\"x\"") };

        Assert.Equal("\"x\"", entity["odata.etag"]);
        Assert.Equal(new ETag("\"x\""), entity.ETag);
    }
}
