using Rewards.Functions.Tests.Support;

namespace Rewards.Faults.Histories;

public sealed class HistoriesTests(TestStorage storage, ITestOutputHelper output)
{
    [Fact]
    public async Task What_64_clients_of_two_instances_see_under_faults_is_explained_by_some_order_of_their_calls()
    {
        var context = StudyContext.New(storage, Extent.Small, output.WriteLine);

        var result = await new HistoriesStudy().RunAsync(context, TestContext.Current.CancellationToken);

        foreach (var row in result.Rows)
        {
            output.WriteLine(string.Join(" | ", row));
        }

        Assert.True(result.Failures.Count == 0, string.Join('\n', result.Failures));
    }
}
