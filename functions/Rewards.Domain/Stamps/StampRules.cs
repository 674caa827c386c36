using System.Collections.Immutable;
using Rewards.Domain.Campaigns;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Money;

namespace Rewards.Domain.Stamps;

/// <summary>What the stamp cards of a programme must hold to.</summary>
public static class StampRules
{
    public const int MaxProgrammes = 20;

    public const int MinStampsPerCard = 2;

    public const int MaxStampsPerCard = 100;

    public const int MaxValidDays = 3_650;

    public const int MaxStampsPerPurchase = 10_000;

    /// <summary>What is out of range, by the JSON path of <c>PUT /v1/programme</c>; empty: nothing.</summary>
    public static IReadOnlyList<FieldError> Check(ImmutableArray<StampProgramme> programmes)
    {
        if (programmes.Length > MaxProgrammes)
        {
            return [new FieldError("stampCards", $"At most {MaxProgrammes}.")];
        }

        List<FieldError> errors = [];
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (i, programme) in programmes.Index())
        {
            CampaignRules.Require(errors, ids.Add(programme.Id), $"stampCards[{i}].id", "Is named twice.");
            Check(programme, $"stampCards[{i}]", errors);
        }

        return errors;
    }

    private static void Check(StampProgramme programme, string path, List<FieldError> errors)
    {
        CampaignRules.Require(errors, IdText.IsId(programme.Id), $"{path}.id", "Must be 1 to 64 of A-Z a-z 0-9 . _ ~ -.");
        CampaignRules.Require(errors, IdText.IsText(programme.Name, 200), $"{path}.name", "Must be a text of 1 to 200 characters.");
        FilterRules.Check(programme.Products, $"{path}.products", errors);
        CampaignRules.Require(
            errors,
            programme.StampsPerCard is >= MinStampsPerCard and <= MaxStampsPerCard,
            $"{path}.stampsPerCard",
            $"Must be from {MinStampsPerCard} to {MaxStampsPerCard}.");
        CampaignRules.Require(errors, programme.ValidDays is null or (>= 1 and <= MaxValidDays), $"{path}.validDays", $"Must be from 1 to {MaxValidDays}.");
        CheckDays(programme, path, errors);
        CheckBasis(programme, path, errors);
    }

    private static void CheckDays(StampProgramme programme, string path, List<FieldError> errors)
    {
        CampaignRules.Require(errors, CampaignRules.IsYear(programme.ValidFrom), $"{path}.validFrom", CampaignRules.YearMessage);
        CampaignRules.Require(errors, CampaignRules.IsYear(programme.ValidTo), $"{path}.validTo", CampaignRules.YearMessage);
        CampaignRules.Require(errors, !(programme.ValidTo < programme.ValidFrom), $"{path}.validTo", "Must not be before validFrom.");
    }

    private static void CheckBasis(StampProgramme programme, string path, List<FieldError> errors)
    {
        if (programme.By is StampBasis.Purchases)
        {
            var holds = programme.MinimumAmount is not { } minimum || (minimum >= MinorUnits.Zero && minimum.Value <= CampaignRules.MaxAmount);
            CampaignRules.Require(errors, holds, $"{path}.minimumAmount", "Must be from 0 to 10^12 minor units.");
            CampaignRules.Require(errors, programme.MaxStampsPerPurchase is null, $"{path}.maxStampsPerPurchase", "Does not belong to purchases, which have one each.");
            return;
        }

        CampaignRules.Require(errors, programme.MinimumAmount is null, $"{path}.minimumAmount", "Does not belong to units.");
        CampaignRules.Require(
            errors,
            programme.MaxStampsPerPurchase is null or (>= 1 and <= MaxStampsPerPurchase),
            $"{path}.maxStampsPerPurchase",
            $"Must be from 1 to {MaxStampsPerPurchase}.");
    }
}
