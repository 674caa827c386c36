using Rewards.Functions.Tests.Support;

namespace Rewards.Faults.Hostile;

public sealed class HostileStudyTests(TestStorage storage, ITestOutputHelper output)
{
    [Fact]
    public async Task Whatever_comes_from_outside_is_accepted_or_refused_by_the_book_and_a_refusal_changes_nothing()
    {
        var result = await new HostileStudy().RunAsync(StudyContext.New(storage, Extent.Small, output.WriteLine), TestContext.Current.CancellationToken);

        foreach (var failure in result.Failures)
        {
            output.WriteLine(failure);
        }

        Assert.Empty(result.Failures);
    }
}
