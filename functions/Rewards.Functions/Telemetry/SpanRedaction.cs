using System.Diagnostics;
using OpenTelemetry;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Telemetry;

/// <summary>
/// Takes keys out of spans before they are exported: the path of a request to the storage holds codes and member ids, and the
/// message of an exception may. Of a path only the names remain that are known to say nothing of anybody; queries go whole.
/// </summary>
public sealed class SpanRedaction : BaseProcessor<Activity>
{
    private const string UrlFull = "url.full";

    private const string UrlTemplate = "url.template";

    private const string Hidden = "*";

    private static readonly HashSet<string> Known =
    [
        .. TableKeys.Tables, .. TableKeys.Queues, .. TableKeys.Queues.Select(queue => queue + TableKeys.PoisonSuffix),
        "Tables", "$batch", "messages", "devstoreaccount1", "api", "events",
    ];

    public override void OnEnd(Activity data)
    {
        if (data.GetTagItem(UrlFull) is string text)
        {
            Redact(data, text);
        }

        if (data.StatusDescription is not null)
        {
            data.SetStatus(data.Status);
        }
    }

    private static void Redact(Activity span, string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url))
        {
            span.SetTag(UrlFull, Hidden);
            return;
        }

        var template = TemplateOf(url.AbsolutePath);
        span.SetTag(UrlFull, url.GetLeftPart(UriPartial.Authority) + template);
        span.SetTag(UrlTemplate, template);
        span.DisplayName = $"{span.GetTagItem("http.request.method")} {template}";
    }

    /// <summary>/Coupons(PartitionKey='…',RowKey='…') is /Coupons(*), and /follow-ups/messages/… is /follow-ups/messages/*.</summary>
    private static string TemplateOf(string path) => string.Join('/', path.Split('/').Select(Shown));

    private static string Shown(string segment)
    {
        var keys = segment.IndexOf('(');
        var name = keys < 0 ? segment : segment[..keys];
        return name.Length == 0 ? "" : !Known.Contains(name) ? Hidden : keys < 0 ? name : $"{name}({Hidden})";
    }
}
