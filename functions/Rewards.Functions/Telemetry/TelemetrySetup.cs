using Azure.Identity;
using Azure.Monitor.OpenTelemetry.Exporter;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Rewards.Functions.Telemetry;

/// <summary>
/// Traces and metrics by OpenTelemetry, with its names: off unless the setting <c>Telemetry__Exporter</c> says where they go. A trace
/// has a span for the call, one for each command in it, and one for each request that these send.
/// </summary>
public static class TelemetrySetup
{
    /// <summary>.NET's own: a span and a duration for each request of an HttpClient, which is what every Azure client sends through.</summary>
    private const string HttpClientName = "System.Net.Http";

    private const string HttpServerMeter = "Microsoft.AspNetCore.Hosting";

    private const string RequestDuration = ".request.duration";

    /// <exception cref="InvalidOperationException">A setting is none of what it may be; the message names it.</exception>
    public static IServiceCollection AddRewardsTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        var settings = TelemetrySettings.Read(configuration);
        services.AddMetrics();
        services.AddSingleton<RewardsMetrics>();
        if (settings.Exporter == TelemetryExporter.None)
        {
            return services;
        }

        services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(configuration["OTEL_SERVICE_NAME"] ?? "rewards"))
            .WithTracing(tracing => Export(tracing.AddSource(CallSpans.Source.Name, HttpClientName).AddProcessor<SpanRedaction>(), settings)
                // After the exporter, of which one brings its own.
                .SetSampler(new CallSampler(settings.SampleRatio)))
            .WithMetrics(metrics => Export(metrics.AddMeter(RewardsMetrics.MeterName, HttpClientName, HttpServerMeter).AddView(Wanted), settings));
        return services;
    }

    private static MetricStreamConfiguration? Wanted(System.Diagnostics.Metrics.Instrument instrument) =>
        instrument.Meter.Name == RewardsMetrics.MeterName || instrument.Name.EndsWith(RequestDuration, StringComparison.Ordinal)
            ? null
            : MetricStreamConfiguration.Drop;

    private static TracerProviderBuilder Export(TracerProviderBuilder tracing, TelemetrySettings settings) => settings.Exporter switch
    {
        TelemetryExporter.Console => tracing.AddConsoleExporter(),
        TelemetryExporter.Otlp => tracing.AddOtlpExporter(),
        TelemetryExporter.AzureMonitor => tracing.AddAzureMonitorTraceExporter(options => Connect(options, settings)),
        _ => tracing,
    };

    private static MeterProviderBuilder Export(MeterProviderBuilder metrics, TelemetrySettings settings) => settings.Exporter switch
    {
        TelemetryExporter.Console => metrics.AddConsoleExporter(),
        TelemetryExporter.Otlp => metrics.AddOtlpExporter(),
        TelemetryExporter.AzureMonitor => metrics.AddAzureMonitorMetricExporter(options => Connect(options, settings)),
        _ => metrics,
    };

    private static void Connect(AzureMonitorExporterOptions options, TelemetrySettings settings)
    {
        options.ConnectionString = settings.AzureMonitorConnection;
        options.Credential = new DefaultAzureCredential();
        options.EnableLiveMetrics = false;
    }
}
