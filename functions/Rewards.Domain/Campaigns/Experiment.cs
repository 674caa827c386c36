using System.Collections.Immutable;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Money;

namespace Rewards.Domain.Campaigns;

/// <summary>In which part of a campaign's experiment a member is: the control group, the treated, or one of its variants.</summary>
public readonly record struct Arm(string Id)
{
    /// <summary>Gets nothing, and is counted.</summary>
    public static readonly Arm Control = new("control");

    /// <summary>Gets what the campaign offers, where it has no variants.</summary>
    public static readonly Arm Treated = new("treated");

    public bool IsControl => this == Control;

    public override string ToString() => Id;
}

/// <summary>One of several offers that are compared.</summary>
/// <param name="Id">1 to 64 of A-Z a-z 0-9 . _ ~ -; neither control nor treated.</param>
/// <param name="Weight">Its part of those who are not in the control group, against the other variants' weights.</param>
/// <param name="Discount">What its coupons take off; null: the campaign's.</param>
public sealed record Variant(string Id, int Weight, Discount? Discount);

/// <summary>How a campaign is compared with doing nothing, and its variants with one another.</summary>
/// <param name="ControlShare">Of the members whom the campaign would address.</param>
/// <param name="OutcomeDays">For so many days after the day of the assignment, which counts as well, a purchase is an outcome.</param>
public sealed record Experiment(Percent ControlShare, ImmutableArray<Variant> Variants, int OutcomeDays)
{
    public const int MaxVariants = 4;

    public const int MaxWeight = 100;

    public const int DefaultOutcomeDays = 28;

    public const int MaxOutcomeDays = 366;

    public static readonly Experiment None = new(default, [], DefaultOutcomeDays);

    public bool Compares => ControlShare.BasisPoints > 0 || !Variants.IsEmpty;

    /// <summary>The arm of a member, for ever, by stable hashes of campaign and member, so that every instance and every rerun agrees.</summary>
    public Arm ArmOf(CampaignId campaign, MemberId member)
    {
        if (StableHash.Of($"{campaign.Value}|{member.Value}") % 10_000 < (ulong)ControlShare.BasisPoints)
        {
            return Arm.Control;
        }

        // A hash of its own: the first one's values that are left depend on the control group's share.
        var place = Variants.IsEmpty ? 0 : (int)(StableHash.Of($"{campaign.Value}|{member.Value}|variant") % (ulong)Variants.Sum(variant => variant.Weight));
        foreach (var variant in Variants)
        {
            if (place < variant.Weight)
            {
                return new Arm(variant.Id);
            }

            place -= variant.Weight;
        }

        return Arm.Treated;
    }

    /// <summary>What the arm's coupons take off, where it is not what the campaign's do.</summary>
    public Discount? DiscountOf(Arm? arm) => Variants.FirstOrDefault(variant => variant.Id == arm?.Id)?.Discount;

    internal static void Check(CampaignDefinition draft, List<FieldError> errors)
    {
        var experiment = draft.Experiment;
        CampaignRules.Require(
            errors, experiment.ControlShare.BasisPoints is >= 0 and <= 10_000, "experiment.controlShare", "Must be from 0 to 1.");
        CampaignRules.Require(
            errors, experiment.OutcomeDays is >= 1 and <= MaxOutcomeDays, "experiment.outcomeDays", $"Must be from 1 to {MaxOutcomeDays}.");
        CampaignRules.Require(
            errors,
            !experiment.Compares || draft.Codes is not CodePolicy.Shared,
            "experiment",
            "Needs unique codes: anybody may use a shared one.");
        CampaignRules.Require(errors, experiment.Variants.Length <= MaxVariants, "experiment.variants", $"At most {MaxVariants}.");
        foreach (var (i, variant) in experiment.Variants.Index())
        {
            Check(variant, $"experiment.variants[{i}]", experiment.Variants.Take(i).Any(earlier => earlier.Id == variant.Id), draft, errors);
        }
    }

    private static void Check(Variant variant, string path, bool isThereBefore, CampaignDefinition draft, List<FieldError> errors)
    {
        var isName = IdText.IsId(variant.Id) && variant.Id != Arm.Control.Id && variant.Id != Arm.Treated.Id;
        CampaignRules.Require(errors, isName, $"{path}.id", "Must be 1 to 64 of A-Z a-z 0-9 . _ ~ -, neither control nor treated.");
        CampaignRules.Require(errors, !isThereBefore, $"{path}.id", "Is named twice.");
        CampaignRules.Require(errors, variant.Weight is >= 1 and <= MaxWeight, $"{path}.weight", $"Must be from 1 to {MaxWeight}.");
        if (variant.Discount is not { } discount)
        {
            return;
        }

        CampaignRules.Require(errors, draft.Codes is CodePolicy.Unique, $"{path}.discount", "Needs unique codes.");
        var hasSteps = draft.Trigger?.Steps.Any(step => step.Discount is not null) ?? false;
        CampaignRules.Require(errors, !hasSteps, $"{path}.discount", "The campaign's steps have discounts of their own.");
        DiscountRules.Check(discount, $"{path}.discount", errors);
    }
}
