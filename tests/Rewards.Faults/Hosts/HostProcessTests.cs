using System.Net;
using Rewards.Functions.Tests.Support;

namespace Rewards.Faults.Hosts;

public sealed class HostProcessTests(TestStorage storage)
{
    [Fact]
    public async Task A_host_in_a_process_of_its_own_answers_until_it_is_killed()
    {
        var settings = new HostSettings(storage.NewConnectionString(), "2026-05-04T10:00:00Z", [], TimeSpan.FromSeconds(2));
        await using var host = await HostProcess.StartAsync(settings);
        using var health = await host.Client.GetAsync("health", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
        await host.WhenIdleAsync();

        host.Kill();

        await Assert.ThrowsAsync<HostDiedException>(host.WhenIdleAsync);
        await Assert.ThrowsAsync<HttpRequestException>(() => host.Client.GetAsync("health", TestContext.Current.CancellationToken));
    }
}
