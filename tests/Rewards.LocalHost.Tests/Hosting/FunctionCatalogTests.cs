using Rewards.LocalHost.Tests.Samples;

namespace Rewards.LocalHost.Tests.Hosting;

public sealed class FunctionCatalogTests(StorageFixture storage)
{
    [Theory]
    [InlineData(typeof(TriggerlessSample), "'Triggerless' has 0 triggers")]
    [InlineData(typeof(TwinSamples), "'Twin' is defined 2 times")]
    [InlineData(typeof(NumberQueueSample), "'TakeNumber' takes its message as Int32")]
    [InlineData(typeof(ExtraParameterSample), "'TakeExtra' has the parameter 'recorder'")]
    [InlineData(typeof(BadScheduleSample), "'every day', which is not a cron expression")]
    [InlineData(typeof(MissingSettingSample), "the app setting 'NotThere', which is not there")]
    public async Task A_function_that_cannot_be_served_stops_the_start_with_its_name(Type sample, string message)
    {
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => SampleHost.StartAsync(storage, [sample]));

        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
    }
}
