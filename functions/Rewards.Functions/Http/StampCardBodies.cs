namespace Rewards.Functions.Http;

/// <param name="Stamps">More than StampsPerCard where full cards wait for their coupons.</param>
/// <param name="StartedOn">The local day of the first stamp.</param>
/// <param name="ExpiresOn">The last local day on which the card counts; absent: for ever, or it has no stamp yet.</param>
public sealed record StampCardBody(
    string StampCardId, string Name, long Number, long Stamps, int StampsPerCard, string CampaignId, string? StartedOn, string? ExpiresOn);

public sealed record StampCardsBody(string MemberId, IReadOnlyList<StampCardBody> StampCards);
