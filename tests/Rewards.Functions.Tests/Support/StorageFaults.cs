using System.Diagnostics.CodeAnalysis;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Rewards.Functions.Tests.Support;

/// <summary>What is done to one try of a request.</summary>
public enum Fault
{
    None,

    /// <summary>Not sent; the connection fails.</summary>
    Away,

    /// <summary>Carried out, and the reply is lost on the way back.</summary>
    LoseReply,

    /// <summary>Not sent; answered 409.</summary>
    Conflict,

    /// <summary>Not sent; answered 412.</summary>
    Precondition,

    /// <summary>The process ends before the request is sent: nothing in it tries again.</summary>
    DieBefore,

    /// <summary>The process ends when the request has been carried out.</summary>
    DieAfter,
}

/// <summary>The end of the process, as far as the command in it is concerned.</summary>
public sealed class ProcessDiedException : Exception;

/// <summary>Makes requests to storage fail as a test says.</summary>
public sealed class StorageFaults : StoragePolicy
{
    /// <summary>Asked for every try.</summary>
    public Func<Request, Fault> Choose { get; set; } = _ => Fault.None;

    /// <summary>The first <paramref name="times"/> tries that are batches.</summary>
    public void AtBatches(Fault fault, int times = 1) => Choose = First(fault, times, IsBatch);

    public static bool IsBatch(Request request) => request.Uri.ToUri().AbsolutePath.EndsWith("$batch", StringComparison.Ordinal);

    public static Func<Request, Fault> First(Fault fault, int times, Func<Request, bool> where)
    {
        var left = times;
        return request => where(request) && Interlocked.Decrement(ref left) >= 0 ? fault : Fault.None;
    }

    /// <summary>Dies at the first call, then anew at the second, and so on until there is none left.</summary>
    /// <returns>How many there were.</returns>
    public async Task<int> DieEverywhereAsync(Fault fault, Func<int, Func<Func<Task>, Task>, Task> play)
    {
        for (var n = 0; ; n++)
        {
            var left = n;
            var died = false;
            await play(n, async act =>
            {
                Choose = _ =>
                {
                    var now = Interlocked.Decrement(ref left) == -1;
                    died |= now;
                    return now ? fault : Fault.None;
                };
                await Record.ExceptionAsync(act);
                Choose = _ => Fault.None;
            });
            if (!died)
            {
                return n;
            }
        }
    }

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        switch (Choose(message.Request))
        {
            case Fault.None:
                await ProcessNextAsync(message, pipeline);
                break;
            case Fault.LoseReply:
                await ProcessNextAsync(message, pipeline);
                throw new RequestFailedException("The reply was lost.");
            case Fault.DieAfter:
                await ProcessNextAsync(message, pipeline);
                throw new ProcessDiedException();
            case Fault.DieBefore:
                throw new ProcessDiedException();
            case Fault.Conflict:
                message.Response = new MadeUpResponse(409);
                break;
            case Fault.Precondition:
                message.Response = new MadeUpResponse(412);
                break;
            default:
                throw new RequestFailedException("The storage is away.");
        }
    }

    private sealed class MadeUpResponse(int status) : Response
    {
        public override int Status => status;

        public override string ReasonPhrase => "Made up";

        public override Stream? ContentStream { get; set; } = new MemoryStream();

        public override string ClientRequestId { get; set; } = "";

        public override void Dispose()
        {
        }

        protected override bool ContainsHeader(string name) => false;

        protected override IEnumerable<HttpHeader> EnumerateHeaders() => [];

        protected override bool TryGetHeader(string name, [NotNullWhen(true)] out string? value) => (value = null) is not null;

        protected override bool TryGetHeaderValues(string name, [NotNullWhen(true)] out IEnumerable<string>? values) => (values = null) is not null;
    }
}
