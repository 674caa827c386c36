using Rewards.LocalHost.Hosting;

namespace Rewards.LocalHost.Tests.Hosting;

public sealed class HostJsonTests
{
    [Fact]
    public void What_is_left_out_is_as_in_the_functions_host()
    {
        Assert.Equal(new HostJson(), Load("""{ "version": "2.0" }"""));
        Assert.Equal(4, Load("""{ "extensions": { "queues": { "batchSize": 8 } } }""").NewBatchThreshold);
    }

    [Fact]
    public void What_is_there_is_read()
    {
        var read = Load("""
            {
              // as the Functions host, comments are let pass
              "extensions": {
                "http": { "routePrefix": "v1" },
                "queues": { "batchSize": 32, "newBatchThreshold": 7, "maxDequeueCount": 2, "visibilityTimeout": "00:00:05" },
              }
            }
            """);

        Assert.Equal(
            new HostJson { RoutePrefix = "v1", BatchSize = 32, NewBatchThreshold = 7, MaxDequeueCount = 2, VisibilityTimeout = TimeSpan.FromSeconds(5) },
            read);
    }

    [Theory]
    [InlineData("{", "not JSON")]
    [InlineData("""{ "extensions": { "queues": { "batchSize": "many" } } }""", "not a number")]
    public void What_is_wrong_is_said_with_the_file(string json, string why)
    {
        var failure = Assert.Throws<LocalHostException>(() => Load(json));

        Assert.True(failure.Message.Contains("host-", StringComparison.Ordinal), why);
    }

    [Fact]
    public void The_deployed_app_has_its_routes_under_v1() =>
        Assert.Equal("v1", HostJson.Load(Path.Combine(AppContext.BaseDirectory, "host.json")).RoutePrefix);

    private static HostJson Load(string json)
    {
        var path = Path.Combine(Path.GetTempPath(), $"host-{Guid.NewGuid():N}.json");
        File.WriteAllText(path, json);
        try
        {
            return HostJson.Load(path);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
