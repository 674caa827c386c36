using Azure;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Rewards.Domain.Access;
using Rewards.Functions.Access;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Http;

/// <summary>Lets in who may make the call, runs what a function does and turns every way in which it can end into an answer.</summary>
public sealed partial class Api(AccessGate gate, ILogger<Api> logger)
{
    /// <param name="allowed">The roles any of which is enough.</param>
    public Task<IResult> RunAsync(HttpRequest request, Roles allowed, Func<Task<Reply>> call) =>
        RunAsync(request, allowed, async Task<IResult> () => new ReplyResult(await call()));

    /// <summary>For an answer that is written bit by bit; what goes wrong while it is written cuts it off.</summary>
    public Task<IResult> RunAsync(HttpRequest request, Roles allowed, Func<Task<IResult>> call) => AnswerAsync(async () =>
        await gate.RefusalOfAsync(request, allowed) is { } refused ? new ReplyResult(refused) : await call());

    /// <summary>For what needs no credential.</summary>
    public Task<IResult> RunForAnyoneAsync(Func<Task<Reply>> call) => AnswerAsync(async () => new ReplyResult(await call()));

    private async Task<IResult> AnswerAsync(Func<Task<IResult>> call)
    {
        try
        {
            return await call();
        }
        catch (BadRequestException e)
        {
            return new ReplyResult(e.Reply);
        }
        catch (StorageBusyException)
        {
            return new ReplyResult(Problems.Busy);
        }
        catch (Exception e) when (IsStorageAway(e))
        {
            LogStorageAway(logger, (e as RequestFailedException)?.Status ?? 0, (e as RequestFailedException)?.ErrorCode);
            return new ReplyResult(Problems.Busy);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            LogFault(logger, e);
            return new ReplyResult(Problems.InternalError);
        }
    }

    /// <summary>No answer in time, or one that says try later; the outcome of the command is then unknown and a retry tells.</summary>
    private static bool IsStorageAway(Exception e) => e switch
    {
        RequestFailedException failed => failed.Status is 0 or 408 or 429 or >= 500,
        AggregateException or TimeoutException or TaskCanceledException { CancellationToken.IsCancellationRequested: false } => true,
        _ => false,
    };

    [LoggerMessage(Level = LogLevel.Warning, Message = "The storage did not answer ({Status} {ErrorCode}).")]
    private static partial void LogStorageAway(ILogger logger, int status, string? errorCode);

    [LoggerMessage(Level = LogLevel.Error, Message = "A call ended with a fault of the app.")]
    private static partial void LogFault(ILogger logger, Exception fault);
}
