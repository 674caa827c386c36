using Rewards.Domain.Campaigns;

namespace Rewards.Functions.Campaigns;

/// <param name="ControlShare">0 to 1, with at most four decimals: who gets nothing, for comparison.</param>
/// <param name="OutcomeDays">For so many days after the assignment a purchase is an outcome.</param>
public sealed record ExperimentBody(decimal? ControlShare = null, IReadOnlyList<VariantBody?>? Variants = null, int? OutcomeDays = null);

/// <param name="Weight">Against the other variants'; 1 unless set otherwise.</param>
/// <param name="Discount">Absent: the campaign's.</param>
public sealed record VariantBody(string? Id = null, int? Weight = null, DiscountBody? Discount = null);

internal static class ExperimentJson
{
    /// <summary>Null where the trigger's share says all of it.</summary>
    public static ExperimentBody? Write(CampaignDefinition campaign)
    {
        var experiment = campaign.Experiment;
        var isTold = experiment is { Variants: [], OutcomeDays: Experiment.DefaultOutcomeDays } && (campaign.Trigger is not null || !experiment.Compares);
        return isTold ? null : new ExperimentBody(
            experiment.ControlShare.ToDecimal() / 100,
            experiment.Variants.IsEmpty
                ? null
                : [.. experiment.Variants.Select(variant => new VariantBody(variant.Id, variant.Weight, DiscountJson.Write(variant.Discount)))],
            experiment.OutcomeDays);
    }
}

internal sealed class ExperimentReader(BodyReader reader, DiscountReader discounts)
{
    /// <param name="triggerShare">The share may stand with the trigger as well.</param>
    public Experiment Read(ExperimentBody? body, decimal? triggerShare)
    {
        if (body?.ControlShare is { } share && triggerShare is { } other && share != other)
        {
            reader.Wrong("trigger.controlShare", "The experiment has another one.");
        }

        var controlShare = body?.ControlShare is { } own ? reader.Share(own, "experiment.controlShare") : reader.Share(triggerShare, "trigger.controlShare");
        return new Experiment(
            controlShare,
            [.. (body?.Variants ?? []).Select((variant, i) => ReadVariant(variant, $"experiment.variants[{i}]"))],
            body?.OutcomeDays ?? Experiment.DefaultOutcomeDays);
    }

    private Variant ReadVariant(VariantBody? variant, string path) => reader.Required(variant, path) is null
        ? new Variant("", 1, null)
        : new Variant(reader.Text(variant!.Id, $"{path}.id"), variant.Weight ?? 1, discounts.ReadOptional(variant.Discount, $"{path}.discount"));
}
