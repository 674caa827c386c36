using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Hosting;
using Rewards.Functions;
using Rewards.Functions.Telemetry;

var builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();
// Inside ASP.NET Core's: its request is there already, and its answer is not written yet.
builder.Use(next => context => CallSpans.RunAsync(CallOf(context), () => next(context), () => StatusOf(context)));
builder.Services.AddRewards(builder.Configuration);
builder.Build().Run();

static FunctionCall CallOf(FunctionContext context) => new(
    context.FunctionDefinition.Name,
    context.FunctionDefinition.InputBindings.Values.First(binding => binding.Type.EndsWith("Trigger", StringComparison.Ordinal)).Type,
    context.TraceContext.TraceParent,
    context.GetHttpContext());

static int StatusOf(FunctionContext context) =>
    (context.GetInvocationResult().Value as IStatusCodeHttpResult)?.StatusCode ?? StatusCodes.Status200OK;
