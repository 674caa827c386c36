using Rewards.Functions.Tests.Support;

namespace Rewards.Faults.Hostile;

public sealed class GuessingStudyTests(TestStorage storage, ITestOutputHelper output)
{
    [Fact]
    public async Task An_unknown_code_costs_and_takes_what_a_known_one_does_that_is_good_for_nothing()
    {
        var result = await new GuessingStudy().RunAsync(StudyContext.New(storage, Extent.Small, output.WriteLine), TestContext.Current.CancellationToken);

        foreach (var line in result.Rows.Select(row => string.Join(": ", row)).Concat(result.Failures))
        {
            output.WriteLine(line);
        }

        Assert.Empty(result.Failures);
    }
}
