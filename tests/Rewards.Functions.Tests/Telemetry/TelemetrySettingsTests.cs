using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Trace;
using Rewards.Functions.Telemetry;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.Telemetry;

[Collection<AloneOnTheMachine>]
public sealed class TelemetrySettingsTests(TestStorage storage)
{
    private const string Component = "InstrumentationKey=00000000-0000-0000-0000-000000000001;IngestionEndpoint=https://127.0.0.1:1/";

    [Theory]
    [InlineData("elsewhere", null, null, "The setting 'Telemetry__Exporter' is 'elsewhere'; it may be none, console, otlp, azureMonitor.")]
    [InlineData("1", null, null, "The setting 'Telemetry__Exporter' is '1'; it may be none, console, otlp, azureMonitor.")]
    [InlineData("azureMonitor", null, null, "The setting 'Telemetry__Exporter' is 'azureMonitor', and 'APPLICATIONINSIGHTS_CONNECTION_STRING' does not say which one.")]
    [InlineData("none", "10", null, "The setting 'Telemetry__SampleRatio' is '10'; it may be a share from 0 to 1, such as 0.1.")]
    [InlineData("none", "0,1", null, "The setting 'Telemetry__SampleRatio' is '0,1'; it may be a share from 0 to 1, such as 0.1.")]
    [InlineData("none", "-0.1", null, "The setting 'Telemetry__SampleRatio' is '-0.1'; it may be a share from 0 to 1, such as 0.1.")]
    public async Task An_app_does_not_start_with_a_setting_that_is_none_of_what_it_may_be(string exporter, string? ratio, string? connection, string message)
    {
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(
            () => TestApp.StartAsync(storage, settings: Settings(exporter, ratio, connection)));

        Assert.Equal(message, refused.Message);
    }

    [Theory]
    [InlineData(null, TelemetryExporter.None)]
    [InlineData("", TelemetryExporter.None)]
    [InlineData("none", TelemetryExporter.None)]
    [InlineData("console", TelemetryExporter.Console)]
    [InlineData("OTLP", TelemetryExporter.Otlp)]
    [InlineData("azureMonitor", TelemetryExporter.AzureMonitor)]
    public void One_setting_says_where_telemetry_goes(string? exporter, TelemetryExporter expected) =>
        Assert.Equal(expected, TelemetrySettings.Read(Configuration(exporter, null, Component)).Exporter);

    /// <summary>Azure Monitor's exporter brings a sampler of its own, which takes five calls a second.</summary>
    [Theory]
    [InlineData("console")]
    [InlineData("azureMonitor")]
    public void Which_share_of_the_calls_is_traced_is_ours_to_say_whatever_the_exporter(string exporter)
    {
        using var services = new ServiceCollection()
            .AddSingleton(Configuration(exporter, "0", Component))
            .AddRewardsTelemetry(Configuration(exporter, "0", Component))
            .BuildServiceProvider();
        var tracing = services.GetRequiredService<TracerProvider>();

        using var call = CallSpans.Source.StartActivity("call", System.Diagnostics.ActivityKind.Server);

        Assert.NotNull(tracing);
        Assert.False(call?.Recorded ?? false);
    }

    private static IConfiguration Configuration(string? exporter, string? ratio, string? connection) =>
        new ConfigurationBuilder().AddInMemoryCollection(Settings(exporter, ratio, connection)).Build();

    private static Dictionary<string, string?> Settings(string? exporter, string? ratio, string? connection) => new()
    {
        ["Telemetry:Exporter"] = exporter,
        ["Telemetry:SampleRatio"] = ratio,
        ["APPLICATIONINSIGHTS_CONNECTION_STRING"] = connection,
    };
}
