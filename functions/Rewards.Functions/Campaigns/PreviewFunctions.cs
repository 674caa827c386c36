using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NodaTime;
using NodaTime.Text;
using Rewards.Domain.Access;
using Rewards.Functions.Agenda;
using Rewards.Functions.Http;

namespace Rewards.Functions.Campaigns;

/// <summary>It changes nothing, so it takes no Idempotency-Key.</summary>
public sealed class PreviewFunctions(Api api, CampaignPreviews previews)
{
    [Function("PreviewCampaign")]
    public Task<IResult> PostAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "campaigns/{id}/previews")] HttpRequest request, string id) =>
        api.RunAsync(request, Roles.Marketing, async () =>
        {
            var campaign = Requests.ParseCampaignId(id);
            var next = request.Next();
            var body = await request.ReadOptionalBodyAsync(CampaignJsonContext.Default.PreviewRequestBody);
            return await previews.RunAsync(campaign, DayOf(body?.AsOf), next, request.HttpContext.RequestAborted);
        });

    private static LocalDate? DayOf(string? text) =>
        text is null ? null
        : LocalDatePattern.Iso.Parse(text).TryGetValue(default, out var day) ? day
        : throw Requests.Invalid("asOf", "Must be a day such as 2026-12-24.");
}
