using System.Collections.Immutable;
using NodaTime;
using Rewards.Domain.Activities;
using Rewards.Domain.Agenda;
using Rewards.Domain.Campaigns;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Members;
using Rewards.Domain.Messages;
using Rewards.Domain.Money;
using Rewards.Domain.Points;
using Rewards.Domain.Redemptions;
using Rewards.Domain.Stamps;
using Rewards.Domain.Tiers;
using Rewards.Functions.Members;

namespace Rewards.Functions.Tests.Members;

public sealed class StandingJsonTests
{
    /// <summary>What a property of a row holds in Table Storage.</summary>
    private const int MaxPropertyBytes = 64 * 1024;

    private static readonly LocalDate Day = new(2026, 12, 24);

    /// <summary>Otherwise no command on the member would ever succeed again.</summary>
    [Fact]
    public void A_standing_that_is_as_full_as_it_gets_fits_into_its_row_and_comes_back_as_it_was()
    {
        var fullest = new Standing
        {
            Activities = Enumerable.Range(0, ActivityRule.MaxRules).ToImmutableSortedDictionary(
                Id, _ => new ActivityTally(Instant.FromUnixTimeSeconds(1_790_000_000), Tally.Empty.Add(1_000_000, Day)), StringComparer.Ordinal),
            Stamps = [.. Enumerable.Range(0, StampRules.MaxProgrammes).Select(i => new StampCard(Id(i), 1_000, 99, Day, Day, true))],
            Tier = TierStanding.Empty with
            {
                Months = Enumerable.Range(0, TierStanding.MonthsKept).ToImmutableSortedDictionary(
                    i => Day.ToYearMonth().PlusMonths(-i), _ => new TierTally(new PointCount(1_000_000_000), new MinorUnits(1_000_000_000))),
                Tier = Id(0),
            },
            Clubs = [.. Enumerable.Range(0, 100).Select(i => new ClubMembership(Id(i % 20), Day.PlusDays(-2 * i), Day.PlusDays(-2 * i)))],
            AddressedOn = [.. Enumerable.Range(0, MessageRules.MaxCapCount).Select(i => Day.PlusDays(-i))],

            // The longest way to write a character is as six.
            Moments = [.. Enumerable.Range(0, Moments.MaxKept).Select(i => new Moment(Moments.OfActivity(Id(i)), new string('ä', 128), Day))],
            Assignments =
            [
                .. Enumerable.Range(0, Assignments.MaxKept).Select(i => new Assignment(
                    CampaignId.Parse(Id(i)), new Arm(Id(i)), Day, Day, new MinorUnits(1_000_000_000), true)),
            ],
            YearlyOn = Enumerable.Range(0, 30).ToImmutableDictionary(i => CampaignId.Parse(Id(i)), _ => Day),
        };

        var row = StandingJson.ToRow(fullest, MemberId.Parse("m-1"), 1);

        Assert.InRange(row.GetBinary("Json")!.Length, MaxPropertyBytes / 2, MaxPropertyBytes);
        Assert.Equal(row.GetBinary("Json"), StandingJson.ToRow(StandingJson.ToStanding(row), MemberId.Parse("m-1"), 1).GetBinary("Json"));
    }

    /// <summary>As long as an id may be.</summary>
    private static string Id(int number) => $"{number:D4}".PadLeft(64, 'x');
}
