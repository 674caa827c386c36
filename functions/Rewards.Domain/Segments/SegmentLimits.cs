using System.Collections.Immutable;
using Rewards.Domain.Campaigns;
using Rewards.Domain.Identifiers;

namespace Rewards.Domain.Segments;

/// <summary>What a segment's definition must hold to, so that it is evaluated in bounded time. Fields are named by their path in the wire format.</summary>
public static class SegmentLimits
{
    /// <summary>Of rules within rules, the outermost included.</summary>
    public const int MaxDepth = 8;

    /// <summary>All, any and not count as rules too.</summary>
    public const int MaxRules = 50;

    /// <summary>Of one in.</summary>
    public const int MaxValues = 100;

    /// <summary>Everything that is wrong with it; empty: nothing.</summary>
    public static IReadOnlyList<FieldError> Check(Segment draft)
    {
        var errors = new List<FieldError>();
        CampaignRules.Require(errors, IdText.IsText(draft.Name, 200), "name", "Must be a text of 1 to 200 characters.");
        var rules = CheckRule(draft.Rule, "rule", depth: 1, errors);
        CampaignRules.Require(errors, rules <= MaxRules, "rule", $"May have at most {MaxRules} rules; all, any and not count too.");
        return errors;
    }

    /// <returns>How many rules it is.</returns>
    private static int CheckRule(SegmentRule rule, string path, int depth, List<FieldError> errors)
    {
        if (depth > MaxDepth)
        {
            errors.Add(new FieldError(path, $"Rules may stand within each other at most {MaxDepth} deep."));
            return 1;
        }

        switch (rule)
        {
            case SegmentRule.All all:
                return 1 + CheckGroup(all.Rules, $"{path}.all", depth, errors);
            case SegmentRule.Any any:
                return 1 + CheckGroup(any.Rules, $"{path}.any", depth, errors);
            case SegmentRule.Not not:
                return 1 + CheckRule(not.Rule, $"{path}.not", depth + 1, errors);
            case SegmentRule.Compare compare:
                CheckNumber(compare, path, errors);
                return 1;
            case SegmentRule.OneOf oneOf:
                CheckValues(oneOf.Values, $"{path}.in", errors);
                return 1;
            default:
                throw new ArgumentOutOfRangeException(nameof(rule));
        }
    }

    private static int CheckGroup(ImmutableArray<SegmentRule> rules, string path, int depth, List<FieldError> errors)
    {
        CampaignRules.Require(errors, !rules.IsEmpty, path, "Must have at least one rule.");
        return rules.Index().Sum(rule => CheckRule(rule.Item, $"{path}[{rule.Index}]", depth + 1, errors));
    }

    /// <summary>A number that no member can have is a slip, such as a probability in percent.</summary>
    private static void CheckNumber(SegmentRule.Compare compare, string path, List<FieldError> errors)
    {
        var (least, most, message) = compare.Field switch
        {
            SegmentNumber.ProbabilityActive => (0.0, 1.0, "Must be from 0 to 1."),
            SegmentNumber.RfmRecency or SegmentNumber.RfmFrequency or SegmentNumber.RfmMonetary => (1.0, 5.0, "Must be from 1 to 5."),
            _ => (0.0, CampaignRules.MaxAmount, "Must be from 0 to 10^12."),
        };
        CampaignRules.Require(errors, compare.Number >= least && compare.Number <= most, $"{path}.{NameOf(compare.Operator)}", message);
    }

    private static void CheckValues(ImmutableArray<string> values, string path, List<FieldError> errors)
    {
        CampaignRules.Require(errors, values.Length is >= 1 and <= MaxValues, path, $"Must name 1 to {MaxValues}.");
        foreach (var (i, value) in values.Index())
        {
            CampaignRules.Require(errors, IdText.IsId(value), $"{path}[{i}]", "Must be 1 to 64 of A-Z a-z 0-9 . _ ~ -.");
        }
    }

    private static string NameOf(SegmentOperator comparison) => comparison switch
    {
        SegmentOperator.AtLeast => "atLeast",
        SegmentOperator.Above => "above",
        SegmentOperator.AtMost => "atMost",
        SegmentOperator.Below => "below",
        SegmentOperator.EqualTo => "equals",
        _ => throw new ArgumentOutOfRangeException(nameof(comparison)),
    };
}
