using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Rewards.Functions.Telemetry;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.Telemetry;

/// <summary>What the metrics of one app tell, as name, value and tags.</summary>
public sealed class MetricLog : IDisposable
{
    private readonly MeterListener listener = new();
    private readonly ConcurrentQueue<(string Name, double Value, string Tags)> told = new();

    public MetricLog(TestApp app)
    {
        var meters = app.Host.Services.GetRequiredService<IMeterFactory>();
        listener.InstrumentPublished = (instrument, own) =>
        {
            if (instrument.Meter.Name == RewardsMetrics.MeterName && ReferenceEquals(instrument.Meter.Scope, meters))
            {
                own.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Note(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Note(instrument, value, tags));
        listener.Start();
    }

    /// <summary>What one of them has told so far: the value, then the tags' values.</summary>
    public IReadOnlyList<string> Of(string name) =>
        [.. told.Where(measurement => measurement.Name == name).Select(measurement => $"{measurement.Value}{measurement.Tags}")];

    public void Dispose() => listener.Dispose();

    private void Note(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var values = "";
        foreach (var tag in tags)
        {
            values += $" {tag.Key}={tag.Value}";
        }

        told.Enqueue((instrument.Name, value, values));
    }
}
