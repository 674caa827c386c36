using System.Text.Json.Nodes;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.OpenApi;

/// <summary>The document against what the app really answers.</summary>
public sealed class OpenApiRepliesTests(TestStorage storage)
{
    private readonly OpenApiDocument document = OpenApiDocument.Load();

    /// <summary>Told by tests of their own, for all operations alike.</summary>
    private static readonly string[] ToldElsewhere = ["401", "403", "429", "503"];

    [Fact]
    public async Task Every_listed_status_of_every_operation_is_answered_and_every_body_is_as_described()
    {
        await using var app = await TestApp.StartAsync(storage, settings: new() { ["Access:TillKeySecret"] = TestTenant.TillKeySecret });
        var calls = new CheckedCalls(app, document);
        var story = new OpenApiStory(app, calls);
        await story.TellAsync();
        foreach (var operation in document.Operations.Where(operation => operation.BodySchema is not null))
        {
            await calls.CallAsync(new HttpMethod(operation.Verb), OpenApiSamples.PathOf(operation), new string(' ', 33_000), "too-large", 413);
        }

        var unseen = document.Operations.SelectMany(operation => operation.Statuses.Except(ToldElsewhere)
            .Where(status => !calls.Has(operation, status))
            .Select(status => $"{operation} {status}"));
        Assert.Empty(unseen);
    }

    [Fact]
    public async Task Beyond_the_allowance_for_guesses_every_operation_on_a_code_answers_429()
    {
        await using var app = await TestApp.StartAsync(storage, settings: new() { ["Rewards:GuessBurst"] = "1", ["Rewards:GuessRefill"] = "01:00:00" });
        var calls = new CheckedCalls(app, document);
        await calls.GetAsync(404, "coupons/no-such-code");
        var limited = document.Operations.Where(operation => operation.Statuses.Contains("429")).ToList();
        foreach (var operation in limited)
        {
            await calls.CallAsync(new HttpMethod(operation.Verb), OpenApiSamples.PathOf(operation), OpenApiSamples.BodyOf(operation), "a-key", 429);
        }

        Assert.Equal(document.Operations.Where(operation => operation.Path.StartsWith("/coupons/", StringComparison.Ordinal)), limited);
    }

    [Fact]
    public async Task Without_a_storage_every_operation_that_needs_it_answers_503()
    {
        const string Nowhere = "DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey=AAAA;"
            + "QueueEndpoint=http://127.0.0.1:1/devstoreaccount1;TableEndpoint=http://127.0.0.1:1/devstoreaccount1;";
        await using var app = await TestApp.StartAsync(
            storage, connectionString: Nowhere, change: options => options with { Prepare = null, RunQueues = false });
        var answers = await Task.WhenAll(document.Operations.Select(async operation => (operation, answer: await SendAsync(app, operation))));

        Assert.All(answers, pair =>
        {
            var needsStorage = pair.operation.Node["responses"]!["503"]?["$ref"]!.GetValue<string>() == "#/components/responses/Busy";
            Assert.True(needsStorage == ((int)pair.answer.Status == 503), $"{pair.operation}: {pair.answer}");
            Assert.Empty(document.Check(pair.operation, pair.answer));
        });
    }

    [Theory]
    [InlineData("""{ "id": "c", "version": 1 }""", "a reply that lacks members")]
    [InlineData("""{ "count": 1, "memberId": "m-1" }""", "two alternatives at once", "IssueRequest")]
    [InlineData("""{ "count": 51 }""", "a number out of range", "IssueRequest")]
    [InlineData("""{ "memberId": "a@b" }""", "a text that does not match", "IssueRequest")]
    [InlineData("""{ "valid": true, "discount": null }""", "a null where an object is described", "Validation")]
    [InlineData("""{ "status": "ok", "poison": { "looks": "1" } }""", "a text where a number is described", "Health")]
    [InlineData("""{ "purchaseId": "p", "more": 1 }""", "a member that is not described", "PurchaseAccepted")]
    [InlineData("""{ "queue": "looks", "replayed": 0.5 }""", "a fraction", "Replay")]
    public void The_check_finds_what_is_wrong(string json, string why, string schema = "Campaign") =>
        Assert.True(document.Schema.Check(JsonNode.Parse(json), document.Schema.Resolve($"#/components/schemas/{schema}")).Count > 0, why);

    private static Task<Answer> SendAsync(TestApp app, OpenApiOperation operation) => app.SendAsync(
        new HttpMethod(operation.Verb), OpenApiSamples.PathOf(operation), OpenApiSamples.BodyOf(operation), operation.Verb == "POST" ? "a-key" : null);
}
