using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Rewards.Domain.Access;
using Rewards.Functions.Coupons;
using Rewards.Functions.Http;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Campaigns;

public sealed class CampaignFunctions(Api api, CampaignCatalogue catalogue, CampaignDefinitions definitions)
{
    private const int PageSize = 50;

    private static readonly Reply Templates =
        Reply.Of(HttpStatusCode.OK, new CampaignTemplatesBody(CampaignTemplates.All), CampaignJsonContext.Default.CampaignTemplatesBody);

    [Function("PutCampaign")]
    public Task<IResult> PutAsync([HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "campaigns/{id}")] HttpRequest request, string id) =>
        api.RunAsync(request, Roles.Marketing, async () =>
        {
            var campaign = Requests.ParseCampaignId(id);
            var body = await request.ReadBodyAsync(CampaignJsonContext.Default.CampaignRequestBody);
            return await definitions.PutAsync(campaign, body, request.HttpContext.RequestAborted);
        });

    [Function("GetCampaign")]
    public Task<IResult> GetAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "campaigns/{id}")] HttpRequest request, string id) =>
        api.RunAsync(request, Roles.Pos | Roles.Marketing, async () =>
        {
            var (definition, _) = await catalogue.FreshAsync(Requests.ParseCampaignId(id), request.HttpContext.RequestAborted);
            return definition is null
                ? IssueReplies.UnknownCampaign
                : Reply.Of(HttpStatusCode.OK, CampaignJson.ReplyOf(definition), CampaignJsonContext.Default.CampaignReply);
        });

    [Function("ListCampaigns")]
    public Task<IResult> ListAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "campaigns")] HttpRequest request) =>
        api.RunAsync(request, Roles.Pos | Roles.Marketing, async () =>
        {
            var (campaigns, next) = await catalogue.PageAsync(request.Next(), PageSize, request.HttpContext.RequestAborted);
            var page = new CampaignPageBody([.. campaigns.Select(CampaignJson.ReplyOf)], next);
            return Reply.Of(HttpStatusCode.OK, page, CampaignJsonContext.Default.CampaignPageBody);
        });

    [Function("ListCampaignTemplates")]
    public Task<IResult> ListTemplatesAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "campaign-templates")] HttpRequest request) =>
        api.RunAsync(request, Roles.Marketing, () => Task.FromResult(Templates));
}

public sealed record CampaignPageBody(IReadOnlyList<CampaignReply> Campaigns, string? Next);
