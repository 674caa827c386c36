using System.Text.Encodings.Web;
using System.Text.Json;
using NodaTime.Text;
using Rewards.Domain;
using Rewards.Domain.Baskets;
using Rewards.Domain.Campaigns;
using Rewards.Domain.Identifiers;

namespace Rewards.Functions.Campaigns;

/// <summary>Between the wire format of a campaign, in which it is stored as well, and the Domain's.</summary>
public static class CampaignJson
{
    /// <summary>Nobody shows what is stored in a page: escaped, it would be up to six times what was sent.</summary>
    private static readonly CampaignJsonContext Stored =
        new(new JsonSerializerOptions(CampaignJsonContext.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>The campaign, or else everything that is wrong with the body, by JSON path.</summary>
    public static (CampaignDefinition? Campaign, IReadOnlyList<FieldError> Errors) ToDomain(CampaignBody body, CampaignId id, int version, string tag)
    {
        var errors = new List<FieldError>();
        var draft = new CampaignReader(new BodyReader(errors)).Read(body, id, version, tag);
        if (errors.Count > 0)
        {
            return (null, errors);
        }

        var broken = CampaignRules.Check(draft);
        return broken.Count > 0 ? (null, broken) : (draft, []);
    }

    public static CampaignBody FromDomain(CampaignDefinition campaign) => Fill(new CampaignBody(), campaign);

    public static CampaignReply ReplyOf(CampaignDefinition campaign) =>
        Fill(new CampaignReply { Id = campaign.Id.Value, Version = campaign.Version, Tag = campaign.Tag }, campaign);

    public static byte[] Store(CampaignDefinition campaign) => JsonSerializer.SerializeToUtf8Bytes(FromDomain(campaign), Stored.CampaignBody);

    private static T Fill<T>(T body, CampaignDefinition campaign)
        where T : CampaignBody => body with
        {
            Name = campaign.Name,
            Aim = WireNames<Aim>.Of(campaign.Aim),
            Currency = campaign.Currency.Code,
            TimeZone = campaign.TimeZone.Id,
            ValidFrom = LocalDatePattern.Iso.Format(campaign.ValidFrom),
            ValidTo = LocalDatePattern.Iso.Format(campaign.ValidTo),
            ValidFor = campaign.ValidFor is { } period ? PeriodPattern.Roundtrip.Format(period) : null,
            Discount = DiscountJson.Write(campaign.Discount),
            Conditions = Write(campaign.Conditions),
            Codes = campaign.Codes switch
            {
                CodePolicy.Unique unique => new CodesBody("unique", Length: unique.Length),
                CodePolicy.Shared shared => new CodesBody("shared", Code: shared.Code),
                CodePolicy.None => new CodesBody("none"),
                _ => throw new ArgumentOutOfRangeException(nameof(campaign)),
            },
            Limits = Write(campaign.Limits),
            Shards = campaign.Shards,
            Trigger = TriggerJson.Write(campaign),
            Experiment = ExperimentJson.Write(campaign),
            Disabled = campaign.Disabled,
        };

    private static ConditionsBody Write(Conditions conditions) => new(
        conditions.MinimumAmount?.Value,
        Write(conditions.Include),
        Write(conditions.Exclude),
        NullIfEmpty(conditions.Stores),
        NullIfEmpty(conditions.Hours.Select(hours => new WeeklyHoursBody(
            [.. hours.Days.Select(WireNames<NodaTime.IsoDayOfWeek>.Of)],
            CampaignReader.TimePattern.Format(hours.From),
            CampaignReader.TimePattern.Format(hours.To)))),
        NullIfEmpty(conditions.Tiers),
        NullIfEmpty(conditions.Clubs),
        conditions.Segment?.Value);

    internal static ProductFilterBody? Write(ProductFilter? filter) => filter is null
        ? null
        : new(NullIfEmpty(filter.Skus), NullIfEmpty(filter.Categories), NullIfEmpty(filter.Tags));

    private static LimitsBody Write(Limits limits) => new(
        limits.PerCode?.Max,
        Write(limits.PerCode?.Period),
        limits.PerMember?.Max,
        Write(limits.PerMember?.Period),
        limits.Total?.Max,
        Write(limits.Total?.Period),
        limits.Budget?.Max,
        Write(limits.Budget?.Period));

    internal static string? Write(LimitPeriod? period) =>
        period is null or LimitPeriod.Whole ? null : WireNames<LimitPeriod>.Of(period.Value);

    private static T[]? NullIfEmpty<T>(IEnumerable<T> items)
    {
        T[] list = [.. items];
        return list.Length == 0 ? null : list;
    }
}
