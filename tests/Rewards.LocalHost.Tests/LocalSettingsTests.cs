namespace Rewards.LocalHost.Tests;

public sealed class LocalSettingsTests : IDisposable
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("settings-");

    public void Dispose() => directory.Delete(recursive: true);

    [Fact]
    public void No_file_is_needed()
    {
        var settings = LocalSettings.Load(Path.Combine(directory.FullName, "none.json"));

        Assert.Equal("UseDevelopmentStorage=true", settings.Storage);
        Assert.Equal(7071, settings.Port);
        Assert.Equal("false", settings.Configuration["Access:Required"]);
    }

    [Fact]
    public void Values_become_settings_and_the_host_section_says_how_to_run()
    {
        var settings = Load("""
            {
              // as the Functions tools write it
              "IsEncrypted": false,
              "Values": { "AzureWebJobsStorage": "AccountName=shop", "Events__TopicEndpoint": "https://topic.example", "Plain": "1" },
              "Host": { "LocalHttpPort": 7099 },
            }
            """);

        Assert.Equal("AccountName=shop", settings.Storage);
        Assert.Equal("https://topic.example", settings.Configuration["Events:TopicEndpoint"]);
        Assert.Equal("1", settings.Configuration["Plain"]);
        Assert.Equal(7099, settings.Port);
    }

    [Theory]
    [InlineData("{ \"Values\": ", "cut off")]
    [InlineData("{ \"Host\": { \"LocalHttpPort\": \"many\" } }", "not a port")]
    public void A_file_with_a_fault_is_named(string json, string why)
    {
        var failure = Assert.Throws<LocalHostException>(() => Load(json));

        Assert.True(failure.Message.Contains("local.settings.json cannot be read", StringComparison.Ordinal), why);
    }

    [Fact]
    public void The_example_is_readable_and_changes_nothing()
    {
        var example = LocalSettings.Load(Path.Combine(SourceTree.RootDirectory, "local.settings.example.json"));

        Assert.Equal((7071, "UseDevelopmentStorage=true"), (example.Port, example.Storage));
    }

    private LocalSettings Load(string json)
    {
        var path = Path.Combine(directory.FullName, "local.settings.json");
        File.WriteAllText(path, json);
        return LocalSettings.Load(path);
    }
}
