using Azure.Data.Tables;
using NodaTime;
using Rewards.Domain.Experiments;
using Rewards.Domain.Identifiers;
using Rewards.Functions.Events;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Reports;

/// <param name="DiscountMinor">Of the arm's redemptions, less that of those undone, in minor units.</param>
public readonly record struct ArmFigures(ArmTotals Totals, long DiscountMinor)
{
    public static ArmFigures operator +(ArmFigures one, ArmFigures other) => checked(new ArmFigures(
        new ArmTotals(
            one.Totals.Members + other.Totals.Members,
            one.Totals.Returned + other.Totals.Returned,
            one.Totals.RevenueMinor + other.Totals.RevenueMinor,
            one.Totals.Squares + other.Totals.Squares),
        one.DiscountMinor + other.DiscountMinor));
}

/// <summary>What a day adds to the arms of experiments.</summary>
public sealed class ArmSheet : IDaySheet
{
    private readonly Dictionary<(string Campaign, string Arm), ArmFigures> arms = [];

    public void Add(Fact fact)
    {
        if (fact is { Arm: { } arm, Campaign: { } campaign } && FiguresOf(fact) is { } figures)
        {
            arms[(campaign, arm)] = arms.GetValueOrDefault((campaign, arm)) + figures;
        }
    }

    public IEnumerable<TableEntity> RowsOf(LocalDate day) => arms.Select(arm =>
    {
        var campaign = CampaignId.Parse(arm.Key.Campaign);
        var totals = arm.Value.Totals;
        return new TableEntity(TableKeys.ArmsPartition(campaign), TableKeys.ArmsRow(day, arm.Key.Arm, campaign))
        {
            ["Arm"] = arm.Key.Arm,
            ["Assigned"] = totals.Members,
            ["Returned"] = totals.Returned,
            ["RevenueMinor"] = totals.RevenueMinor,
            ["Squares"] = totals.Squares,
            ["DiscountMinor"] = arm.Value.DiscountMinor,
        };
    });

    public static (string Arm, ArmFigures Figures) Read(TableEntity row) => (row.Text("Arm"), new ArmFigures(
        new ArmTotals(
            row.GetInt64("Assigned")!.Value, row.GetInt64("Returned")!.Value, row.GetInt64("RevenueMinor")!.Value, row.GetDouble("Squares")!.Value),
        row.GetInt64("DiscountMinor")!.Value));

    private static ArmFigures? FiguresOf(Fact fact) => fact.Type switch
    {
        RewardsEvent.ArmAssigned => new ArmFigures(new ArmTotals(fact.Count, 0, 0, 0), 0),
        RewardsEvent.ArmOutcome => new ArmFigures(new ArmTotals(0, fact.Count, fact.AmountMinor, fact.Squares), 0),
        RewardsEvent.CouponRedeemed => new ArmFigures(default, fact.AmountMinor),
        RewardsEvent.RedemptionRolledBack => new ArmFigures(default, -fact.AmountMinor),
        _ => null,
    };
}
