using System.Net;
using System.Text.Json;
using Rewards.Benchmarks.Floor;
using Rewards.Benchmarks.Load;

namespace Rewards.Benchmarks.Processes;

/// <param name="Key">The account's, in Base64.</param>
internal sealed record FloorSettings(string Account, string Key, IReadOnlyList<FloorScript> Scripts);

/// <summary>What the floor is to send.</summary>
/// <param name="Script">Its place among the scripts.</param>
/// <param name="PerSecond">0: each client sends its next when the one before is done.</param>
internal sealed record FloorOrder(int Script, int Clients, int From, int Count, double PerSecond);

/// <summary>The child that does nothing else than send bare requests.</summary>
internal static class FloorChild
{
    public const string Argument = "floor";

    public static async Task<int> RunAsync()
    {
        var settings = JsonSerializer.Deserialize<FloorSettings>(Console.ReadLine()!)!;
        using var client = new HttpMessageInvoker(new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            ActivityHeadersPropagator = null,
            PooledConnectionIdleTimeout = TimeSpan.FromMinutes(5),
        });
        Console.WriteLine("true");
        await ChildProcess.ServeAsync<FloorOrder>(async order =>
        {
            var script = settings.Scripts[order.Script];
            var calls = script.Sales.Skip(order.From).Take(order.Count)
                .Select(sale => script.CallOf(sale, settings.Account, Convert.FromBase64String(settings.Key))).ToArray();
            return order.PerSecond == 0
                ? await LoadRun.ClosedAsync(order.Clients, calls.Length, (_, n) => SendAsync(client, calls[n]))
                : await LoadRun.OpenAsync(order.Clients, calls.Length, order.PerSecond, (_, n) => SendAsync(client, calls[n]));
        });
        return 0;
    }

    private static async Task SendAsync(HttpMessageInvoker client, FloorCall call)
    {
        await Task.WhenAll(call.First.Select(request => SendAsync(client, request)));
        await SendAsync(client, call.Batch);
        foreach (var request in call.After)
        {
            await SendAsync(client, request);
        }
    }

    private static async Task SendAsync(HttpMessageInvoker client, HttpRequestMessage request)
    {
        using var response = await client.SendAsync(request, CancellationToken.None);
        var body = await response.Content.ReadAsByteArrayAsync();
        // A member's uses are not there yet; everything else is, or is made.
        if (response.StatusCode is not (HttpStatusCode.OK or HttpStatusCode.Created or HttpStatusCode.Accepted or HttpStatusCode.NoContent or HttpStatusCode.NotFound)
            || (response.StatusCode == HttpStatusCode.Accepted && body.AsSpan().IndexOf("HTTP/1.1 4"u8) >= 0))
        {
            throw new InvalidOperationException($"{request.Method} {request.RequestUri}: {response.StatusCode} {System.Text.Encoding.UTF8.GetString(body)}");
        }
    }
}

/// <summary>The parent's side of it.</summary>
internal sealed class FloorProcess : IAsyncDisposable
{
    private readonly ChildProcess child = ChildProcess.Start(FloorChild.Argument);

    public static async Task<FloorProcess> StartAsync(FloorSettings settings)
    {
        var floor = new FloorProcess();
        await floor.child.AskAsync<FloorSettings, bool>(settings);
        return floor;
    }

    public Task<LoadResult> RunAsync(int script, int clients, int from, int count, double perSecond = 0) =>
        child.AskAsync<FloorOrder, LoadResult>(new FloorOrder(script, clients, from, count, perSecond));

    public ValueTask DisposeAsync() => child.DisposeAsync();
}
