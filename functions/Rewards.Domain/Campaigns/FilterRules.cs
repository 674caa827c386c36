using System.Collections.Immutable;
using Rewards.Domain.Baskets;
using Rewards.Domain.Identifiers;

namespace Rewards.Domain.Campaigns;

internal static class FilterRules
{
    private const int MaxEntries = 500;

    private const int MaxTextLength = 128;

    public static void Check(ProductFilter? filter, string field, List<FieldError> errors)
    {
        if (filter is null)
        {
            return;
        }

        var entries = filter.Skus.Length + filter.Categories.Length + filter.Tags.Length;
        CampaignRules.Require(errors, entries > 0, field, "Must name at least one of skus, categories and tags.");
        CampaignRules.Require(errors, entries <= MaxEntries, field, "May have at most 500 entries.");
        CheckTexts(filter.Skus, $"{field}.skus", errors);
        CheckTexts(filter.Categories, $"{field}.categories", errors);
        CheckTexts(filter.Tags, $"{field}.tags", errors);
    }

    public static void CheckTexts(ImmutableArray<string> texts, string field, List<FieldError> errors)
    {
        foreach (var (i, text) in texts.Index())
        {
            CampaignRules.Require(errors, IdText.IsText(text, MaxTextLength), $"{field}[{i}]", "Must be a text of 1 to 128 characters.");
        }
    }
}
