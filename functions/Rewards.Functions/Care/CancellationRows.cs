using Azure.Data.Tables;
using NodaTime;
using Rewards.Domain.Campaigns;
using Rewards.Domain.Care;
using Rewards.Domain.Identifiers;
using Rewards.Functions.Coupons;
using Rewards.Functions.Http;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Care;

/// <summary>What a case came to, as it is written down and told.</summary>
/// <param name="Id">Of the cancellation or complaint.</param>
/// <param name="Campaign">That made the offer, or whose control group the member is in; null: none.</param>
/// <param name="Arm">Null: the campaign compares nothing.</param>
/// <param name="Coupon">The offer; null: none.</param>
/// <param name="NoOffer">Null: there is an offer.</param>
internal sealed record CareOutcome(
    string Id, MemberId Member, CampaignDefinition? Campaign, Arm? Arm, IssuedCoupon? Coupon, NoOfferReason? NoOffer, Instant At);

/// <summary>Between a cancellation's row, in its member's partition, and the wire.</summary>
internal static class CancellationRows
{
    private const string Open = "open";

    public static TableEntity ToRow(CareOutcome outcome, string? reason) =>
        new(TableKeys.MemberPartition(outcome.Member), TableKeys.CancellationRow(outcome.Id))
        {
            ["Cancellation"] = outcome.Id,
            ["Reason"] = reason,
            ["Campaign"] = outcome.Campaign?.Id.Value,
            ["Version"] = outcome.Campaign?.Version,
            ["Arm"] = outcome.Arm?.Id,
            ["Code"] = outcome.Coupon?.Code,
            ["NoOffer"] = outcome.NoOffer is { } why ? Problems.NameOf(why) : null,
            ["At"] = RowValues.Write(outcome.At),
        };

    public static CancellationOutcome? OutcomeOf(TableEntity row) =>
        row.GetString("Outcome") is { } name ? Enum.GetValues<CancellationOutcome>().Single(outcome => Problems.NameOf(outcome) == name) : null;

    public static void End(TableEntity row, CancellationOutcome outcome, Instant at)
    {
        row["Outcome"] = Problems.NameOf(outcome);
        row["EndedAt"] = RowValues.Write(at);
    }

    /// <param name="offer">As its coupon is now.</param>
    public static CancellationBody ToBody(TableEntity row, CouponBody? offer) => new(
        row.Text("Cancellation"),
        row.PartitionKey,
        row.GetString("Outcome") ?? Open,
        row.GetString("Reason"),
        offer,
        row.GetString("NoOffer"),
        row.Text("At"),
        row.GetString("EndedAt"));
}
