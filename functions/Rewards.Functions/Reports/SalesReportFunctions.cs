using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Rewards.Domain.Access;
using Rewards.Domain.Identifiers;
using Rewards.Functions.Campaigns;
using Rewards.Functions.Coupons;
using Rewards.Functions.Http;

namespace Rewards.Functions.Reports;

/// <summary>The reports of the nightly sums, each as JSON or CSV.</summary>
public sealed class SalesReportFunctions(
    Api api, CampaignReport campaigns, CustomerReport customers, ExperimentReport experiments, CampaignCatalogue catalogue)
{
    [Function("GetCampaignReport")]
    public Task<IResult> CampaignsAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "reports/campaigns")] HttpRequest request) =>
        api.RunAsync(request, Roles.Marketing, () =>
        {
            var query = Read(request);
            return request.AnswerAsync(
                () => campaigns.ReportAsync(query, request.HttpContext.RequestAborted), WireJson.Default.CampaignReportBody, body => body.ToTable());
        });

    [Function("GetCustomerReport")]
    public Task<IResult> CustomersAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "reports/customers")] HttpRequest request) =>
        api.RunAsync(request, Roles.Marketing, () =>
        {
            var (from, to) = request.Months();
            return request.AnswerAsync(
                () => customers.ReportAsync(from, to, request.HttpContext.RequestAborted), WireJson.Default.CustomerReportBody, body => body.ToTable());
        });

    [Function("GetExperimentReport")]
    public Task<IResult> ExperimentAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "reports/experiments/{campaignId}")] HttpRequest request, string campaignId) =>
        api.RunAsync(request, Roles.Marketing, () =>
        {
            var id = Requests.ParseCampaignId(campaignId);
            var to = request.Day("to");
            return request.AnswerAsync(
                async () =>
                {
                    var campaign = await catalogue.NewestAsync(id, request.HttpContext.RequestAborted)
                        ?? throw new BadRequestException(IssueReplies.UnknownCampaign);
                    return await experiments.ReportAsync(campaign, to, request.HttpContext.RequestAborted);
                },
                WireJson.Default.ExperimentBody,
                body => body.ToTable());
        });

    private static SalesQuery Read(HttpRequest request)
    {
        var (from, to) = request.Days();
        var by = request.Text("by") switch
        {
            null or "day" => SalesBy.Day,
            "campaign" => SalesBy.Campaign,
            "store" => SalesBy.Store,
            _ => throw Requests.Invalid("by", "day, campaign or store."),
        };
        var campaign = request.Text("campaignId") is { } text ? Requests.ParseCampaignId(text) : (CampaignId?)null;
        var store = request.Text("storeId");
        return store is null || IdText.IsText(store, 64)
            ? new SalesQuery(from, to, by, campaign, store)
            : throw Requests.Invalid("storeId", "1 to 64 printable characters.");
    }
}
