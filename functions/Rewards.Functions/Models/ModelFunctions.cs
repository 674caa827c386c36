using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Rewards.Domain.Access;
using Rewards.Functions.Http;
using Rewards.Functions.Reports;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Models;

public sealed class ModelFunctions(Api api, ModelCatalogue models, FitStore fits, FitCommand command, LifetimeReports reports)
{
    [Function("GetCustomerModel")]
    public Task<IResult> GetAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "customer-model")] HttpRequest request) =>
        api.RunAsync(request, Roles.Marketing, async () =>
        {
            var cancellationToken = request.HttpContext.RequestAborted;
            var (model, _) = await models.FreshAsync(cancellationToken);
            var body = ModelBodies.ToBody(model, await fits.LastAsync(cancellationToken));
            return Reply.Of(HttpStatusCode.OK, body, WireJson.Default.CustomerModelBody);
        });

    [Function("StartModelFit")]
    public Task<IResult> StartAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "customer-model/fits")] HttpRequest request) =>
        api.RunAsync(request, Roles.Marketing, () =>
        {
            var id = Operations.IdOf(request, FitCommand.Kind, TableKeys.ModelPartition, null, request.IdempotencyKey());
            return command.RunAsync(id, request.HttpContext.RequestAborted);
        });

    [Function("ScheduleModelFit")]
    public Task ScheduleAsync([TimerTrigger("%ModelSchedule%")] TimerInfo timer, CancellationToken cancellationToken) =>
        command.RunByTimerAsync(cancellationToken);

    [Function("GetLifetimeValue")]
    public Task<IResult> LifetimeValueAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "reports/lifetime-value")] HttpRequest request) =>
        api.RunAsync(request, Roles.Marketing, () => request.AnswerAsync(
            () => reports.ReportAsync(request.HttpContext.RequestAborted), WireJson.Default.LifetimeValueBody, body => body.ToTable()));
}
