using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Rewards.LocalHost.Hosting;
using Rewards.LocalHost.Tests.Samples;

namespace Rewards.LocalHost.Tests.Hosting;

public sealed class HttpFunctionsTests(StorageFixture storage)
{
    private static readonly Type[] Samples = [typeof(HttpSamples)];

    [Fact]
    public async Task A_route_under_the_prefix_calls_its_function_with_its_values()
    {
        await using var host = await SampleHost.StartAsync(storage, Samples);

        var thing = await host.Client.GetFromJsonAsync<JsonElement>("things/7?as=json");

        Assert.Equal("7", thing.GetProperty("id").GetString());
        Assert.Contains("read 7 json", host.Recorder.Calls);
    }

    [Theory]
    [InlineData("GET", "v1/things/7", 200, "listed")]
    [InlineData("PUT", "v1/things/7", 201, "the same route's other function")]
    [InlineData("DELETE", "v1/things/7", 404, "a verb that nobody lists")]
    [InlineData("POST", "v1/open", 200, "the second of two verbs")]
    [InlineData("PUT", "v1/open", 404, "not one of the two verbs")]
    [InlineData("GET", "v1/OPEN", 200, "routes do not heed case")]
    [InlineData("GET", "v1/things", 404, "a value is missing")]
    [InlineData("GET", "v1/things/7/more", 404, "longer than the route")]
    [InlineData("GET", "things/7", 404, "without the prefix")]
    [InlineData("GET", "v1/Bare", 200, "no route: the function's name")]
    [InlineData("PATCH", "v1/Bare", 200, "no verbs: every verb")]
    [InlineData("GET", "", 404, "the root")]
    public async Task A_route_and_verb_are_answered_as_the_functions_host_does(string verb, string path, int status, string why)
    {
        await using var host = await SampleHost.StartAsync(storage, Samples);

        using var request = new HttpRequestMessage(new HttpMethod(verb), new Uri(host.Host.Address, path));
        using var response = await host.Client.SendAsync(request);

        Assert.True(status == (int)response.StatusCode, $"{why}: {response.StatusCode}");
    }

    [Fact]
    public async Task Every_request_gets_a_class_and_a_scope_of_its_own_and_the_class_is_disposed()
    {
        await using var host = await SampleHost.StartAsync(storage, Samples);

        var first = await host.Client.GetFromJsonAsync<JsonElement>("things/1");
        var second = await host.Client.GetFromJsonAsync<JsonElement>("things/2");

        Assert.NotEqual(first.GetProperty("scope").GetInt32(), second.GetProperty("scope").GetInt32());
        await host.Recorder.WaitForCallsAsync(4);
        Assert.Equal(2, host.Recorder.Calls.Count(call => call == "disposed"));
    }

    [Fact]
    public async Task An_exception_is_a_500_that_tells_nothing()
    {
        await using var host = await SampleHost.StartAsync(storage, Samples);

        using var response = await host.Client.GetAsync("fails");

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.DoesNotContain("secret", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Empty(response.Headers.Server);
    }

    [Fact]
    public async Task It_listens_on_loopback_only()
    {
        await using var host = await SampleHost.StartAsync(storage, Samples);

        Assert.Equal("127.0.0.1", host.Host.Address.Host);
        Assert.Equal("/v1/", host.Host.ApiAddress.AbsolutePath);
    }

    [Fact]
    public async Task A_taken_port_is_said_in_one_line()
    {
        await using var host = await SampleHost.StartAsync(storage, Samples);

        var failure = await Assert.ThrowsAsync<LocalHostException>(() =>
            SampleHost.StartAsync(storage, Samples, options => options with { Port = host.Host.Address.Port }));

        Assert.Contains($"Port {host.Host.Address.Port} on 127.0.0.1 is in use", failure.Message, StringComparison.Ordinal);
    }
}
