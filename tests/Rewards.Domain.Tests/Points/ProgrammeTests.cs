using NodaTime;
using Rewards.Domain.Money;
using Rewards.Domain.Points;

namespace Rewards.Domain.Tests.Points;

public sealed class ProgrammeTests
{
    [Theory]
    [InlineData("EUR", "Europe/Berlin", false, "the same")]
    [InlineData("USD", "Europe/Berlin", true, "another currency")]
    [InlineData("EUR", "Europe/Vienna", true, "another zone, even one with the same hours today")]
    public void Currency_and_zone_are_what_a_next_version_may_not_change(string currency, string zone, bool isChanged, string why)
    {
        var next = Programme.Default with
        {
            Version = 1,
            Currency = Currency.Parse(currency),
            TimeZone = DateTimeZoneProviders.Tzdb[zone],
            AutoEnrol = false,
        };

        Assert.True(Programme.Default.IsFixedPointChangedBy(next) == isChanged, why);
    }
}
