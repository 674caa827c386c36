using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Rewards.LocalHost.Tests.Samples;

public sealed class HttpSamples(Recorder recorder, ScopedThing scoped) : IDisposable
{
    public void Dispose() => recorder.CallAsync("disposed").GetAwaiter().GetResult();

    [Function("ReadThing")]
    public async Task<IResult> ReadAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "things/{id}")] HttpRequest request, string id, CancellationToken cancellationToken)
    {
        await recorder.CallAsync($"read {id} {request.Query["as"]}", cancellationToken);
        return Results.Json(new { id, scope = scoped.Id });
    }

    [Function("WriteThing")]
    public IResult Write([HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "things/{id}")] HttpRequest request, string id) =>
        Results.Created(request.Path.Value, new { id });

    [Function("Open")]
    public static IResult Open([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "open")] HttpRequest request) =>
        Results.Text(request.Method);

    [Function("Admin")]
    public IResult Admin([HttpTrigger(AuthorizationLevel.Admin, "get", Route = "keys")] HttpRequest request) =>
        Results.Text(request.Path);

    [Function("Bare")]
    public IResult Bare([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest request) => Results.Text(request.Method);

    [Function("Fails")]
    public IResult Fails([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "fails")] HttpRequest request) =>
        throw new InvalidOperationException($"secret of {request.Path}");
}

public sealed class ScopedThing
{
    private static int last;

    public int Id { get; } = Interlocked.Increment(ref last);
}
