using Rewards.Functions.Tests.Support;

namespace Rewards.Faults.Crashes;

public sealed class CrashStudyTests(TestStorage storage, ITestOutputHelper output)
{
    [Fact]
    public async Task Whatever_a_killed_host_left_open_is_completed_as_if_it_had_lived()
    {
        var result = await new CrashStudy().RunAsync(StudyContext.New(storage, Extent.Small, output.WriteLine), TestContext.Current.CancellationToken);

        Assert.True(result.Failures.Count == 0, string.Join("\n", result.Failures));
    }
}
