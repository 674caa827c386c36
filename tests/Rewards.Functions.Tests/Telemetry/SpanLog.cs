using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Trace;

namespace Rewards.Functions.Tests.Telemetry;

/// <summary>The spans that an app exports, once it has stopped.</summary>
public sealed class SpanLog
{
    private readonly List<Activity> spans = [];

    public IReadOnlyList<Activity> Spans => spans;

    /// <summary>For TestApp's <c>services</c>.</summary>
    public void Insert(IServiceCollection services) =>
        services.ConfigureOpenTelemetryTracerProvider(tracing => tracing.AddInMemoryExporter(spans));

    /// <summary>Everything that a span says, as one text.</summary>
    public static string TextOf(Activity span) => string.Join(
        '\n',
        span.TagObjects.Concat(span.Events.SelectMany(told => told.Tags)).Select(tag => $"{tag.Key}={tag.Value}")
            .Prepend(span.StatusDescription).Prepend(span.DisplayName));
}
