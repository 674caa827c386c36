using System.Net;
using System.Net.Sockets;

namespace Rewards.LocalHost.Hosting;

/// <summary>A listening socket on 127.0.0.1, bound before the server is built, so that its port is known to the settings.</summary>
internal static class LoopbackSocket
{
    /// <param name="port">0 takes any free one.</param>
    /// <exception cref="LocalHostException">The port is in use.</exception>
    public static Socket Listen(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            socket.Listen();
            return socket;
        }
        catch (SocketException failure)
        {
            socket.Dispose();
            throw new LocalHostException(
                failure.SocketErrorCode == SocketError.AddressAlreadyInUse
                    ? $"Port {port} on 127.0.0.1 is in use: stop what listens there, or set \"Host\": {{ \"LocalHttpPort\": ... }} in local.settings.json."
                    : $"Port {port} on 127.0.0.1 cannot be opened: {failure.Message}",
                failure);
        }
    }
}
