using System.Collections.Immutable;
using NodaTime;
using NodaTime.Text;
using Rewards.Domain.Campaigns;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Members;
using Rewards.Domain.Money;

namespace Rewards.Domain.Tests;

/// <summary>What the tests of members, points and the agenda start from.</summary>
internal static class Sample
{
    public static readonly MemberId Anna = MemberId.Parse("anna");

    public static LocalDate Day(string text) => LocalDatePattern.Iso.Parse(text).Value;

    public static LocalDate? DayOrNull(string? text) => text is null ? null : Day(text);

    public static Instant At(string text) => InstantPattern.ExtendedIso.Parse(text).Value;

    public static Member Member(params string[] consents) =>
        Domain.Members.Member.Enrolled(Anna, Day("2025-01-01")) with
        {
            Consents = consents.ToImmutableSortedDictionary(channel => channel, _ => new Consent(true, null, null)),
        };

    public static CampaignDefinition Dormant(
        string id, int dormantAfterDays, int controlPercent = 0, int frequencyCapDays = 0, string? channel = null) => new()
    {
        Id = CampaignId.Parse(id),
        Version = 1,
        Tag = "TAG0",
        Name = id,
        Aim = Aim.Reactivate,
        Currency = Currency.Parse("EUR"),
        TimeZone = DateTimeZone.Utc,
        ValidFrom = Day("2026-01-01"),
        ValidTo = Day("2026-12-31"),
        Discount = new Discount.AmountOff(new MinorUnits(500)),
        Conditions = Conditions.None,
        Codes = new CodePolicy.Unique(12),
        Limits = Limits.None,
        Shards = 1,
        Trigger = DormantTrigger(dormantAfterDays) with { FrequencyCapDays = frequencyCapDays, Channel = channel },
        Experiment = Experiment.None with { ControlShare = new Percent(controlPercent * 100) },
    };

    public static Trigger.Dormant DormantTrigger(int afterDays) => new() { Steps = [new Step(afterDays, null, null)] };

    /// <summary>Campaigns that are always valid, one for each number of days.</summary>
    public static IEnumerable<CampaignDefinition> DormantAfter(params int[] days) => days.Select(
        (count, i) => Dormant($"dormant-{i}", count) with { ValidFrom = Day("2000-01-01"), ValidTo = Day("2199-12-31") });
}
