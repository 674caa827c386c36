using Rewards.Functions.Tests.Support;

namespace Rewards.Faults.Proxy;

public sealed class ProxyStudyTests(TestStorage storage, ITestOutputHelper output)
{
    [Fact]
    public async Task Whatever_is_answered_while_the_storage_fails_exists_exactly_once()
    {
        var result = await new ProxyStudy().RunAsync(StudyContext.New(storage, Extent.Small, output.WriteLine), TestContext.Current.CancellationToken);

        Assert.True(result.Failures.Count == 0, string.Join("\n", result.Failures));
    }
}
