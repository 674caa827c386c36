using Rewards.Domain.Campaigns;
using Rewards.Domain.Money;
using Rewards.Domain.Points;

namespace Rewards.Functions.Campaigns;

/// <summary>All kinds in one; each takes some of the members, and all of them channel, controlShare and frequencyCapDays.</summary>
public sealed record TriggerBody
{
    public string? Kind { get; init; }

    public int? DormantAfterDays { get; init; }

    public IReadOnlyList<StepBody?>? Steps { get; init; }

    /// <summary>More than 0, less than 1.</summary>
    public double? ProbabilityBelow { get; init; }

    public int? SingleAfterDays { get; init; }

    public int? DaysBefore { get; init; }

    /// <summary>The number of the purchase day after which it is due, from 1.</summary>
    public int? Purchase { get; init; }

    public int? AfterDays { get; init; }

    /// <summary>Minor units.</summary>
    public long? EveryAmount { get; init; }

    public long? MinimumPoints { get; init; }

    /// <summary>The kind of activity.</summary>
    public string? Activity { get; init; }

    /// <summary>referrer or friend.</summary>
    public string? Side { get; init; }

    public IReadOnlyList<string?>? Categories { get; init; }

    public int? CooldownDays { get; init; }

    /// <summary>How many are offered at most.</summary>
    public long? Offers { get; init; }

    /// <summary>day, week or month.</summary>
    public string? OffersPeriod { get; init; }

    /// <summary>0 to 1, with at most four decimals; the same as that of the experiment.</summary>
    public decimal? ControlShare { get; init; }

    public int? FrequencyCapDays { get; init; }

    public string? Channel { get; init; }
}

/// <param name="Goal">firstPurchase, secondPurchase or birthdayTold.</param>
public sealed record StepBody(int? AfterDays = null, string? Goal = null, DiscountBody? Discount = null);

internal static class TriggerJson
{
    public static TriggerBody? Write(CampaignDefinition campaign) => campaign.Trigger is not { } trigger ? null : Write(trigger) with
    {
        ControlShare = campaign.Experiment.ControlShare.ToDecimal() / 100,
        FrequencyCapDays = trigger.FrequencyCapDays,
        Channel = trigger.Channel,
    };

    /// <summary>As the wire format names the kind.</summary>
    public static string KindOf(Trigger trigger) => Write(trigger).Kind!;

    private static TriggerBody Write(Trigger trigger) => trigger switch
    {
        Trigger.Dormant { Steps: [{ Discount: null } only] } => new() { Kind = "dormant", DormantAfterDays = only.AfterDays },
        Trigger.Dormant => new() { Kind = "dormant", Steps = StepsOf(trigger) },
        Trigger.Rhythm rhythm => new() { Kind = "rhythm", ProbabilityBelow = rhythm.ProbabilityBelow, SingleAfterDays = rhythm.SingleAfterDays },
        Trigger.Birthday birthday => new() { Kind = "birthday", DaysBefore = birthday.DaysBefore },
        Trigger.Anniversary anniversary => new() { Kind = "anniversary", DaysBefore = anniversary.DaysBefore },
        Trigger.Onboarding => new() { Kind = "onboarding", Steps = StepsOf(trigger) },
        Trigger.AfterPurchase after => new() { Kind = "afterPurchase", Purchase = after.Purchase, AfterDays = after.AfterDays },
        Trigger.Volume volume => new() { Kind = "volume", EveryAmount = volume.Every.Value },
        Trigger.PointsExpiring points => new() { Kind = "pointsExpiring", DaysBefore = points.DaysBefore, MinimumPoints = points.Minimum.Value },
        Trigger.CouponExpiring coupon => new() { Kind = "couponExpiring", DaysBefore = coupon.DaysBefore },
        Trigger.Activity activity => new() { Kind = "activity", Activity = activity.Kind },
        Trigger.Referral referral => new() { Kind = "referral", Side = WireNames<ReferralSide>.Of(referral.Side) },
        Trigger.Cancellation call => new()
        {
            Kind = "cancellation", CooldownDays = call.CooldownDays, Offers = call.Offers?.Max, OffersPeriod = CampaignJson.Write(call.Offers?.Period),
        },
        Trigger.Complaint call => new()
        {
            Kind = "complaint",
            Categories = call.Categories.IsEmpty ? null : call.Categories,
            CooldownDays = call.CooldownDays,
            Offers = call.Offers?.Max,
            OffersPeriod = CampaignJson.Write(call.Offers?.Period),
        },
        _ => throw new ArgumentOutOfRangeException(nameof(trigger)),
    };

    private static StepBody[] StepsOf(Trigger trigger) =>
        [.. trigger.Steps.Select(step => new StepBody(step.AfterDays, step.Goal is { } goal ? WireNames<Goal>.Of(goal) : null, DiscountJson.Write(step.Discount)))];
}

internal sealed class TriggerReader(BodyReader reader, DiscountReader discounts)
{
    public Trigger? Read(TriggerBody body)
    {
        if (ReadKind(body) is not { } trigger)
        {
            const string Kinds = "Must be dormant, rhythm, birthday, anniversary, onboarding, afterPurchase, volume, pointsExpiring, "
                + "couponExpiring, activity, referral, cancellation or complaint.";
            reader.WrongKind(body, body.Kind, "trigger", Kinds);
            return null;
        }

        return trigger with { Channel = body.Channel, FrequencyCapDays = body.FrequencyCapDays ?? 0 };
    }

