using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;

namespace Rewards.Benchmarks.Load;

/// <summary>
/// One kept-alive connection that sends requests made beforehand and reads no more of an answer than where it ends, so that the
/// client takes next to nothing of the machine from what is measured.
/// </summary>
internal sealed class RawConnection : IDisposable
{
    private readonly Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] buffer = new byte[16 * 1024];

    public static async Task<RawConnection> OpenAsync(Uri address)
    {
        var connection = new RawConnection();
        await connection.socket.ConnectAsync(IPAddress.Loopback, address.Port);
        return connection;
    }

    public static async Task<RawConnection[]> OpenAsync(Uri address, int count) =>
        await Task.WhenAll(Enumerable.Range(0, count).Select(_ => OpenAsync(address)));

    /// <returns>The status; <see cref="Answer"/> holds the answer until the next request.</returns>
    public async Task<int> SendAsync(ReadOnlyMemory<byte> request)
    {
        await socket.SendAsync(request);
        var length = 0;
        while (true)
        {
            var read = await socket.ReceiveAsync(buffer.AsMemory(length));
            if (read == 0)
            {
                throw new IOException("The host closed the connection.");
            }

            length += read;
            if (LengthOf(buffer.AsSpan(0, length)) is { } whole && length >= whole)
            {
                Answer = buffer.AsMemory(0, whole);
                return Utf8Parser.TryParse(buffer.AsSpan(9, 3), out int status, out _) ? status : 0;
            }
        }
    }

    public ReadOnlyMemory<byte> Answer { get; private set; }

    public void Dispose() => socket.Dispose();

    /// <summary>Of head and body; null: the head has not come whole.</summary>
    private static int? LengthOf(ReadOnlySpan<byte> answer)
    {
        var head = answer.IndexOf("\r\n\r\n"u8);
        if (head < 0)
        {
            return null;
        }

        var name = answer[..head].IndexOf("Content-Length: "u8);
        return Utf8Parser.TryParse(answer[(name + "Content-Length: ".Length)..], out int body, out _)
            ? head + 4 + body
            : throw new InvalidDataException("The answer does not say how long it is.");
    }
}
