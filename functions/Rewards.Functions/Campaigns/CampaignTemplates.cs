using System.Collections.Frozen;
using System.Text.Json;
using NodaTime;
using NodaTime.Text;
using Rewards.Domain.Campaigns;
using Rewards.Functions.Http;
using Rewards.Functions.Programmes;

namespace Rewards.Functions.Campaigns;

/// <summary>What <c>PUT /v1/campaigns/{id}</c> takes: a campaign, or what of a template is to be otherwise.</summary>
public sealed record CampaignRequestBody : CampaignBody
{
    /// <summary>The id of a template.</summary>
    public string? Template { get; init; }
}

public sealed record LanguagesBody(string De, string En);

/// <summary>A ready campaign, without money's currency, time zone and days.</summary>
public sealed record CampaignTemplate(string? Id, LanguagesBody Name, LanguagesBody Description, CampaignBody Campaign);

public sealed record CampaignTemplatesBody(IReadOnlyList<CampaignTemplate> Templates);

/// <summary>The templates, one file each, and how a body that names one becomes a whole campaign.</summary>
public sealed class CampaignTemplates(ProgrammeCatalogue programmes, IClock clock)
{
    private const string Folder = "campaign-templates/";

    private const string Extension = ".json";

    /// <summary>A campaign that begins later is refused, whatever its last day.</summary>
    private static readonly LocalDate LatestStart = new(2199, 12, 31);

    private static readonly FrozenDictionary<string, CampaignTemplate> ById = ReadAll().ToFrozenDictionary(template => template.Id!, StringComparer.Ordinal);

    /// <summary>By id.</summary>
    public static IReadOnlyList<CampaignTemplate> All { get; } = [.. ById.Values.OrderBy(template => template.Id, StringComparer.Ordinal)];

    /// <summary>
    /// The body as it is; or the template that it names with the body's members in place of the template's, each as a whole. Currency,
    /// time zone and days that neither tells are those of the campaign that is there, so that the same body on another day changes
    /// nothing; of a new one the programme's, and a year from today on.
    /// </summary>
    /// <exception cref="BadRequestException">There is no such template.</exception>
    public async ValueTask<CampaignBody> CompleteAsync(CampaignRequestBody body, CampaignDefinition? current, CancellationToken cancellationToken)
    {
        if (body.Template is null)
        {
            return body;
        }

        if (!ById.TryGetValue(body.Template, out var template))
        {
            throw Requests.Invalid("template", $"Must be one of {string.Join(", ", All.Select(each => each.Id))}.");
        }

        return Over(Over(await FrameAsync(body, current, cancellationToken), template.Campaign), body);
    }

    private async ValueTask<CampaignBody> FrameAsync(CampaignBody body, CampaignDefinition? current, CancellationToken cancellationToken)
    {
        if (current is not null)
        {
            var there = CampaignJson.FromDomain(current);
            return new CampaignBody { Currency = there.Currency, TimeZone = there.TimeZone, ValidFrom = there.ValidFrom, ValidTo = there.ValidTo };
        }

        var programme = await programmes.NewestAsync(cancellationToken);
        var today = programme.DayOf(clock.GetCurrentInstant());
        LocalDatePattern.Iso.Parse(body.ValidFrom ?? "").TryGetValue(today, out var from);
        return new CampaignBody
        {
            Currency = programme.Currency.Code,
            TimeZone = programme.TimeZone.Id,
            ValidFrom = LocalDatePattern.Iso.Format(today),
            ValidTo = LocalDatePattern.Iso.Format(LocalDate.Min(from, LatestStart).PlusYears(1).PlusDays(-1)),
        };
    }

    private static CampaignBody Over(CampaignBody under, CampaignBody over) => new()
    {
        Name = over.Name ?? under.Name,
        Aim = over.Aim ?? under.Aim,
        Currency = over.Currency ?? under.Currency,
        TimeZone = over.TimeZone ?? under.TimeZone,
        ValidFrom = over.ValidFrom ?? under.ValidFrom,
        ValidTo = over.ValidTo ?? under.ValidTo,
        ValidFor = over.ValidFor ?? under.ValidFor,
        Discount = over.Discount ?? under.Discount,
        Conditions = over.Conditions ?? under.Conditions,
        Codes = over.Codes ?? under.Codes,
        Limits = over.Limits ?? under.Limits,
        Shards = over.Shards ?? under.Shards,
        Trigger = over.Trigger ?? under.Trigger,
        Experiment = over.Experiment ?? under.Experiment,
        Disabled = over.Disabled ?? under.Disabled,
    };

    private static IEnumerable<CampaignTemplate> ReadAll()
    {
        var assembly = typeof(CampaignTemplates).Assembly;
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Folder, StringComparison.Ordinal)))
        {
            using var resource = assembly.GetManifestResourceStream(name)!;
            yield return JsonSerializer.Deserialize(resource, CampaignJsonContext.Default.CampaignTemplate)! with { Id = name[Folder.Length..^Extension.Length] };
        }
    }
}
