using Azure;
using Azure.Data.Tables;

namespace Rewards.Polyfills.Tests.Tables;

public sealed class TableTests(StorageFixture storage)
{
    [Fact]
    public async Task Creating_an_existing_table_if_it_does_not_exist_does_not_throw()
    {
        var table = new TableClient(storage.ConnectionString, storage.NewTableName());
        var first = await table.CreateIfNotExistsAsync();
        await table.CreateIfNotExistsAsync();

        Assert.Equal(table.Name, first.Value.Name);
    }

    [Fact]
    public async Task The_service_creates_lists_and_deletes_tables()
    {
        var service = new TableServiceClient(storage.ConnectionString);
        var name = storage.NewTableName();

        await service.CreateTableIfNotExistsAsync(name);
        await service.CreateTableIfNotExistsAsync(name);
        Assert.Contains(name, await Names(service));

        await service.DeleteTableAsync(name);
        Assert.DoesNotContain(name, await Names(service));
    }

    [Fact]
    public async Task Tables_are_found_by_a_filter_on_their_name()
    {
        var service = new TableServiceClient(storage.ConnectionString);
        var name = storage.NewTableName();
        await service.CreateTableIfNotExistsAsync(name);

        Assert.Equal([name], await service.QueryAsync(TableClient.CreateQueryFilter($"TableName eq {name}")).Select(t => t.Name).ToListAsync());
    }

    [Fact]
    public async Task A_deleted_table_is_not_found()
    {
        var table = await storage.NewTableAsync();
        await table.DeleteAsync();

        var failure = await Assert.ThrowsAsync<RequestFailedException>(() => table.AddEntityAsync(new TableEntity("p", "r")));
        Assert.Equal((404, "TableNotFound"), (failure.Status, failure.ErrorCode));
    }

    [Fact]
    public void A_table_client_knows_its_table_account_and_address()
    {
        var table = new TableServiceClient(storage.ConnectionString).GetTableClient("Coupons");

        Assert.Equal("Coupons", table.Name);
        Assert.Equal("devstoreaccount1", table.AccountName);
        Assert.Equal("/devstoreaccount1/Coupons", table.Uri.AbsolutePath);
    }

    private static async Task<List<string>> Names(TableServiceClient service) =>
        await service.QueryAsync().Select(t => t.Name).ToListAsync();
}
