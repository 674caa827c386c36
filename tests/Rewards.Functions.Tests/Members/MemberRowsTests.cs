using System.Collections.Immutable;
using NodaTime;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Members;
using Rewards.Functions.Members;

namespace Rewards.Functions.Tests.Members;

public sealed class MemberRowsTests
{
    private static readonly Member Anna = Member.Enrolled(MemberId.Parse("anna"), new LocalDate(2026, 1, 2));

    [Fact]
    public void Consents_are_read_from_rows_of_before_their_source_was_kept()
    {
        var row = MemberRows.ToRow(Anna);
        row["Consents"] = "email=1;sms=0";

        var member = MemberRows.ToMember(row)!;

        Assert.Equal([new("email", new Consent(true, null, null)), new("sms", new Consent(false, null, null))], member.Consents);
        Assert.Equal("email=1;sms=0", MemberRows.ToRow(member)["Consents"]);
    }

    [Theory]
    [InlineData("web-form", "a name")]
    [InlineData("Kasse 3; Köln = 50%, \"ja\" 🎉", "everything that means something to the row, or to others")]
    [InlineData(null, "not told")]
    public void A_consent_is_read_as_it_was_written(string? source, string why)
    {
        var consents = Anna.Consents.Add("email", new Consent(true, source, Instant.FromUtc(2026, 5, 4, 10, 0))).Add("sms", new Consent(false, source, Instant.FromUnixTimeTicks(17)));

        var read = MemberRows.ToMember(MemberRows.ToRow(Anna with { Consents = consents }))!;

        Assert.True(consents.SequenceEqual(read.Consents), why);
    }

    [Fact]
    public void The_most_consents_with_the_longest_sources_fit_into_the_property()
    {
        var longest = new Consent(true, new string('語', Consent.MaxSourceLength), Instant.FromUnixTimeTicks(17_777_777_777_777_777));
        var consents = Enumerable.Range(0, MemberDecision.MaxChannels).ToImmutableSortedDictionary(n => $"{n:D64}", _ => longest);

        var text = (string)MemberRows.ToRow(Anna with { Consents = consents })["Consents"]!;

        Assert.InRange(text.Length, 20_000, 32_768);
    }

    [Fact]
    public void The_days_on_which_campaigns_addressed_a_member_are_kept()
    {
        var standing = Standing.Empty with { AddressedOn = [new LocalDate(2026, 5, 4), new LocalDate(2026, 5, 4), new LocalDate(2026, 5, 6)] };

        Assert.Equal(standing.AddressedOn, StandingJson.ToStanding(StandingJson.ToRow(standing, Anna.Id, 1)).AddressedOn);
        Assert.Empty(StandingJson.ToStanding(StandingJson.ToRow(Standing.Empty, Anna.Id, 1)).AddressedOn);
    }
}
