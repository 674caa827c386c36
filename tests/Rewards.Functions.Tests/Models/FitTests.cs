using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Rewards.Domain.Models;
using Rewards.Functions.Models;
using Rewards.Functions.Tests.OpenApi;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.Models;

/// <summary>The customer model, fitted to the members.</summary>
public sealed class FitTests(TestStorage storage)
{
    private const int Customers = 160;

    [Fact]
    public async Task With_too_few_customers_the_last_model_stays_and_it_is_said()
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.EnrolAsync("looker");
        await app.BuyAsync("p-1", "anna", "2026-05-03T10:00:00Z");
        await app.WhenIdleAsync();
        Assert.Null((await ModelAsync(app))["lastFit"]);

        var fit = (await app.PostAsync("customer-model/fits", null)).Expect(HttpStatusCode.Accepted).Json["fitId"]!.GetValue<string>();
        await app.WhenIdleAsync();

        var model = await ModelAsync(app);
        Assert.Equal(0, model["version"]!.GetValue<int>());
        Assert.Null(model["quintiles"]);
        Assert.Equal(
            (fit, "too-little-data", 2, 1, 0),
            (Text(model["lastFit"]!, "fitId"), Text(model["lastFit"]!, "state"), Count(model["lastFit"]!, "members"), Count(model["lastFit"]!, "customers"), Count(model["lastFit"]!, "repeatBuyers")));
        // What the standing model says of anna is reported all the same.
        var report = (await app.GetAsync("reports/lifetime-value")).Expect(HttpStatusCode.OK).Json;
        Assert.Equal((2, 1), (Count(report, "members"), Count(report["total"]!, "customers")));
        Assert.Equal("2026-05", Text(Assert.Single(report["cohorts"]!.AsArray())!, "firstPurchaseMonth"));
        var lines = (await app.GetAsync("reports/lifetime-value?format=csv")).Text.Split('\n');
        Assert.StartsWith("2026-05-04,0,52,2026-05,EUR,1,1,", lines[1], StringComparison.Ordinal);
        Assert.StartsWith("2026-05-04,0,52,total,EUR,1,1,", lines[2], StringComparison.Ordinal);
        Assert.Empty(await app.RowsAsync("Reports", "PartitionKey ge 'fit:' and PartitionKey lt 'fit;'"));
    }

    [Fact]
    public async Task A_member_who_has_bought_has_an_outlook_before_any_fit()
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.EnrolAsync("looker");
        await app.BuyAsync("p-1", "anna", "2026-04-20T10:00:00Z");
        await app.WhenIdleAsync();

        Assert.Null((await MemberAsync(app, "looker"))["outlook"]);
        var anna = await MemberAsync(app, "anna");
        Assert.Null(anna["rfm"]);
        var expected = CustomerModel.Default.OutlookOf(new Buyer(new BuyingHistory(0, 0, 14), 1, default, default));
        Assert.Equal(1, anna["outlook"]!["probabilityActive"]!.GetValue<double>());
        Assert.Equal(expected.LifetimeValue.Value, Count(anna["outlook"]!, "lifetimeValue"));
        Assert.Equal((52, 0), (Count(anna["outlook"]!, "horizonWeeks"), Count(anna["outlook"]!, "modelVersion")));
    }

    [Fact]
    public async Task Members_in_several_pages_give_a_model_that_tells_of_each_of_them_and_of_all()
    {
        await using var app = await TestApp.StartAsync(storage, settings: new() { ["Rewards:FitPageSize"] = "50" });
        await app.WakeAfterAsync("wake-up", Shop.Dormant(90));
        var members = await app.SeedAsync(Customers);
        await app.EnrolAsync("gone");
        (await app.DeleteAsync("members/gone")).Expect(HttpStatusCode.NoContent);
        await app.EnrolAsync("looker");

        (await app.PostAsync("customer-model/fits", null)).Expect(HttpStatusCode.Accepted);
        await app.WhenIdleAsync();

        var calls = new CheckedCalls(app, OpenApiDocument.Load());
        var body = (await calls.GetAsync(200, "customer-model")).Json;
        Assert.Equal((1, "2026-05-04", Customers), (Count(body, "version"), Text(body, "fittedOn"), Count(body, "customers")));
        Assert.Equal(("fitted", Customers + 1), (Text(body["lastFit"]!, "state"), Count(body["lastFit"]!, "members")));

        List<Buyer> buyers = [.. members.Select(member => Buyer.Of(member, ModelShop.Today)!.Value)];
        var model = (await app.Host.Services.GetRequiredService<ModelCatalogue>().FreshAsync(CancellationToken.None)).Model;
        var fitted = Assert.IsType<CustomerModelFit.Fitted>(CustomerModelFit.Of(buyers, 1, ModelShop.Today)).Model;
        // The pages come in the order of the ids, so the last digits of the sums may differ.
        Assert.Equal(fitted.BgNbd.R, model.BgNbd.R, fitted.BgNbd.R / 1_000);
        Assert.Equal(fitted.BgNbd.Alpha, body["bgNbd"]!["alpha"]!.GetValue<double>(), fitted.BgNbd.Alpha / 1_000);
        Assert.Equal(fitted.LogLikelihood!.Value, body["logLikelihood"]!.GetValue<double>(), 0.01);
        Assert.Equal(fitted.RfmBoundaries, model.RfmBoundaries);
        Assert.Equal(fitted.RfmBoundaries!.SpendMinor, body["quintiles"]!["spend"]!.AsArray().Select(value => value!.GetValue<long>()));

        var busiest = members.MaxBy(member => member.PurchaseDays)!;
        var told = (await calls.GetAsync(200, $"members/{busiest.Id}")).Json;
        var outlook = model.OutlookOf(busiest, ModelShop.Today)!.Value;
        Assert.Equal(outlook.ProbabilityActive, told["outlook"]!["probabilityActive"]!.GetValue<double>(), 1e-6);
        Assert.Equal((outlook.LifetimeValue.Value, 1), (Count(told["outlook"]!, "lifetimeValue"), Count(told["outlook"]!, "modelVersion")));
        Assert.Equal(5, Count(told["rfm"]!, "frequency"));

        var report = (await calls.GetAsync(200, "reports/lifetime-value")).Json;
        Assert.Equal((1, 1, Customers), (Count(report, "modelVersion"), Count(report, "weight"), Count(report["total"]!, "customers")));
        Assert.Equal(buyers.Sum(buyer => model.OutlookOf(buyer).LifetimeValue.Value), Count(report["total"]!, "lifetimeValue"));
        Assert.Equal(Customers, report["cohorts"]!.AsArray().Sum(cohort => Count(cohort!, "customers")));

        // The walk has filed who was written down without a look.
        var silent = members.Count(member => member.LastPurchaseOn < ModelShop.Today.PlusDays(-90));
        Assert.True(silent > 50 && (await app.RowsAsync("Agenda", "PartitionKey lt '20260506'")).Count >= silent);
        Assert.Empty(await app.RowsAsync("Reports", "PartitionKey ge 'fit:' and PartitionKey lt 'fit;'"));
    }

    [Fact]
    public async Task One_fit_makes_one_version_however_often_it_is_asked_for()
    {
        await using var app = await TestApp.StartAsync(storage, settings: new() { ["Rewards:FitPageSize"] = "50" });
        await app.SeedAsync(Customers);
        var first = await app.PostAsync("customer-model/fits", null, "k-1");
        await app.WhenIdleAsync();

        Assert.Equal(first.Text, (await app.PostAsync("customer-model/fits", null, "k-1")).Text);
        await app.SendFitAsync(first.Json["fitId"]!.GetValue<string>());
        await app.WhenIdleAsync();
        Assert.Equal(1, Count(await ModelAsync(app), "version"));

        await app.Host.FireTimerAsync("ScheduleModelFit");
        await app.Host.FireTimerAsync("ScheduleModelFit");
        await app.WhenIdleAsync();
        Assert.Equal(2, Count(await ModelAsync(app), "version"));
        Assert.Equal(2, (await app.RowsAsync("Campaigns", "RowKey ge 'model:version:' and RowKey lt 'model:version;'")).Count);
        Assert.Equal(2, (await app.RowsOfKindAsync("Campaigns", "fit")).Count);
    }

    private static async Task<JsonNode> ModelAsync(TestApp app) => (await app.GetAsync("customer-model")).Expect(HttpStatusCode.OK).Json;

    private static async Task<JsonNode> MemberAsync(TestApp app, string member) => (await app.GetAsync($"members/{member}")).Expect(HttpStatusCode.OK).Json;

    private static string Text(JsonNode node, string name) => node[name]!.GetValue<string>();

    private static long Count(JsonNode node, string name) => node[name]!.GetValue<long>();
}
