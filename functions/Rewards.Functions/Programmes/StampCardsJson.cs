using System.Collections.Immutable;
using NodaTime;
using NodaTime.Text;
using Rewards.Domain.Baskets;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Stamps;
using Rewards.Functions.Campaigns;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Programmes;

/// <summary>One kind of stamp card, as it was sent: every member may be missing.</summary>
/// <param name="By">purchases or units.</param>
/// <param name="MinimumAmount">Minor units; for purchases.</param>
/// <param name="MaxStampsPerPurchase">For units.</param>
public sealed record StampProgrammeBody(
    string? Id,
    string? Name,
    string? By,
    ProductFilterBody? Products,
    long? MinimumAmount,
    int? MaxStampsPerPurchase,
    int? StampsPerCard,
    string? CampaignId,
    int? ValidDays,
    string? ValidFrom,
    string? ValidTo);

/// <summary>Between the wire format of <c>stampCards</c> and the Domain's.</summary>
internal static class StampCardsJson
{
    private const string DayMessage = "Must be a day, such as 2026-03-01.";

    public static ImmutableArray<StampProgramme> Read(IReadOnlyList<StampProgrammeBody?>? bodies, BodyReader reader) =>
        bodies is null ? [] : [.. bodies.Select((body, i) => Read(body, $"stampCards[{i}]", reader))];

    public static IReadOnlyList<StampProgrammeBody>? Write(ImmutableArray<StampProgramme> programmes) => programmes.IsEmpty
        ? null
        : [.. programmes.Select(programme => new StampProgrammeBody(
            programme.Id,
            programme.Name,
            WireNames<StampBasis>.Of(programme.By),
            CampaignJson.Write(programme.Products),
            programme.MinimumAmount?.Value,
            programme.MaxStampsPerPurchase,
            programme.StampsPerCard,
            programme.Campaign.Value,
            programme.ValidDays,
            RowValues.Write(programme.ValidFrom),
            RowValues.Write(programme.ValidTo)))];

    private static StampProgramme Read(StampProgrammeBody? body, string path, BodyReader reader)
    {
        if (body is null)
        {
            reader.Wrong(path, "Must be an object.");
        }

        body ??= new StampProgrammeBody("", "", "units", null, null, null, 0, "none", null, null, null);
        return new StampProgramme
        {
            Id = reader.Text(body.Id, $"{path}.id"),
            Name = reader.Text(body.Name, $"{path}.name"),
            By = reader.Parsed<StampBasis>(body.By, $"{path}.by", WireNames<StampBasis>.TryRead, "Must be purchases or units."),
            Products = ReadProducts(body.Products, $"{path}.products", reader),
            MinimumAmount = BodyReader.OptionalAmount(body.MinimumAmount),
            MaxStampsPerPurchase = body.MaxStampsPerPurchase,
            StampsPerCard = reader.Required(body.StampsPerCard, $"{path}.stampsPerCard") ?? 0,
            Campaign = reader.Parsed<CampaignId>(body.CampaignId, $"{path}.campaignId", CampaignId.TryParse, "Must be 1 to 64 of A-Z a-z 0-9 . _ ~ -."),
            ValidDays = body.ValidDays,
            ValidFrom = ReadDay(body.ValidFrom, $"{path}.validFrom", reader),
            ValidTo = ReadDay(body.ValidTo, $"{path}.validTo", reader),
        };
    }

    /// <summary>A filter that names nothing is none: every product counts.</summary>
    private static ProductFilter? ReadProducts(ProductFilterBody? body, string path, BodyReader reader) =>
        new CampaignReader(reader).ReadFilter(body, path) is { } filter && filter is not { Skus: [], Categories: [], Tags: [] } ? filter : null;

    private static LocalDate? ReadDay(string? text, string path, BodyReader reader) =>
        text is null ? null : reader.Parsed<LocalDate>(text, path, LocalDatePattern.Iso.TryRead, DayMessage);
}
