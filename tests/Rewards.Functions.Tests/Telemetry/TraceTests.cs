using System.Diagnostics;
using System.Net;
using OpenTelemetry.Trace;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using Rewards.Functions.Telemetry;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.Telemetry;

/// <summary>Spans are the process's: no other app may run meanwhile.</summary>
[Collection<AloneOnTheMachine>]
public sealed class TraceTests(TestStorage storage)
{
    private const string HttpClientSource = "System.Net.Http";

    [Fact]
    public async Task A_redemption_is_a_call_a_command_in_it_and_five_requests_to_the_storage_in_these()
    {
        var log = new SpanLog();
        ActivityTraceId trace;
        await using (var app = await StartAsync(log))
        {
            await app.DefineAsync("spring");
            var codes = new[] { await app.IssueAsync("spring"), await app.IssueAsync("spring") };
            (await app.RedeemAsync(codes[0], Shop.Redemption("m-1"))).Expect(HttpStatusCode.Created);
            using var till = new Activity("till").Start();
            trace = till.TraceId;
            (await app.RedeemAsync(codes[1], Shop.Redemption("m-1"))).Expect(HttpStatusCode.Created);
        }

        var spans = log.Spans.Where(span => span.TraceId == trace).ToList();
        var call = Assert.Single(spans, span => span.Kind == ActivityKind.Server);
        Assert.Equal("POST /v1/coupons/{code}/redemptions", call.DisplayName);
        Assert.Equal(
            ("RedeemCoupon", "http", "POST", "/v1/coupons/{code}/redemptions", 201),
            (call.GetTagItem("faas.name"), call.GetTagItem("faas.trigger"), call.GetTagItem("http.request.method"), call.GetTagItem("http.route"), call.GetTagItem("http.response.status_code")));
        var command = Assert.Single(spans, span => span.Kind == ActivityKind.Internal);
        Assert.Equal((call.SpanId, "redeem", 1, "accepted"), (command.ParentSpanId, command.DisplayName, command.GetTagItem("rewards.attempts"), command.GetTagItem("rewards.outcome")));

        var requests = spans.Where(span => span.Source.Name == HttpClientSource).ToList();
        Assert.All(requests, request => Assert.Contains(request.ParentSpanId, new[] { call.SpanId, command.SpanId }));
        Assert.Equal(
            ["GET /*/Coupons(*)", "GET /*/Coupons(*)", "GET /*/Coupons(*)", "POST /*/$batch", "POST /*/follow-ups/messages"],
            requests.Select(request => request.DisplayName).Order(StringComparer.Ordinal));
        Assert.All(requests, request =>
        {
            Assert.Equal("127.0.0.1", request.GetTagItem("server.address"));
            Assert.IsType<int>(request.GetTagItem("http.response.status_code"));
            Assert.EndsWith((string)request.GetTagItem("url.template")!, (string)request.GetTagItem("url.full")!);
        });
        Assert.Equal(7, spans.Count);
    }

    [Fact]
    public async Task Messages_and_ticks_are_calls_of_their_own_and_what_belongs_to_no_call_is_left_out()
    {
        var log = new SpanLog();
        await using (var app = await StartAsync(log))
        {
            await app.BuyAsync("p-1", "m-1", "2026-05-04T09:30:00Z");
            await app.WhenIdleAsync();
            await app.DrainAgendaAsync();
        }

        var award = Assert.Single(log.Spans, span => span.DisplayName == "AwardPurchase");
        Assert.Equal((ActivityKind.Consumer, "pubsub", default), (award.Kind, award.GetTagItem("faas.trigger"), award.ParentSpanId));
        var tick = Assert.Single(log.Spans, span => span.DisplayName == "DrainAgenda");
        Assert.Equal((ActivityKind.Server, "timer", default), (tick.Kind, tick.GetTagItem("faas.trigger"), tick.ParentSpanId));
        Assert.All(log.Spans.Where(span => span.Source.Name == HttpClientSource), span => Assert.NotEqual(default, span.ParentSpanId));
    }

    [Fact]
    public async Task A_call_that_ends_with_5xx_and_one_that_throws_are_faults_without_the_words_of_the_exception()
    {
        var log = new SpanLog();
        var outage = new Outage(request => request.Uri.ToUri().AbsolutePath.Contains("/Agenda", StringComparison.Ordinal), status: 503);
        await using (var app = await StartAsync(log, outage))
        {
            outage.FailNext(int.MaxValue);
            (await app.GetAsync("health")).Expect(HttpStatusCode.ServiceUnavailable);
            await Assert.ThrowsAnyAsync<Exception>(() => app.Host.FireTimerAsync("DrainAgenda"));
        }

        var health = Assert.Single(log.Spans, span => span.DisplayName == "GET /v1/health");
        Assert.Equal((ActivityStatusCode.Error, "503"), (health.Status, health.GetTagItem("error.type")));
        var tick = Assert.Single(log.Spans, span => span.DisplayName == "DrainAgenda");
        Assert.Equal((ActivityStatusCode.Error, "Azure.RequestFailedException", null), (tick.Status, tick.GetTagItem("error.type"), tick.StatusDescription));
    }

    [Theory]
    [InlineData("0", 0)]
    [InlineData("1", 20)]
    public async Task Only_a_share_of_the_calls_is_traced_if_so_wanted_each_whole_or_not_at_all(string ratio, int calls)
    {
        var log = new SpanLog();
        await using (var app = await StartAsync(log, settings: new() { ["Telemetry:SampleRatio"] = ratio }))
        {
            for (var i = 0; i < 20; i++)
            {
                await app.GetAsync("programme");
            }
        }

        Assert.Equal(calls, log.Spans.Count(span => span.Kind == ActivityKind.Server));
        Assert.Equal(calls == 0, log.Spans.Count == 0);
    }

    [Fact]
    public async Task Nothing_is_traced_or_measured_unless_a_setting_says_where_it_goes()
    {
        await using var app = await TestApp.StartAsync(storage);

        Assert.Null(app.Host.Services.GetService<TracerProvider>());
        Assert.Null(app.Host.Services.GetService<MeterProvider>());
        Assert.False(CallSpans.Source.HasListeners());
    }

    private async Task<TestApp> StartAsync(SpanLog log, StoragePolicy? policy = null, Dictionary<string, string?>? settings = null)
    {
        settings ??= [];
        settings["Telemetry:Exporter"] = "otlp";
        settings["OTEL_EXPORTER_OTLP_TIMEOUT"] = "1";
        return await TestApp.StartAsync(storage, settings: settings, services: services =>
        {
            policy?.Insert()(services);
            log.Insert(services);
        });
    }
}
