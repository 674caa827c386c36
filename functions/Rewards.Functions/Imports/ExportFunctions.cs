using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Rewards.Domain.Access;
using Rewards.Domain.Campaigns;
using Rewards.Domain.Coupons;
using Rewards.Domain.Imports;
using Rewards.Functions.Campaigns;
using Rewards.Functions.Coupons;
using Rewards.Functions.Http;
using Rewards.Functions.Programmes;

namespace Rewards.Functions.Imports;

public sealed class ExportFunctions(Api api, Exports exports, ProgrammeCatalogue programmes, CampaignCatalogue catalogue)
{
    [Function("ExportMembers")]
    public Task<IResult> MembersAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "exports/members")] HttpRequest request) =>
        api.RunAsync(request, Roles.Admin, async Task<IResult> () =>
        {
            // What is away is said before the answer begins.
            await programmes.FreshAsync(request.HttpContext.RequestAborted);
            return new ExportCsv("members", MemberLine.Columns, exports.MembersAsync);
        });

    [Function("ExportCodes")]
    public Task<IResult> CodesAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "exports/codes")] HttpRequest request) =>
        api.RunAsync(request, Roles.Marketing | Roles.Admin, async Task<IResult> () =>
        {
            var id = Requests.ParseCampaignId(request.Query["campaignId"].FirstOrDefault() ?? "");
            var (campaign, _) = await catalogue.FreshAsync(id, request.HttpContext.RequestAborted);
            return campaign switch
            {
                null => new ReplyResult(IssueReplies.UnknownCampaign),
                { Codes: CodePolicy.Shared } => new ReplyResult(IssueReplies.Refused(IssueRefusal.SharedCode)),
                { Codes: CodePolicy.None } => new ReplyResult(IssueReplies.Refused(IssueRefusal.NoCodes)),
                _ => new ExportCsv($"codes-{campaign.Id}", CodeLine.Columns, token => exports.CodesAsync(campaign, token)),
            };
        });
}
