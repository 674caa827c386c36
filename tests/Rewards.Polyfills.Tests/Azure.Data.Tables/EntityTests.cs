using Azure;
using Azure.Data.Tables;

namespace Rewards.Polyfills.Tests.Tables;

public sealed class EntityTests(StorageFixture storage)
{
    private static readonly ETag Stale = new("W/\"datetime'2020-01-01T00%3A00%3A00.0000000Z'\"");

    [Fact]
    public async Task Adding_answers_204_with_the_ETag_in_a_header_only()
    {
        var table = await storage.NewTableAsync();
        var entity = new TableEntity("p", "r");

        var response = await table.AddEntityAsync(entity);

        Assert.Equal(204, response.Status);
        Assert.Equal((await table.GetEntityAsync<TableEntity>("p", "r")).Value.ETag, response.Headers.ETag);
        Assert.False(entity.ContainsKey("odata.etag"));
    }

    [Fact]
    public async Task Adding_a_duplicate_is_409_EntityAlreadyExists()
    {
        var table = await storage.NewTableAsync();
        await table.AddEntityAsync(new TableEntity("p", "r"));

        await Fails(409, "EntityAlreadyExists", () => table.AddEntityAsync(new TableEntity("p", "r")));
    }

    [Fact]
    public async Task Getting_what_is_not_there_is_404_ResourceNotFound()
    {
        var table = await storage.NewTableAsync();

        await Fails(404, "ResourceNotFound", () => table.GetEntityAsync<TableEntity>("p", "r"));
    }

    [Fact]
    public async Task Getting_from_a_table_that_is_not_there_is_404_TableNotFound()
    {
        var table = new TableClient(storage.ConnectionString, storage.NewTableName());

        await Fails(404, "TableNotFound", () => table.GetEntityAsync<TableEntity>("p", "r"));
    }

    [Fact]
    public async Task Getting_if_it_exists_gives_the_entity_that_does()
    {
        var table = await storage.NewTableAsync();
        await table.AddEntityAsync(new TableEntity("p", "r") { ["a"] = 1 });

        var found = await table.GetEntityIfExistsAsync<TableEntity>("p", "r");

        Assert.True(found.HasValue);
        Assert.Equal(1, found.Value!.GetInt32("a"));
    }

    [Fact]
    public async Task Getting_if_it_exists_has_no_value_for_what_does_not_and_asking_for_it_throws()
    {
        var table = await storage.NewTableAsync();

        var missing = await table.GetEntityIfExistsAsync<TableEntity>("p", "r");

        Assert.False(missing.HasValue);
        Assert.Equal(404, missing.GetRawResponse().Status);
        Assert.Throws<InvalidOperationException>(() => missing.Value);
    }

    [Fact]
    public async Task Getting_selected_properties_leaves_out_the_others()
    {
        var table = await storage.NewTableAsync();
        await table.AddEntityAsync(new TableEntity("p", "r") { ["a"] = 1, ["b"] = 2 });

        var entity = (await table.GetEntityAsync<TableEntity>("p", "r", ["RowKey", "b"])).Value;

        Assert.Equal(("r", 2, false), (entity.RowKey, entity.GetInt32("b"), entity.ContainsKey("a")));
    }

    [Fact]
    public async Task Updating_or_deleting_with_a_stale_ETag_is_412_UpdateConditionNotSatisfied()
    {
        var table = await storage.NewTableAsync();
        await table.AddEntityAsync(new TableEntity("p", "r"));

        await Fails(412, "UpdateConditionNotSatisfied", () => table.UpdateEntityAsync(new TableEntity("p", "r"), Stale));
        await Fails(412, "UpdateConditionNotSatisfied", () => table.UpdateEntityAsync(new TableEntity("p", "r"), Stale, TableUpdateMode.Replace));
        await Fails(412, "UpdateConditionNotSatisfied", () => table.DeleteEntityAsync("p", "r", Stale));
    }

