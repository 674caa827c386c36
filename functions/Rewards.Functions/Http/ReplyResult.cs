using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Rewards.Functions.Access;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Http;

/// <summary>Writes a reply's bytes as they are.</summary>
public sealed class ReplyResult(Reply reply) : IResult, IStatusCodeHttpResult
{
    /// <summary>RFC 9110, 11.6.1: a 401 says by what a caller may prove itself.</summary>
    private static readonly StringValues Challenge = new(["Bearer", TillSignatures.Scheme]);

    public int? StatusCode => (int)reply.Status;

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = (int)reply.Status;
        if (reply.Body.IsEmpty)
        {
            return Task.CompletedTask;
        }

        response.ContentType = (int)reply.Status >= 400 ? Problems.MediaType : "application/json; charset=utf-8";
        if (reply.Status is HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests)
        {
            response.Headers.RetryAfter = "1";
        }

        if (reply.Status == HttpStatusCode.Unauthorized)
        {
            response.Headers.WWWAuthenticate = Challenge;
        }

        response.ContentLength = reply.Body.Length;
        return response.Body.WriteAsync(reply.Body, httpContext.RequestAborted).AsTask();
    }
}
