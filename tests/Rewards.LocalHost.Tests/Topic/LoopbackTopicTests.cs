using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Azure;
using Azure.Messaging;
using Azure.Messaging.EventGrid;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Rewards.LocalHost.Topic;

namespace Rewards.LocalHost.Tests.Topic;

public sealed class LoopbackTopicTests(StorageFixture storage)
{
    private const string Good =
        """[{ "id": "1", "source": "/rewards", "type": "T", "specversion": "1.0", "time": "2026-11-22T09:30:00Z" }]""";

    [Fact]
    public async Task The_publisher_reaches_it_by_the_settings_that_the_host_gives()
    {
        var topic = new LoopbackTopic();
        await using var host = await StartAsync(topic);
        var publisher = Publisher(host);

        await publisher.SendEventsAsync([Event("1"), Event("2")]);

        var shown = await host.Client.GetFromJsonAsync<JsonElement>(new Uri(host.Host.Address, "local/events"));
        Assert.Equal(2, shown.GetProperty("received").GetInt32());
        Assert.Equal(["2", "1"], shown.GetProperty("events").EnumerateArray().Select(shownEvent => shownEvent.GetProperty("id").GetString()));
        Assert.Equal(5, topic.Events[0].Json.GetProperty("data").GetProperty("points").GetInt32());
    }

    [Fact]
    public async Task The_same_event_again_is_counted_and_not_kept()
    {
        var topic = new LoopbackTopic();
        await using var host = await StartAsync(topic);
        var publisher = Publisher(host);

        await publisher.SendEventAsync(Event("1"));
        await publisher.SendEventAsync(Event("1"));
        await publisher.SendEventAsync(Event("1", source: "/other"));

        Assert.Equal((2, 1, 2), (topic.Received, topic.Duplicates, topic.Events.Count));
    }

    [Fact]
    public async Task Only_the_last_events_are_kept()
    {
        var topic = new LoopbackTopic(capacity: 2);
        await using var host = await StartAsync(topic);

        await Publisher(host).SendEventsAsync([Event("1"), Event("2"), Event("3")]);

        Assert.Equal(["3", "2"], topic.Events.Select(kept => kept.Id));
        Assert.Equal(3, topic.Received);
    }

    [Fact]
    public async Task It_can_be_told_to_be_down_for_some_requests()
    {
        var topic = new LoopbackTopic();
        await using var host = await StartAsync(topic);
        topic.FailNext(1);

        var failure = await Assert.ThrowsAsync<RequestFailedException>(() => Publisher(host).SendEventAsync(Event("1")));
        await Publisher(host).SendEventAsync(Event("1"));

        Assert.Equal(503, failure.Status);
        Assert.Equal(1, topic.Received);
    }

    [Theory]
    [InlineData("""{ "id": "1" }""", "not a batch")]
    [InlineData("""[1]""", "not an object")]
    [InlineData("""[{ "source": "/rewards", "type": "T", "specversion": "1.0", "time": "2026-11-22T09:30:00Z" }]""", "no id")]
    [InlineData("""[{ "id": "", "source": "/rewards", "type": "T", "specversion": "1.0", "time": "2026-11-22T09:30:00Z" }]""", "an empty id")]
    [InlineData("""[{ "id": "1", "type": "T", "specversion": "1.0", "time": "2026-11-22T09:30:00Z" }]""", "no source")]
    [InlineData("""[{ "id": "1", "source": "/rewards", "specversion": "1.0", "time": "2026-11-22T09:30:00Z" }]""", "no type")]
    [InlineData("""[{ "id": "1", "source": "/rewards", "type": "T", "specversion": "0.3", "time": "2026-11-22T09:30:00Z" }]""", "another version")]
    [InlineData("""[{ "id": "1", "source": "/rewards", "type": "T", "specversion": "1.0" }]""", "no time")]
    [InlineData("""[{ "id": "1", "source": "/rewards", "type": "T", "specversion": "1.0", "time": "noon" }]""", "not a time")]
    [InlineData("""[{""", "not JSON")]
    public async Task A_batch_with_a_fault_is_refused_whole(string body, string why)
    {
        var topic = new LoopbackTopic();
        await using var host = await StartAsync(topic);

        Assert.True(await PostAsync(host, body, topic.Key) == HttpStatusCode.BadRequest, why);
        Assert.Empty(topic.Events);
    }

    [Fact]
    public async Task A_wrong_key_or_content_type_is_refused()
    {
        var topic = new LoopbackTopic();
        await using var host = await StartAsync(topic);

        Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync(host, Good, "wrong"));
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, await PostAsync(host, Good, topic.Key, "application/json"));
        Assert.Equal(HttpStatusCode.OK, await PostAsync(host, Good, topic.Key));
    }

    [Fact]
    public async Task A_topic_that_is_configured_is_left_as_it_is()
    {
        await using var host = await StartAsync(new LoopbackTopic(), new() { ["Events:TopicEndpoint"] = "https://topic.example/api/events" });

        Assert.Equal("https://topic.example/api/events", host.Host.Services.GetRequiredService<IConfiguration>()["Events:TopicEndpoint"]);
        using var response = await host.Client.GetAsync(new Uri(host.Host.Address, "local/events"));
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    private static EventGridPublisherClient Publisher(SampleHost host)
    {
        var configuration = host.Host.Services.GetRequiredService<IConfiguration>();
        var options = new EventGridPublisherClientOptions();
        options.Retry.MaxRetries = 0;
        return new(new Uri(configuration["Events:TopicEndpoint"]!), new AzureKeyCredential(configuration["Events:TopicKey"]!), options);
    }

    private static CloudEvent Event(string id, string source = "/rewards") =>
        new(source, "Rewards.PointsAwarded", new { points = 5 }) { Id = id };

    private static async Task<HttpStatusCode> PostAsync(
        SampleHost host, string body, string key, string mediaType = "application/cloudevents-batch+json")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(host.Host.Address, "local/topic"))
        {
            Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue(mediaType)),
        };
        request.Headers.Add("aeg-sas-key", key);
        using var response = await host.Client.SendAsync(request);
        return response.StatusCode;
    }

    private Task<SampleHost> StartAsync(LoopbackTopic topic, Dictionary<string, string?>? settings = null) =>
        SampleHost.StartAsync(storage, [], options => options with { Topic = topic }, settings: settings);
}
