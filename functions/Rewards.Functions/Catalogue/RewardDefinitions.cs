using System.Net;
using Rewards.Domain.Campaigns;
using Rewards.Domain.Catalogue;
using Rewards.Domain.Coupons;
using Rewards.Domain.Identifiers;
using Rewards.Functions.Campaigns;
using Rewards.Functions.Coupons;
using Rewards.Functions.Http;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Catalogue;

/// <summary>
/// Defines rewards and reads them. A definition is idempotent by its version; the stock is told of it afterwards, and by the
/// same call again where a crash came in between.
/// </summary>
public sealed class RewardDefinitions(
    RewardCatalogue rewards, CampaignCatalogue campaigns, StockKeeper stock, ConflictPatience patience)
{
    private const int PageSize = 50;

    public Task<Reply> PutAsync(RewardId id, RewardBody body, CancellationToken cancellationToken) =>
        patience.RunAsync(() => TryPutAsync(id, body, cancellationToken));

    public async Task<Reply> ReadAsync(RewardId id, CancellationToken cancellationToken)
    {
        var (reward, _) = await rewards.FreshAsync(id, cancellationToken);
        return reward is null ? ClaimReplies.UnknownReward : await ReplyAsync(reward, cancellationToken);
    }

    public async Task<Reply> ListAsync(string? next, CancellationToken cancellationToken)
    {
        var (page, token) = await rewards.PageAsync(next, PageSize, cancellationToken);
        var left = await Task.WhenAll(page.Select(reward => stock.LeftAsync(StockKey.Of(reward.Id), reward.StockTerms, cancellationToken)));
        var body = new RewardPageBody([.. page.Select((reward, i) => RewardJson.ReplyOf(reward, left[i]))], token);
        return Reply.Of(HttpStatusCode.OK, body, RewardJsonContext.Default.RewardPageBody);
    }

    /// <returns>Null where another instance was faster.</returns>
    private async Task<Reply?> TryPutAsync(RewardId id, RewardBody body, CancellationToken cancellationToken)
    {
        var (current, row) = await rewards.FreshAsync(id, cancellationToken);
        var (draft, errors) = RewardJson.ToDomain(body, id, (current?.Version ?? 0) + 1);
        if (draft is null)
        {
            return Problems.Invalid(errors);
        }

        if (await RefusalOfAsync(draft.Campaign, cancellationToken) is { } refused)
        {
            return refused;
        }

        if (current is not null && RewardJson.Store(current).AsSpan().SequenceEqual(RewardJson.Store(draft)))
        {
            draft = current;
        }
        else if (!await rewards.TryWriteAsync(draft, row, cancellationToken))
        {
            return null;
        }

        rewards.Wrote(draft);
        await stock.TellAsync(StockKey.Of(draft.Id), draft.StockTerms, cancellationToken);
        return await ReplyAsync(draft, cancellationToken);
    }

    /// <summary>A claim issues a coupon of its own, so there must be a campaign with unique codes.</summary>
    private async Task<Reply?> RefusalOfAsync(CampaignId id, CancellationToken cancellationToken)
    {
        var (campaign, _) = await campaigns.FreshAsync(id, cancellationToken);
        return campaign switch
        {
            null => IssueReplies.UnknownCampaign,
            { Codes: CodePolicy.Shared } => IssueReplies.Refused(IssueRefusal.SharedCode),
            { Codes: CodePolicy.None } => IssueReplies.Refused(IssueRefusal.NoCodes),
            _ => null,
        };
    }

    private async Task<Reply> ReplyAsync(Reward reward, CancellationToken cancellationToken) => Reply.Of(
        HttpStatusCode.OK, RewardJson.ReplyOf(reward, await stock.LeftAsync(StockKey.Of(reward.Id), reward.StockTerms, cancellationToken)), RewardJsonContext.Default.RewardReply);
}
