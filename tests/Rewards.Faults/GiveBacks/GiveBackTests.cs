using Rewards.Functions.Tests.Support;

namespace Rewards.Faults.GiveBacks;

[Collection<AloneOnTheMachine>]
public sealed class GiveBackTests(TestStorage storage, ITestOutputHelper output)
{
    [Fact]
    public async Task What_is_rolled_back_while_64_clients_redeem_is_neither_lost_nor_given_twice()
    {
        var context = StudyContext.New(storage, Extent.Small, output.WriteLine);

        var result = await new GiveBackStudy().RunAsync(context, TestContext.Current.CancellationToken);

        foreach (var line in result.Rows.Select(row => string.Join(" | ", row)))
        {
            output.WriteLine(line);
        }

        Assert.True(result.Failures.Count == 0, string.Join('\n', result.Failures));
    }
}
