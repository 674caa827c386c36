using Rewards.Domain.Campaigns;
using Rewards.Domain.Money;

namespace Rewards.Functions.Campaigns;

/// <summary>All kinds in one: amountOff, percentOff, buyXGetY and tiered each take some of the members.</summary>
/// <param name="Amount">Minor units.</param>
/// <param name="Percent">0 to 100, with at most two decimals.</param>
/// <param name="MaxAmount">Minor units.</param>
/// <param name="By">amount or quantity.</param>
public sealed record DiscountBody(
    string? Kind = null,
    long? Amount = null,
    int? Buy = null,
    int? Get = null,
    decimal? Percent = null,
    long? MaxAmount = null,
    string? By = null,
    IReadOnlyList<TierStepBody?>? Steps = null);

/// <param name="From">Minor units or pieces.</param>
public sealed record TierStepBody(long? From = null, long? Amount = null, decimal? Percent = null);

internal static class DiscountJson
{
    /// <summary>Null: of a campaign that only reminds.</summary>
    public static DiscountBody? Write(Discount? discount) => discount switch
    {
        null or Discount.Nothing => null,
        Discount.AmountOff off => new("amountOff", Amount: off.Amount.Value),
        Discount.PercentOff off => new("percentOff", Percent: off.Percent.ToDecimal(), MaxAmount: off.MaxAmount?.Value),
        Discount.BuyXGetY off => new("buyXGetY", Buy: off.Buy, Get: off.Get, Percent: off.Percent.ToDecimal()),
        Discount.Tiered off => new(
            "tiered",
            By: WireNames<TierBasis>.Of(off.By),
            Steps: [.. off.Steps.Select(step => new TierStepBody(step.From, step.Amount?.Value, step.Percent?.ToDecimal()))]),
        _ => throw new ArgumentOutOfRangeException(nameof(discount)),
    };
}

/// <summary>Reads a discount, of the campaign or of one of its steps or variants.</summary>
internal sealed class DiscountReader(BodyReader reader)
{
    public Discount? ReadOptional(DiscountBody? body, string path) => body is null ? null : Read(body, path);

    public Discount Read(DiscountBody? body, string path)
    {
        switch (reader.Required(body, path)?.Kind)
        {
            case "amountOff":
                Only(body!, path, "amount");
                return new Discount.AmountOff(reader.Amount(body!.Amount, $"{path}.amount"));
            case "percentOff":
                Only(body!, path, "percent", "maxAmount");
                reader.Required(body!.Percent, $"{path}.percent");
                return new Discount.PercentOff(Share(body, path) ?? default, BodyReader.OptionalAmount(body.MaxAmount));
            case "buyXGetY":
                Only(body!, path, "buy", "get", "percent");
                var buy = reader.Required(body!.Buy, $"{path}.buy") ?? 0;
                var get = reader.Required(body.Get, $"{path}.get") ?? 0;
                return new Discount.BuyXGetY(buy, get, Share(body, path) ?? Percent.Hundred);
            case "tiered":
                Only(body!, path, "by", "steps");
                var by = reader.Parsed<TierBasis>(body!.By, $"{path}.by", WireNames<TierBasis>.TryRead, "Must be amount or quantity.");
                var steps = reader.Required(body.Steps, $"{path}.steps") ?? [];
                return new Discount.Tiered(by, [.. steps.Select((step, i) => ReadStep(step, $"{path}.steps[{i}]"))]);
            default:
                reader.WrongKind(body, body?.Kind, path, "Must be amountOff, percentOff, buyXGetY or tiered.");
                return new Discount.AmountOff(MinorUnits.Zero);
        }
    }

    private Percent? Share(DiscountBody body, string path) => reader.OptionalPercent(body.Percent, $"{path}.percent");

    private void Only(DiscountBody body, string path, params ReadOnlySpan<string> allowed) => reader.OnlyOf(
        body.Kind!,
        path,
        [
            ("amount", body.Amount), ("buy", body.Buy), ("get", body.Get), ("percent", body.Percent),
            ("maxAmount", body.MaxAmount), ("by", body.By), ("steps", body.Steps),
        ],
        allowed);

    private TierStep ReadStep(TierStepBody? step, string path)
    {
        if (reader.Required(step, path) is null)
        {
            return new TierStep(0, null, null);
        }

        var from = reader.Required(step!.From, $"{path}.from") ?? 0;
        return new TierStep(from, BodyReader.OptionalAmount(step.Amount), reader.OptionalPercent(step.Percent, $"{path}.percent"));
    }
}
