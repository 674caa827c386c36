using NodaTime;
using Rewards.Domain.Coupons;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Tiers;

namespace Rewards.Domain.Campaigns;

/// <summary>What a campaign's definition must hold to, and what of it never changes. Fields are named by their path in the wire format.</summary>
public static class CampaignRules
{
    public const int MaxShards = 32;

    public const int MaxStores = 5_000;

    public const int MaxHours = 100;

    /// <summary>In minor units; also the largest count that a limit may name.</summary>
    public const long MaxAmount = 1_000_000_000_000;

    internal const string YearMessage = "Must be from 1970 to 2199.";

    private const int MinYear = 1970;

    private const int MaxYear = 2199;

    /// <summary>A coupon's own life in days, about a hundred years.</summary>
    private const long MaxValidForDays = 36_600;

    /// <summary>Everything that is wrong with it; empty: nothing.</summary>
    public static IReadOnlyList<FieldError> Check(CampaignDefinition draft)
    {
        var errors = new List<FieldError>();
        Require(errors, IdText.IsText(draft.Name, 200), "name", "Must be a text of 1 to 200 characters.");
        CheckTime(draft, errors);
        DiscountRules.Check(draft.Discount, "discount", errors);
        CheckConditions(draft.Conditions, errors);
        CheckAffiliations(draft, errors);
        CheckCodes(draft, errors);
        CheckLimits(draft, errors);
        TriggerRules.Check(draft, errors);
        Experiment.Check(draft, errors);
        return errors;
    }

    /// <summary>The first member that differs although it may not, since codes and tallies are built on it; null: none.</summary>
    public static string? Immutable(CampaignDefinition current, CampaignDefinition next)
    {
        if (!IsSame(current.Codes, next.Codes))
        {
            return "codes";
        }

        if (current.Shards != next.Shards)
        {
            return "shards";
        }

        // Codes that were issued to nobody lie in any shard, so a limit per member, which a trigger allows, would hold in each of them alone.
        var mayLieAnywhere = current.Shards > 1 && current.Codes is CodePolicy.Unique && current.Trigger is null;
        if (mayLieAnywhere && next.Trigger is not null)
        {
            return "trigger";
        }

        if (current.Currency != next.Currency)
        {
            return "currency";
        }

        return current.TimeZone.Id == next.TimeZone.Id ? null : "timeZone";
    }

    internal static void Require(List<FieldError> errors, bool holds, string field, string message)
    {
        if (!holds)
        {
            errors.Add(new FieldError(field, message));
        }
    }

    /// <summary>Within the years that are reckoned with; no day is as well.</summary>
    internal static bool IsYear(LocalDate? day) => day is null or { Year: >= MinYear and <= MaxYear };

    private static bool IsSame(CodePolicy current, CodePolicy next) =>
        current is CodePolicy.Shared before && next is CodePolicy.Shared after
            ? before.Normalised == after.Normalised
            : current == next;

    private static void CheckTime(CampaignDefinition draft, List<FieldError> errors)
    {
        Require(errors, IsYear(draft.ValidFrom), "validFrom", YearMessage);
        Require(errors, IsYear(draft.ValidTo), "validTo", YearMessage);
        Require(errors, draft.ValidFrom <= draft.ValidTo, "validTo", "Must not be before validFrom.");
        if (draft.ValidFor is not { } period)
        {
            return;
        }

        var days = period.Years * 366L + period.Months * 31L + period.Weeks * 7L + period.Days;
        var isPositive = period is { Years: >= 0, Months: >= 0, Weeks: >= 0, Days: >= 0 } && days > 0;
        Require(errors, isPositive && !period.HasTimeComponent, "validFor", "Must be a positive period of whole days, such as P30D.");
        Require(errors, days <= MaxValidForDays, "validFor", "Must be at most a hundred years.");
        Require(errors, draft.Codes is CodePolicy.Unique, "validFor", "Needs unique codes: a shared one has no day of issue.");
    }

