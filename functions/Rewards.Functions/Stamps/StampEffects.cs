using Rewards.Domain.Identifiers;
using Rewards.Domain.Stamps;
using Rewards.Functions.Events;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Stamps;

/// <summary>A stamp card that was filled or has expired, as it is told.</summary>
/// <param name="Campaign">Whose coupon it issues, or would have issued.</param>
public sealed record StampCardEffectBody(string Programme, long Number, long Stamps, string Campaign)
{
    public static StampCardEffectBody Of(FilledCard card) =>
        new(card.Programme.Id, card.Number, card.Programme.StampsPerCard, card.Programme.Campaign.Value);

    public static StampCardEffectBody Of(LapsedCard lapsed) =>
        new(lapsed.Programme.Id, lapsed.Card.Number, lapsed.Card.Stamps, lapsed.Programme.Campaign.Value);

    /// <param name="number">Among the cards of the operation.</param>
    public RewardsEvent ToEvent(string type, OperationRow operation, MemberId member, int number) => new(
        $"{operation.Id}-stamps-{number}",
        type,
        $"members/{member}",
        RowValues.Write(operation.At),
        new EventData
        {
            MemberId = member.Value,
            CampaignId = Campaign,
            StampCard = Programme,
            CardNumber = Number,
            Stamps = Stamps,
        });
}
