using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Rewards.Functions.Telemetry;

/// <summary>Where traces and metrics go.</summary>
public enum TelemetryExporter
{
    None,
    Console,
    Otlp,
    AzureMonitor,
}

/// <summary>What the settings say of traces and metrics.</summary>
/// <param name="SampleRatio">Which share of the calls is traced, from 0 to 1. Metrics count every one.</param>
/// <param name="AzureMonitorConnection">Names the Application Insights component; null unless that is where they go.</param>
public sealed record TelemetrySettings(TelemetryExporter Exporter, double SampleRatio, string? AzureMonitorConnection)
{
    public const string AzureMonitorConnectionSetting = "APPLICATIONINSIGHTS_CONNECTION_STRING";

    private const string ExporterSetting = "Telemetry__Exporter";

    private const string SampleRatioSetting = "Telemetry__SampleRatio";

    private static readonly Dictionary<string, TelemetryExporter> Exporters = new(StringComparer.OrdinalIgnoreCase)
    {
        ["none"] = TelemetryExporter.None,
        ["console"] = TelemetryExporter.Console,
        ["otlp"] = TelemetryExporter.Otlp,
        ["azureMonitor"] = TelemetryExporter.AzureMonitor,
    };

    /// <exception cref="InvalidOperationException">A setting is none of what it may be; the message names it.</exception>
    public static TelemetrySettings Read(IConfiguration configuration)
    {
        var exporter = ReadExporter(configuration["Telemetry:Exporter"]);
        var ratio = ReadRatio(configuration["Telemetry:SampleRatio"]);
        if (exporter != TelemetryExporter.AzureMonitor)
        {
            return new TelemetrySettings(exporter, ratio, null);
        }

        var connection = configuration[AzureMonitorConnectionSetting] is { Length: > 0 } text
            ? text
            : throw new InvalidOperationException(
                $"The setting '{ExporterSetting}' is 'azureMonitor', and '{AzureMonitorConnectionSetting}' does not say which one.");
        return new TelemetrySettings(exporter, ratio, connection);
    }

    private static TelemetryExporter ReadExporter(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return TelemetryExporter.None;
        }

        return Exporters.TryGetValue(text, out var exporter)
            ? exporter
            : throw new InvalidOperationException($"The setting '{ExporterSetting}' is '{text}'; it may be {string.Join(", ", Exporters.Keys)}.");
    }

    private static double ReadRatio(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return 1;
        }

        return double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var ratio) && ratio is >= 0 and <= 1
            ? ratio
            : throw new InvalidOperationException($"The setting '{SampleRatioSetting}' is '{text}'; it may be a share from 0 to 1, such as 0.1.");
    }
}
