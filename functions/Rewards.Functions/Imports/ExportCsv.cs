using CsvHelper;
using Microsoft.AspNetCore.Http;

namespace Rewards.Functions.Imports;

/// <summary>Lines of CSV, sent while they are read: nothing is kept of them in memory.</summary>
public sealed class ExportCsv(string name, IReadOnlyList<string> columns, Func<CancellationToken, IAsyncEnumerable<string[]>> lines) : IResult
{
    private const int LinesAFlush = 500;

    private static readonly CsvWriterOptions Options = new() { Separator = ',', NewLine = "\n" };

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var (response, cancellationToken) = (httpContext.Response, httpContext.RequestAborted);
        response.ContentType = "text/csv; charset=utf-8";
        response.Headers.CacheControl = "no-store";
        response.Headers.ContentDisposition = $"attachment; filename=\"{name}.csv\"";
        await using var writer = CsvWriter.Create(response.Body, Options, leaveOpen: true);
        await writer.WriteRecordAsync([.. columns], cancellationToken);
        var count = 0;
        await foreach (var line in lines(cancellationToken))
        {
            await writer.WriteRecordAsync(line, cancellationToken);
            if (++count % LinesAFlush == 0)
            {
                await writer.FlushAsync(cancellationToken);
            }
        }

        await writer.FlushAsync(cancellationToken);
    }
}
