using System.Diagnostics;
using OpenTelemetry.Trace;

namespace Rewards.Functions.Telemetry;

/// <summary>
/// Takes a share of the calls, each with everything in it. What the platform says of sampling is not asked: the Functions host records
/// no spans that this app could continue. A request that belongs to no call, such as a look at an empty queue, is never taken.
/// </summary>
public sealed class CallSampler : Sampler
{
    /// <summary>By which Application Insights counts what was left out, in percent.</summary>
    private const string SampleRate = "microsoft.sample_rate";

    private readonly TraceIdRatioBasedSampler calls;
    private readonly SamplingResult taken;

    /// <param name="ratio">From 0 to 1.</param>
    public CallSampler(double ratio)
    {
        calls = new TraceIdRatioBasedSampler(ratio);
        taken = ratio < 1 ? new SamplingResult(SamplingDecision.RecordAndSample, [new(SampleRate, ratio * 100)]) : new SamplingResult(true);
    }

    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters) =>
        IsTaken(samplingParameters) ? taken : new SamplingResult(false);

    private bool IsTaken(in SamplingParameters span) => span switch
    {
        { ParentContext: { IsRemote: false } parent } when parent.TraceId != default => parent.TraceFlags.HasFlag(ActivityTraceFlags.Recorded),
        { Kind: ActivityKind.Client } => false,
        _ => calls.ShouldSample(span).Decision == SamplingDecision.RecordAndSample,
    };
}
