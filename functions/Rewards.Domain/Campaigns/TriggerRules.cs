using System.Collections.Immutable;
using Rewards.Domain.Identifiers;

namespace Rewards.Domain.Campaigns;

/// <summary>What a trigger must hold to.</summary>
internal static class TriggerRules
{
    public const int MaxDays = 3_650;

    private const int MaxDaysBefore = 90;

    private const int MaxSteps = 12;

    private const int MaxPurchase = 1_000;

    private const int MaxCategories = 50;

    private const string IdMessage = "Must be 1 to 64 of A-Z a-z 0-9 . _ ~ -.";

    public static void Check(CampaignDefinition draft, List<FieldError> errors)
    {
        if (draft.Trigger is not { } trigger)
        {
            CampaignRules.Require(errors, draft.Codes is not CodePolicy.None, "codes.kind", "A campaign without codes needs a trigger.");
            return;
        }

        CampaignRules.Require(errors, draft.Codes is not CodePolicy.Shared, "trigger", "Needs unique codes, or none.");
        CampaignRules.Require(errors, !trigger.IsByCall || draft.Codes is CodePolicy.Unique, "codes.kind", "What is answered with an offer needs unique codes.");
        InRange(trigger.FrequencyCapDays, 0, MaxDays, "trigger.frequencyCapDays", errors);
        CampaignRules.Require(errors, trigger.Channel is null || IdText.IsId(trigger.Channel), "trigger.channel", IdMessage);
        CheckSteps(draft, trigger.Steps, errors);
        CheckKind(trigger, errors);
    }

    private static void CheckKind(Trigger trigger, List<FieldError> errors)
    {
        switch (trigger)
        {
            case Trigger.Dormant or Trigger.Onboarding:
                CampaignRules.Require(errors, trigger.Steps.Length is >= 1 and <= MaxSteps, "trigger.steps", $"Must be 1 to {MaxSteps} steps.");
                break;
            case Trigger.Rhythm rhythm:
                CampaignRules.Require(errors, rhythm.ProbabilityBelow is > 0 and < 1, "trigger.probabilityBelow", "Must be more than 0 and less than 1.");
                InRange(rhythm.SingleAfterDays, 1, MaxDays, "trigger.singleAfterDays", errors);
                break;
            case Trigger.Birthday birthday:
                InRange(birthday.DaysBefore, 0, MaxDaysBefore, "trigger.daysBefore", errors);
                break;
            case Trigger.Anniversary anniversary:
                InRange(anniversary.DaysBefore, 0, MaxDaysBefore, "trigger.daysBefore", errors);
                break;
            case Trigger.AfterPurchase after:
                InRange(after.Purchase, 1, MaxPurchase, "trigger.purchase", errors);
                InRange(after.AfterDays, 0, MaxDays, "trigger.afterDays", errors);
                break;
            case Trigger.Volume volume:
                CampaignRules.Require(errors, volume.Every.Value is >= 1 and <= CampaignRules.MaxAmount, "trigger.everyAmount", "Must be from 1 to 10^12 minor units.");
                break;
            case Trigger.PointsExpiring points:
                InRange(points.DaysBefore, 1, MaxDaysBefore, "trigger.daysBefore", errors);
                CampaignRules.Require(errors, points.Minimum.Value is >= 1 and <= CampaignRules.MaxAmount, "trigger.minimumPoints", "Must be from 1 to 10^12.");
                break;
            case Trigger.CouponExpiring coupon:
                InRange(coupon.DaysBefore, 1, MaxDaysBefore, "trigger.daysBefore", errors);
                break;
            case Trigger.Activity activity:
                CampaignRules.Require(errors, IdText.IsId(activity.Kind), "trigger.activity", IdMessage);
                break;
            case Trigger.Cancellation cancellation:
                CheckCall(cancellation.CooldownDays, cancellation.Offers, errors);
                break;
            case Trigger.Complaint complaint:
                CheckCategories(complaint.Categories, errors);
                CheckCall(complaint.CooldownDays, complaint.Offers, errors);
                break;
        }
    }

    private static void CheckSteps(CampaignDefinition draft, ImmutableArray<Step> steps, List<FieldError> errors)
    {
        // One step of a silence is written by its days alone.
        var path = draft.Trigger is Trigger.Dormant && steps is [{ Discount: null }] ? "trigger.dormantAfterDays" : null;
        var least = draft.Trigger is Trigger.Dormant ? 1 : 0;
        int? before = null;
        foreach (var (i, step) in steps.Index())
        {
            var field = path ?? $"trigger.steps[{i}].afterDays";
            InRange(step.AfterDays, least, MaxDays, field, errors);
            CampaignRules.Require(errors, before is null || step.AfterDays > before, field, "Must be more than the step's before.");
            before = step.AfterDays;
            if (step.Discount is { } discount)
            {
                CampaignRules.Require(errors, draft.Codes is CodePolicy.Unique, $"trigger.steps[{i}].discount", "Needs unique codes.");
                DiscountRules.Check(discount, $"trigger.steps[{i}].discount", errors);
            }
        }
    }

    private static void CheckCategories(ImmutableArray<string> categories, List<FieldError> errors)
    {
        CampaignRules.Require(errors, categories.Length <= MaxCategories, "trigger.categories", $"May name at most {MaxCategories}.");
        foreach (var (i, category) in categories.Index())
        {
            CampaignRules.Require(errors, IdText.IsId(category), $"trigger.categories[{i}]", IdMessage);
        }
    }

    private static void CheckCall(int cooldownDays, Limit? offers, List<FieldError> errors)
    {
        InRange(cooldownDays, 1, MaxDays, "trigger.cooldownDays", errors);
        CampaignRules.Require(errors, offers is null or { Max: >= 1 and <= CampaignRules.MaxAmount }, "trigger.offers", "Must be from 1 to 10^12.");
    }

    private static void InRange(int? days, int least, int most, string field, List<FieldError> errors) =>
        CampaignRules.Require(errors, days is null || (days >= least && days <= most), field, $"Must be from {least} to {most}.");
}
