using System.Threading.Channels;
using Rewards.Faults.Hosts;

namespace Rewards.Faults.Crashes;

/// <summary>Processes started ahead, since each lives for one crash only.</summary>
internal sealed class HostSpares : IAsyncDisposable
{
    private readonly Channel<HostProcess> spares = Channel.CreateUnbounded<HostProcess>();

    public HostSpares(int count)
    {
        for (var n = 0; n < count; n++)
        {
            Add();
        }
    }

    public async Task<HostProcess> OpenAsync(HostSettings settings)
    {
        var host = await spares.Reader.ReadAsync();
        Add();
        await host.OpenAsync(settings);
        return host;
    }

    public async ValueTask DisposeAsync()
    {
        while (spares.Reader.TryRead(out var spare))
        {
            spare.Kill();
            await spare.DisposeAsync();
        }
    }

    private void Add() => spares.Writer.TryWrite(HostProcess.Spare());
}