    private static void CheckConditions(Conditions conditions, List<FieldError> errors)
    {
        if (conditions.MinimumAmount is { } minimum)
        {
            Require(errors, minimum.Value is >= 0 and <= MaxAmount, "conditions.minimumAmount", "Must be from 0 to 10^12 minor units.");
        }

        FilterRules.Check(conditions.Include, "conditions.include", errors);
        FilterRules.Check(conditions.Exclude, "conditions.exclude", errors);
        FilterRules.CheckTexts(conditions.Stores, "conditions.stores", errors);
        Require(errors, conditions.Stores.Length <= MaxStores, "conditions.stores", "May name at most 5,000 stores.");
        Require(errors, conditions.Hours.Length <= MaxHours, "conditions.hours", "May have at most 100 entries.");
        foreach (var (i, hours) in conditions.Hours.Index())
        {
            var field = $"conditions.hours[{i}]";
            Require(errors, hours.Days.Length is >= 1 and <= 7 && !hours.Days.Contains(IsoDayOfWeek.None), $"{field}.days", "Must name 1 to 7 days.");
            Require(errors, hours.From < hours.To || hours.To == LocalTime.Midnight, $"{field}.to", "Must be after from; 00:00 is the day's end.");
        }
    }

    private static void CheckAffiliations(CampaignDefinition draft, List<FieldError> errors)
    {
        const string NeedsUnique = "Needs unique codes: a shared one is issued to nobody, and anybody may use it.";
        var isForSomebody = draft.Codes is not CodePolicy.Shared;
        Require(errors, draft.Conditions.Segment is null || isForSomebody, "conditions.segment", NeedsUnique);
        foreach (var (field, ids, max) in new[]
        {
            ("conditions.tiers", draft.Conditions.Tiers, TierRules.MaxLevels), ("conditions.clubs", draft.Conditions.Clubs, Club.MaxClubs),
        })
        {
            Require(errors, ids.Length <= max, field, $"May name at most {max}.");
            Require(errors, ids.IsEmpty || isForSomebody, field, NeedsUnique);
            foreach (var (i, id) in ids.Index())
            {
                Require(errors, IdText.IsId(id), $"{field}[{i}]", "Must be 1 to 64 of A-Z a-z 0-9 . _ ~ -.");
            }
        }
    }

    private static void CheckCodes(CampaignDefinition draft, List<FieldError> errors)
    {
        Require(errors, draft.Shards is >= 1 and <= MaxShards, "shards", "Must be from 1 to 32.");
        switch (draft.Codes)
        {
            case CodePolicy.Unique unique when draft.Trigger is null:
                Require(errors, unique.Length is >= 8 and <= 20, "codes.length", "Must be from 8 to 20.");
                break;
            case CodePolicy.Unique unique:
                Require(errors, unique.Length is >= 12 and <= 20, "codes.length", "Must be from 12 to 20 where a trigger issues to members.");
                break;
            case CodePolicy.None:
                Require(errors, draft.Discount is Discount.Nothing, "discount", "Does not belong to a campaign without codes.");
                Require(errors, draft.Limits == Limits.None, "limits", "Do not belong to a campaign without codes.");
                break;
            case CodePolicy.Shared shared:
                var isShared = CouponCode.TryParse(shared.Code, out var code) && code.CanBeShared;
                Require(errors, isShared, "codes.code", "Must be 3 to 13 letters and digits; blanks and hyphens do not count.");
                break;
        }
    }

    private static void CheckLimits(CampaignDefinition draft, List<FieldError> errors)
    {
        var limits = draft.Limits;
        CheckLimit(limits.PerCode, "limits.perCode", errors);
        CheckLimit(limits.PerMember, "limits.perMember", errors);
        CheckLimit(limits.Total, "limits.total", errors);
        CheckLimit(limits.Budget, "limits.budget", errors);
        if (draft.Shards == 1)
        {
            return;
        }

        var perCodeHolds = limits.PerCode is null || draft.Codes is not CodePolicy.Shared;
        Require(errors, perCodeHolds, "limits.perCode", "A shared code lives in every shard: use limits.total, or one shard.");

        // A coupon issued to nobody lies in any shard, so one member's uses would be counted in several.
        var perMemberHolds = limits.PerMember is null || draft.Codes is not CodePolicy.Unique || draft.Trigger is not null;
        Require(errors, perMemberHolds, "limits.perMember", "Unique codes that are not issued to members need one shard for a limit per member.");
    }

    private static void CheckLimit(Limit? limit, string field, List<FieldError> errors) =>
        Require(errors, limit is null or { Max: >= 1 and <= MaxAmount }, field, "Must be from 1 to 10^12.");
}
