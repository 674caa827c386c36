using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Rewards.LocalHost.Topic;

/// <summary>The loopback topic over HTTP.</summary>
internal static class TopicEndpoints
{
    public const string TopicPath = "/local/topic";

    private const string EventsPath = "/local/events";
    private const string BatchMediaType = "application/cloudevents-batch+json";
    private const int LargestBatchBytes = 1024 * 1024;

    public static void Map(WebApplication app, LoopbackTopic topic)
    {
        app.MapPost(TopicPath, context => PublishAsync(context, topic));
        app.MapGet(EventsPath, context => context.Response.WriteAsJsonAsync(new
        {
            received = topic.Received,
            duplicates = topic.Duplicates,
            events = topic.Events.Select(received => received.Json),
        }));
    }

    private static async Task PublishAsync(HttpContext context, LoopbackTopic topic)
    {
        if (topic.TakeFailure())
        {
            await AnswerAsync(context, StatusCodes.Status503ServiceUnavailable, "The topic was told to fail.");
        }
        else if (!IsKey(context.Request.Headers["aeg-sas-key"].ToString(), topic.Key))
        {
            await AnswerAsync(context, StatusCodes.Status401Unauthorized, "The header aeg-sas-key does not hold the topic's key.");
        }
        else if (!MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var type) || type.MediaType != BatchMediaType)
        {
            await AnswerAsync(context, StatusCodes.Status415UnsupportedMediaType, $"The content type is not {BatchMediaType}.");
        }
        else if (context.Request.ContentLength > LargestBatchBytes)
        {
            await AnswerAsync(context, StatusCodes.Status413PayloadTooLarge, "A batch has at most 1 MB.");
        }
        else
        {
            await AcceptAsync(context, topic);
        }
    }

    private static async Task AcceptAsync(HttpContext context, LoopbackTopic topic)
    {
        try
        {
            using var batch = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
            if (topic.Accept(batch.RootElement) is { } fault)
            {
                await AnswerAsync(context, StatusCodes.Status400BadRequest, fault);
            }
        }
        catch (JsonException)
        {
            await AnswerAsync(context, StatusCodes.Status400BadRequest, "The body is not JSON.");
        }
    }

    private static bool IsKey(string given, string key) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(key));

    private static Task AnswerAsync(HttpContext context, int status, string message)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(new { error = new { code = $"{status}", message } });
    }
}
