using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Rewards.Domain.Access;
using Rewards.Functions.Http;
using Rewards.Functions.Storage;

namespace Rewards.Functions.OpenApi;

/// <summary>The description of this API, written by hand and held against the real routes and replies by a test.</summary>
public sealed class OpenApiFunction(Api api)
{
    private static readonly Reply Document = new(HttpStatusCode.OK, Read());

    [Function("GetOpenApi")]
    public Task<IResult> GetAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "openapi.json")] HttpRequest request) =>
        api.RunAsync(request, Roles.Any, () => Task.FromResult(Document));

    private static byte[] Read()
    {
        using var resource = typeof(OpenApiFunction).Assembly.GetManifestResourceStream("openapi.json")!;
        var bytes = new byte[resource.Length];
        resource.ReadExactly(bytes);
        return bytes;
    }
}
