using Azure.Data.Tables;

namespace Rewards.Polyfills.Tests.Tables;

public sealed class ConnectionStringTests
{
    private const string Key = "AAEC";

    [Theory]
    [InlineData("UseDevelopmentStorage=true", "http://127.0.0.1:10002/devstoreaccount1", "devstoreaccount1", "the emulator")]
    [InlineData($"AccountName=shop;AccountKey={Key}", "https://shop.table.core.windows.net/", "shop", "the public cloud over https")]
    [InlineData($"DefaultEndpointsProtocol=http;AccountName=shop;AccountKey={Key};EndpointSuffix=core.chinacloudapi.cn;", "http://shop.table.core.chinacloudapi.cn/", "shop", "another cloud")]
    [InlineData($"AccountName=shop;AccountKey={Key};TableEndpoint=http://127.0.0.1:5002/shop", "http://127.0.0.1:5002/shop", "shop", "an endpoint of its own")]
    [InlineData("TableEndpoint=https://shop.table.core.windows.net/;SharedAccessSignature=sv=2020&sig=a%3D", "https://shop.table.core.windows.net/", "shop", "a shared access signature")]
    public void It_says_where_the_tables_are(string connectionString, string endpoint, string account, string why)
    {
        var service = new TableServiceClient(connectionString);

        Assert.True((new Uri(endpoint), account) == (service.Uri, service.AccountName), $"{why}: {service.Uri} of {service.AccountName}");
    }

    [Theory]
    [InlineData("", "nothing")]
    [InlineData("nonsense", "not name=value")]
    [InlineData("AccountName=shop", "no key")]
    [InlineData($"AccountKey={Key}", "no account")]
    public void One_that_names_no_account_with_its_key_is_refused(string connectionString, string why) =>
        Assert.True(Record.Exception(() => new TableServiceClient(connectionString)) is not null, why);
}
