using NodaTime;
using Rewards.Domain.Campaigns;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Points;

namespace Rewards.Domain.Catalogue;

/// <summary>What a reward's definition must hold to. Fields are named by their path in the wire format.</summary>
public static class RewardRules
{
    public const int MaxTiers = 50;

    public const long MaxPrice = 1_000_000_000;

    /// <summary>Of a stock and of a limit.</summary>
    public const long MaxCount = 1_000_000_000;

    private const int MinYear = 1970;

    private const int MaxYear = 2199;

    /// <summary>Everything that is wrong with it; empty: nothing.</summary>
    public static IReadOnlyList<FieldError> Check(Reward draft)
    {
        var errors = new List<FieldError>();
        Require(errors, IdText.IsText(draft.Name, 200), "name", "Must be a text of 1 to 200 characters.");
        CheckPrices(draft, errors);
        Require(errors, draft.Stock is null or (>= 0 and <= MaxCount), "stock", "Must be from 0 to 10^9.");
        CheckLimit(draft.LimitPerMember, "limitPerMember.max", errors);
        CheckLimit(draft.LimitTotal, "limitTotal.max", errors);
        CheckDay(draft.ValidFrom, "validFrom", errors);
        CheckDay(draft.ValidTo, "validTo", errors);
        Require(errors, draft.ValidFrom is not { } first || draft.ValidTo is not { } last || first <= last, "validTo", "Must not be before validFrom.");
        return errors;
    }

    private static void CheckPrices(Reward draft, List<FieldError> errors)
    {
        Require(errors, draft.PricePoints is not null || draft.PricesByTier.Count > 0, "pricePoints", "Is missing; only prices by tier may stand in its place.");
        CheckPrice(draft.PricePoints, "pricePoints", errors);
        Require(errors, draft.PricesByTier.Count <= MaxTiers, "pricesByTier", $"May name at most {MaxTiers} tiers.");
        foreach (var (tier, price) in draft.PricesByTier)
        {
            Require(errors, IdText.IsId(tier), "pricesByTier", "A tier's id is 1 to 64 of A-Z a-z 0-9 . _ ~ -.");
            CheckPrice(price, $"pricesByTier.{tier}", errors);
        }
    }

    private static void CheckPrice(PointCount? price, string field, List<FieldError> errors) =>
        Require(errors, price is null or { Value: >= 1 and <= MaxPrice }, field, "Must be from 1 to 10^9 points.");

    private static void CheckLimit(Limit? limit, string field, List<FieldError> errors) =>
        Require(errors, limit is null or { Max: >= 1 and <= MaxCount }, field, "Must be from 1 to 10^9.");

    private static void CheckDay(LocalDate? day, string field, List<FieldError> errors) =>
        Require(errors, day is null or { Year: >= MinYear and <= MaxYear }, field, "Must be from 1970 to 2199.");

    private static void Require(List<FieldError> errors, bool holds, string field, string message)
    {
        if (!holds)
        {
            errors.Add(new FieldError(field, message));
        }
    }
}
