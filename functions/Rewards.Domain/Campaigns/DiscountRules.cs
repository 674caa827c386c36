using Rewards.Domain.Money;

namespace Rewards.Domain.Campaigns;

internal static class DiscountRules
{
    private const string AmountMessage = "Must be from 1 to 10^12 minor units.";

    private const string PercentMessage = "Must be more than 0.";

    private const int MaxPieces = 100;

    private const int MaxSteps = 20;

    /// <param name="path">Of the discount in the wire format.</param>
    public static void Check(Discount discount, string path, List<FieldError> errors)
    {
        switch (discount)
        {
            case Discount.AmountOff off:
                CheckAmount(off.Amount, $"{path}.amount", errors);
                break;
            case Discount.PercentOff off:
                CheckPercent(off.Percent, $"{path}.percent", errors);
                CheckAmount(off.MaxAmount, $"{path}.maxAmount", errors);
                break;
            case Discount.BuyXGetY off:
                CampaignRules.Require(errors, off.Buy is >= 1 and <= MaxPieces, $"{path}.buy", "Must be from 1 to 100.");
                CampaignRules.Require(errors, off.Get is >= 1 and <= MaxPieces, $"{path}.get", "Must be from 1 to 100.");
                CheckPercent(off.Percent, $"{path}.percent", errors);
                break;
            case Discount.Tiered off:
                CheckSteps(off, path, errors);
                break;
        }
    }

    private static void CheckSteps(Discount.Tiered tiered, string path, List<FieldError> errors)
    {
        CampaignRules.Require(errors, tiered.Steps.Length is >= 1 and <= MaxSteps, $"{path}.steps", "Must be 1 to 20 steps.");
        long? before = null;
        foreach (var (i, step) in tiered.Steps.Index())
        {
            var field = $"{path}.steps[{i}]";
            CampaignRules.Require(errors, step.From is >= 0 and <= CampaignRules.MaxAmount, $"{field}.from", "Must be from 0 to 10^12.");
            CampaignRules.Require(errors, before is null || step.From > before, $"{field}.from", "Must be more than the step's before.");
            CampaignRules.Require(errors, step.Amount is null != step.Percent is null, field, "Must have either an amount or a percent.");
            CheckAmount(step.Amount, $"{field}.amount", errors);
            CheckPercent(step.Percent, $"{field}.percent", errors);
            before = step.From;
        }
    }

    private static void CheckAmount(MinorUnits? amount, string field, List<FieldError> errors) =>
        CampaignRules.Require(errors, amount is null or { Value: >= 1 and <= CampaignRules.MaxAmount }, field, AmountMessage);

    private static void CheckPercent(Percent? percent, string field, List<FieldError> errors) =>
        CampaignRules.Require(errors, percent is null or { BasisPoints: >= 1 and <= 10_000 }, field, PercentMessage);
}
