using Rewards.Functions.Tests.Support;

namespace Rewards.Faults.Plants;

public sealed class PlantTests(TestStorage storage, ITestOutputHelper output)
{
    [Fact]
    public async Task Each_planted_bug_is_caught_and_a_run_without_one_is_clean()
    {
        var context = StudyContext.New(storage, Extent.Small, output.WriteLine);

        var result = await new PlantStudy().RunAsync(context, TestContext.Current.CancellationToken);

        Assert.True(result.Failures.Count == 0, string.Join('\n', result.Failures));
    }
}