    [Fact]
    public async Task Updating_and_deleting_with_the_current_ETag_succeed()
    {
        var table = await storage.NewTableAsync();
        var added = await table.AddEntityAsync(new TableEntity("p", "r"));

        var updated = await table.UpdateEntityAsync(new TableEntity("p", "r"), added.Headers.ETag!.Value);
        var deleted = await table.DeleteEntityAsync("p", "r", updated.Headers.ETag!.Value);

        Assert.Equal((204, 204), (updated.Status, deleted.Status));
        Assert.NotEqual(added.Headers.ETag, updated.Headers.ETag);
    }

    [Fact]
    public async Task Updating_with_the_default_ETag_is_an_ArgumentException()
    {
        var table = await storage.NewTableAsync();

        var failure = await Assert.ThrowsAnyAsync<ArgumentException>(() => table.UpdateEntityAsync(new TableEntity("p", "r"), default));
        Assert.Equal("ifMatch", failure.ParamName);
    }

    [Fact]
    public async Task Updating_what_is_not_there_is_404_ResourceNotFound()
    {
        var table = await storage.NewTableAsync();

        await Fails(404, "ResourceNotFound", () => table.UpdateEntityAsync(new TableEntity("p", "r"), ETag.All));
    }

    [Theory]
    [InlineData(TableUpdateMode.Merge, true, "a merge keeps what it does not name")]
    [InlineData(TableUpdateMode.Replace, false, "a replacement keeps nothing")]
    public async Task Updating_and_upserting_merge_or_replace(TableUpdateMode mode, bool keeps, string why)
    {
        var table = await storage.NewTableAsync();
        foreach (var row in new[] { "updated", "upserted" })
        {
            await table.AddEntityAsync(new TableEntity("p", row) { ["a"] = 1 });
        }

        await table.UpdateEntityAsync(new TableEntity("p", "updated") { ["b"] = 2 }, ETag.All, mode);
        await table.UpsertEntityAsync(new TableEntity("p", "upserted") { ["b"] = 2 }, mode);

        foreach (var row in new[] { "updated", "upserted" })
        {
            var entity = (await table.GetEntityAsync<TableEntity>("p", row)).Value;
            Assert.True(keeps == entity.ContainsKey("a"), why);
            Assert.Equal(2, entity.GetInt32("b"));
        }
    }

    [Fact]
    public async Task Upserting_inserts_what_is_not_there()
    {
        var table = await storage.NewTableAsync();

        Assert.Equal(204, (await table.UpsertEntityAsync(new TableEntity("p", "r") { ["a"] = 1 })).Status);
        Assert.Equal(1, (await table.GetEntityAsync<TableEntity>("p", "r")).Value.GetInt32("a"));
    }

    [Fact]
    public async Task Deleting_what_is_not_there_does_not_throw_and_answers_404()
    {
        var table = await storage.NewTableAsync();

        Assert.Equal(404, (await table.DeleteEntityAsync("p", "r")).Status);
    }

    [Fact]
    public async Task A_key_with_a_slash_is_400_InvalidInput()
    {
        var table = await storage.NewTableAsync();

        await Fails(400, "InvalidInput", () => table.AddEntityAsync(new TableEntity("p", "a/b")));
    }

    [Fact]
    public async Task A_string_of_32_Ki_characters_is_stored_and_one_more_is_400_PropertyValueTooLarge()
    {
        var table = await storage.NewTableAsync();

        await table.AddEntityAsync(new TableEntity("p", "fits") { ["a"] = new string('x', 32 * 1024) });
        await Fails(400, "PropertyValueTooLarge", () => table.AddEntityAsync(new TableEntity("p", "r") { ["a"] = new string('x', (32 * 1024) + 1) }));
    }

    private static async Task Fails(int status, string errorCode, Func<Task> act)
    {
        var failure = await Assert.ThrowsAsync<RequestFailedException>(act);
        Assert.Equal((status, errorCode), (failure.Status, failure.ErrorCode));
    }
}
