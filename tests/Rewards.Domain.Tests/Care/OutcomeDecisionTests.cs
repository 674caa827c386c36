using Rewards.Domain.Care;
using Rewards.Domain.Members;

namespace Rewards.Domain.Tests.Care;

public sealed class OutcomeDecisionTests
{
    [Theory]
    [InlineData(null, CancellationOutcome.Stayed, "Recorded", "it is open")]
    [InlineData(CancellationOutcome.Left, CancellationOutcome.Left, "SameAgain", "told once more")]
    [InlineData(CancellationOutcome.Left, CancellationOutcome.Stayed, "Refused", "who has left has left")]
    [InlineData(CancellationOutcome.Stayed, CancellationOutcome.Left, "Refused", "the next cancellation is another one")]
    public void An_outcome_is_recorded_once(CancellationOutcome? recorded, CancellationOutcome told, string expected, string why) =>
        Assert.True(expected == OutcomeDecision.Decide(Sample.Member(), true, recorded, told).GetType().Name, why);

    [Fact]
    public void The_first_refusal_that_applies_is_the_answer()
    {
        var erased = Sample.Member().Tombstone(Sample.At("2026-04-15T10:00:00Z"));
        Assert.Equal(new OutcomeDecision.Refused(CareRefusal.MemberErased), Decide(erased, false));
        Assert.Equal(new OutcomeDecision.Refused(CareRefusal.UnknownMember), Decide(null, false));
        Assert.Equal(new OutcomeDecision.Refused(CareRefusal.UnknownCancellation), Decide(Sample.Member(), false));
        Assert.Equal(new OutcomeDecision.Refused(CareRefusal.OutcomeRecorded), Decide(Sample.Member(), true));
    }

    private static OutcomeDecision Decide(Member? member, bool isKnown) =>
        OutcomeDecision.Decide(member, isKnown, CancellationOutcome.Left, CancellationOutcome.Stayed);
}
