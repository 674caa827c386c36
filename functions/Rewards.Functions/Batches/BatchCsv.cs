using System.Text;
using Microsoft.AspNetCore.Http;
using Rewards.Domain.Campaigns;

namespace Rewards.Functions.Batches;

/// <summary>The codes of a batch as CSV (RFC 4180, with a header line), derived while they are sent: nothing is kept of them in memory.</summary>
public sealed class BatchCsv(Batch batch, CampaignDefinition terms) : IResult
{
    private const int ChunksAFlush = 16;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.ContentType = "text/csv; charset=utf-8";
        response.Headers.CacheControl = "no-store";
        response.Headers.ContentDisposition = $"attachment; filename=\"{batch.Id}.csv\"";
        var output = response.BodyWriter;
        Encoding.ASCII.GetBytes("code\n", output);
        var lines = new StringBuilder();
        var chunks = BatchCodes.ChunksOf(batch.Count);
        for (var chunk = 0; chunk < chunks; chunk++)
        {
            lines.Clear();
            foreach (var code in BatchCodes.OfChunk(batch, terms, chunk))
            {
                lines.Append(code.Code.ToDisplay()).Append('\n');
            }

            Encoding.ASCII.GetBytes(lines.ToString(), output);
            if (chunk % ChunksAFlush == 0)
            {
                await output.FlushAsync(httpContext.RequestAborted);
            }
        }

        await output.FlushAsync(httpContext.RequestAborted);
    }
}
