using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Rewards.Faults.Hostile;

/// <summary>A bare TCP connection to the host, for what no HTTP client sends.</summary>
internal sealed class RawConnection : IDisposable
{
    private readonly Socket socket;

    private RawConnection(Socket socket) => this.socket = socket;

    /// <returns>Null: the host takes no more.</returns>
    public static async Task<RawConnection?> TryOpenAsync(Uri host, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, host.Port, cancellationToken);
            return new RawConnection(socket);
        }
        catch (SocketException)
        {
            socket.Dispose();
            return null;
        }
    }

    /// <returns>False: the host has closed it.</returns>
    public async Task<bool> TrySendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        try
        {
            await socket.SendAsync(bytes, cancellationToken);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    public Task<bool> TrySendAsync(string text, CancellationToken cancellationToken) => TrySendAsync(Encoding.Latin1.GetBytes(text), cancellationToken);

    /// <summary>All that comes until the host closes the connection.</summary>
    /// <returns>How long that took; null: it is open still.</returns>
    public async Task<(string Text, TimeSpan? ClosedAfter)> ReadToEndAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(patience);
        var started = Stopwatch.GetTimestamp();
        var (text, buffer) = (new StringBuilder(), new byte[16 * 1024]);
        try
        {
            while (await socket.ReceiveAsync(buffer, timeout.Token) is > 0 and var count)
            {
                text.Append(Encoding.Latin1.GetString(buffer, 0, count));
            }
        }
        catch (SocketException)
        {
            // Reset: closed as well.
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (text.ToString(), null);
        }

        return (text.ToString(), Stopwatch.GetElapsedTime(started));
    }

    public void Dispose() => socket.Dispose();
}
