using NodaTime;
using Rewards.Domain.Access;

namespace Rewards.Domain.Tests.Access;

public sealed class SignedRequestTests
{
    private static readonly Instant Now = Instant.FromUtc(2026, 5, 4, 10, 0);

    [Fact]
    public void What_is_signed_is_a_line_each() => Assert.Equal(
        "POST\n/v1/purchases\nabc\n2026-05-04T10:00:00Z\n", new SignedRequest("POST", "/v1/purchases", "abc", "2026-05-04T10:00:00Z", "").Text);

    [Theory]
    [InlineData(-300, true, "five minutes old")]
    [InlineData(-301, false, "a second older")]
    [InlineData(300, true, "five minutes ahead")]
    [InlineData(301, false, "a second more")]
    public void It_is_good_for_five_minutes_either_way(int seconds, bool isTimely, string why) =>
        Assert.True(SignedRequest.IsTimely(Now + Duration.FromSeconds(seconds), Now) == isTimely, why);
}
