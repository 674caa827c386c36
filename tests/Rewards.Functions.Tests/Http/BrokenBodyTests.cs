using System.Net;
using System.Net.Sockets;
using System.Text;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.Http;

/// <summary>Bodies that break off on the wire are bad requests as any other: answered, and no fault of the app's.</summary>
public sealed class BrokenBodyTests(TestStorage storage)
{
    [Theory]
    [InlineData("zz\r\n{}\r\n0\r\n\r\n", "a chunk's size is no number")]
    [InlineData("2\r\n{}xx\r\n0\r\n\r\n", "a chunk is longer than it says")]
    public async Task A_body_that_does_not_come_whole_is_a_400_that_names_it_and_nothing_is_logged_as_unhandled(string chunks, string why)
    {
        using var log = new CapturedLog();
        await using var app = await TestApp.StartAsync(storage, change: log.Capture);

        var answer = await SendAsync(app, chunks);

        Assert.True(answer.StartsWith("HTTP/1.1 400", StringComparison.Ordinal), $"{why}: {answer}");
        Assert.Contains("application/problem+json", answer, StringComparison.Ordinal);
        Assert.Contains("\"field\":\"body\"", answer, StringComparison.Ordinal);
        Assert.DoesNotContain(log.Lines, line => line.Contains("unhandled exception", StringComparison.Ordinal));
    }

    /// <returns>All that the app says until it closes the connection.</returns>
    private static async Task<string> SendAsync(TestApp app, string chunks)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, app.Client.BaseAddress!.Port);
        await using var stream = client.GetStream();
        var request = $"POST /v1/purchases HTTP/1.1\r\nHost: shop\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n{chunks}";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request));
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync();
    }
}