    private Trigger? ReadKind(TriggerBody body)
    {
        switch (body.Kind)
        {
            case "dormant":
                Only(body, "dormantAfterDays", "steps");
                return new Trigger.Dormant { Steps = ReadSilence(body) };
            case "rhythm":
                Only(body, "probabilityBelow", "singleAfterDays");
                return new Trigger.Rhythm(reader.Required(body.ProbabilityBelow, "trigger.probabilityBelow") ?? 0, body.SingleAfterDays);
            case "birthday":
                Only(body, "daysBefore");
                return new Trigger.Birthday(body.DaysBefore ?? 0);
            case "anniversary":
                Only(body, "daysBefore");
                return new Trigger.Anniversary(body.DaysBefore ?? 0);
            case "onboarding":
                Only(body, "steps");
                return new Trigger.Onboarding { Steps = [.. (reader.Required(body.Steps, "trigger.steps") ?? []).Select(ReadStep)] };
            case "afterPurchase":
                Only(body, "purchase", "afterDays");
                return new Trigger.AfterPurchase(body.Purchase ?? 1, body.AfterDays ?? 0);
            case "volume":
                Only(body, "everyAmount");
                return new Trigger.Volume(reader.Amount(body.EveryAmount, "trigger.everyAmount"));
            case "pointsExpiring":
                Only(body, "daysBefore", "minimumPoints");
                return new Trigger.PointsExpiring(DaysBefore(body), new PointCount(body.MinimumPoints ?? 1));
            case "couponExpiring":
                Only(body, "daysBefore");
                return new Trigger.CouponExpiring(DaysBefore(body));
            case "activity":
                Only(body, "activity");
                return new Trigger.Activity(reader.Text(body.Activity, "trigger.activity"));
            case "referral":
                Only(body, "side");
                return new Trigger.Referral(reader.Parsed<ReferralSide>(
                    body.Side, "trigger.side", WireNames<ReferralSide>.TryRead, "Must be referrer or friend."));
            case "cancellation":
                Only(body, "cooldownDays", "offers", "offersPeriod");
                return new Trigger.Cancellation(Cooldown(body), Offers(body));
            case "complaint":
                Only(body, "categories", "cooldownDays", "offers", "offersPeriod");
                return new Trigger.Complaint(
                    [.. (body.Categories ?? []).Select((name, i) => reader.Text(name, $"trigger.categories[{i}]"))], Cooldown(body), Offers(body));
            default:
                return null;
        }
    }

    private IEnumerable<Step> ReadSilenceSteps(TriggerBody body) => (body.Steps ?? []).Select((step, i) =>
    {
        if (step?.Goal is not null)
        {
            reader.Wrong($"trigger.steps[{i}].goal", "Belongs to onboarding: a silence ends with a purchase.");
        }

        return ReadStep(step, i);
    });

    private System.Collections.Immutable.ImmutableArray<Step> ReadSilence(TriggerBody body)
    {
        if (body.Steps is null)
        {
            return [new Step(reader.Required(body.DormantAfterDays, "trigger.dormantAfterDays") ?? 0, null, null)];
        }

        if (body.DormantAfterDays is not null)
        {
            reader.Wrong("trigger.dormantAfterDays", "Either this or steps.");
        }

        return [.. ReadSilenceSteps(body)];
    }

    private Step ReadStep(StepBody? step, int number)
    {
        var path = $"trigger.steps[{number}]";
        if (reader.Required(step, path) is null)
        {
            return new Step(0, null, null);
        }

        var goal = step!.Goal is null
            ? (Goal?)null
            : reader.Parsed<Goal>(step.Goal, $"{path}.goal", WireNames<Goal>.TryRead, "Must be firstPurchase, secondPurchase or birthdayTold.");
        return new Step(reader.Required(step.AfterDays, $"{path}.afterDays") ?? 0, goal, discounts.ReadOptional(step.Discount, $"{path}.discount"));
    }

    private int DaysBefore(TriggerBody body) => reader.Required(body.DaysBefore, "trigger.daysBefore") ?? 0;

    private int Cooldown(TriggerBody body) => reader.Required(body.CooldownDays, "trigger.cooldownDays") ?? 0;

    private Limit? Offers(TriggerBody body) => reader.Limit(body.Offers, body.OffersPeriod, "trigger.offers");

    private void Only(TriggerBody body, params ReadOnlySpan<string> allowed) => reader.OnlyOf(
        body.Kind!,
        "trigger",
        [
            ("dormantAfterDays", body.DormantAfterDays), ("steps", body.Steps), ("probabilityBelow", body.ProbabilityBelow),
            ("singleAfterDays", body.SingleAfterDays), ("daysBefore", body.DaysBefore), ("purchase", body.Purchase), ("afterDays", body.AfterDays),
            ("everyAmount", body.EveryAmount), ("minimumPoints", body.MinimumPoints), ("activity", body.Activity), ("side", body.Side),
            ("categories", body.Categories), ("cooldownDays", body.CooldownDays), ("offers", body.Offers), ("offersPeriod", body.OffersPeriod),
        ],
        allowed);
}
