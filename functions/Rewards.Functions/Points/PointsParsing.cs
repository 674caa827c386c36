using Microsoft.AspNetCore.Http;
using Rewards.Domain.Coupons;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Money;
using Rewards.Domain.Points;
using Rewards.Functions.Http;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Points;

/// <summary>What the calls on points have in common.</summary>
public static class PointsParsing
{
    private const int MaxReferenceLength = 128;

    /// <param name="what">The spend or hold that the call is on; null: none.</param>
    public static PointsCall CallOf(HttpRequest request, string call, MemberId member, string? what, string key, string fingerprint) =>
        new(member, Operations.IdOf(request, call, $"{member}/{what}", null, key), fingerprint);

    /// <summary>Whether it can be an id of ours at all: the letter and 25 characters of base 32.</summary>
    public static bool IsId(string text, char letter) => text.Length == 26 && text[0] == letter && Base32.IsAll(text);

    public static PointsPrice ToPrice(long? points, long? amount, string? currency)
    {
        if (points is null == amount is null)
        {
            throw Requests.Invalid("points", "Either points or an amount is needed.");
        }

        if (points is { } count)
        {
            return currency is null ? new PointsPrice.Points(ToPoints(count)) : throw Requests.Invalid("currency", "Only an amount has one.");
        }

        if (amount < 1)
        {
            throw Requests.Invalid("amount", "A whole number of minor units from 1 is needed.");
        }

        return Currency.TryParse(currency, out var known)
            ? new PointsPrice.Money(new MinorUnits(amount!.Value), known)
            : throw Requests.Invalid("currency", "An ISO 4217 code such as EUR is needed.");
    }

    public static PointCount ToPoints(long? points) =>
        points >= 1 ? new PointCount(points.Value) : throw Requests.Invalid("points", "A whole number from 1 is needed.");

    public static void CheckReference(string? reference)
    {
        if (reference is not null && !IdText.IsText(reference, MaxReferenceLength))
        {
            throw Requests.Invalid("reference", $"1 to {MaxReferenceLength} printable characters.");
        }
    }
}
