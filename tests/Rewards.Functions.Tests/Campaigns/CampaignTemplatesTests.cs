using System.Net;
using System.Text.Json.Nodes;
using Rewards.Functions.Campaigns;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.Campaigns;

/// <summary>A campaign of a template is a campaign like any other, only shorter to write.</summary>
public sealed class CampaignTemplatesTests(TestStorage storage)
{
    /// <summary>The programmes of the platform, by name.</summary>
    private static readonly string[] Programmes =
    [
        "anniversary", "birthday", "coupon-expiry", "first-purchase", "onboarding", "partner", "points-expiry", "reactivation",
        "reactivation-rhythm", "referral", "referral-friend", "review", "save-offer", "second-purchase", "service-recovery", "volume", "win-back",
    ];

    [Theory]
    [InlineData("EUR", "Europe/Berlin", "2026-05-04", "2027-05-03")]
    [InlineData("CHF", "Europe/Zurich", "2026-05-04", "2027-05-03")]
    [InlineData("USD", "Pacific/Auckland", "2026-05-05", "2027-05-04")]
    public async Task Every_template_is_a_sound_campaign_in_the_programmes_money_and_days(string currency, string zone, string from, string to)
    {
        await using var app = await TestApp.StartAsync(storage, "2026-05-04T20:00:00Z");
        (await app.PutAsync("programme", new { currency, timeZone = zone })).Expect(HttpStatusCode.OK);
        foreach (var template in Programmes)
        {
            var campaign = (await app.PutAsync($"campaigns/{template}", new { template })).Expect(HttpStatusCode.OK).Json;

            Assert.Equal(
                (1, currency, zone, from, to),
                (campaign["version"]!.GetValue<int>(), Text(campaign, "currency"), Text(campaign, "timeZone"), Text(campaign, "validFrom"), Text(campaign, "validTo")));
            Assert.NotNull(campaign["trigger"]);
            Assert.Null(campaign["template"]);
        }
    }

    [Fact]
    public async Task All_of_them_are_listed_in_german_and_english()
    {
        await using var app = await TestApp.StartAsync(storage);
        var templates = (await app.GetAsync("campaign-templates")).Expect(HttpStatusCode.OK).Json["templates"]!.AsArray();

        Assert.Equal(Programmes, templates.Select(template => Text(template!, "id")));
        Assert.All(templates, template =>
        {
            var texts = new[] { "name", "description" }.SelectMany(what => new[] { Text(template![what]!, "de"), Text(template[what]!, "en") }).ToList();
            Assert.All(texts, text => Assert.NotEmpty(text));
            Assert.Equal(texts.Count, texts.Distinct().Count());
        });
    }

    [Fact]
    public async Task What_the_body_tells_stands_in_place_of_the_templates_as_a_whole()
    {
        await using var app = await TestApp.StartAsync(storage);
        var template = CampaignTemplates.All.Single(each => each.Id == "birthday").Campaign;
        var campaign = (await app.PutAsync("campaigns/birthday", new
        {
            template = "birthday",
            name = "Alles Gute",
            validFrom = "2026-06-01",
            trigger = new { kind = "birthday", daysBefore = 3 },
            conditions = new { stores = new[] { "0042" } },
        })).Expect(HttpStatusCode.OK).Json;

        Assert.Equal(("Alles Gute", "2026-06-01", "2027-05-31"), (Text(campaign, "name"), Text(campaign, "validFrom"), Text(campaign, "validTo")));
        Assert.Equal(3, campaign["trigger"]!["daysBefore"]!.GetValue<int>());
        Assert.Null(campaign["trigger"]!["channel"]);
        Assert.Null(campaign["conditions"]!["minimumAmount"]);
        Assert.Equal(template.Discount!.Amount, campaign["discount"]!["amount"]!.GetValue<long>());
        Assert.Equal(template.Experiment!.ControlShare, campaign["trigger"]!["controlShare"]!.GetValue<decimal>());
    }

    [Fact]
    public async Task The_same_body_on_another_day_makes_no_new_version_and_another_one_keeps_the_days()
    {
        await using var app = await TestApp.StartAsync(storage, "2026-05-04T10:00:00Z");
        var first = (await app.PutAsync("campaigns/thanks", new { template = "review", timeZone = "Europe/Vienna" })).Expect(HttpStatusCode.OK);
        app.Clock.Set("2026-11-25T10:00:00Z");

        Assert.Equal(first, await app.PutAsync("campaigns/thanks", new { template = "review" }));
        var second = (await app.PutAsync("campaigns/thanks", new { template = "review", name = "Danke" })).Expect(HttpStatusCode.OK).Json;
        Assert.Equal(2, second["version"]!.GetValue<int>());
        Assert.Equal(("2026-05-04", "2027-05-03", "Europe/Vienna"), (Text(second, "validFrom"), Text(second, "validTo"), Text(second, "timeZone")));

        // The next year is told by its last day.
        var prolonged = (await app.PutAsync("campaigns/thanks", new { template = "review", validTo = "2028-05-03" })).Expect(HttpStatusCode.OK).Json;
        Assert.Equal((3, "2028-05-03"), (prolonged["version"]!.GetValue<int>(), Text(prolonged, "validTo")));
    }

    [Theory]
    [InlineData("""{ "template": "name-day" }""", "template", "there is none of this name")]
    [InlineData("""{ "template": "" }""", "template", "an empty name is none")]
    [InlineData("""{ "template": "birthday", "trigger": { "kind": "birthday", "daysBefore": 91 } }""", "trigger.daysBefore", "what it became is checked")]
    [InlineData("""{ "template": "birthday", "validFrom": "soon" }""", "validFrom", "a day that is none")]
    [InlineData("""{ "template": "birthday", "validFrom": "9999-12-31" }""", "validFrom", "a day so far that no year follows")]
    [InlineData("""{ "template": "points-expiry", "discount": { "kind": "amountOff", "amount": 1 } }""", "discount", "a reminder has nothing to redeem")]
    [InlineData("""{ "template": "review", "conditions": { "segment": "unknown" } }""", "conditions.segment", "a segment that is not there")]
    public async Task What_is_wrong_is_named_and_nothing_is_written(string body, string field, string why)
    {
        await using var app = await TestApp.StartAsync(storage);
        var answer = (await app.PutAsync("campaigns/any", JsonNode.Parse(body)!)).Expect(HttpStatusCode.BadRequest);

        Assert.True(answer.Field == field, $"{why}: {answer.Text}");
        Assert.Empty(await app.DumpAsync());
    }

    [Fact]
    public async Task Whoever_names_a_template_that_there_is_not_is_told_which_there_are()
    {
        await using var app = await TestApp.StartAsync(storage);
        var answer = (await app.PutAsync("campaigns/any", new { template = "Birthday" })).Expect(HttpStatusCode.BadRequest);

        Assert.All(Programmes, template => Assert.Contains(template, answer.Text, StringComparison.Ordinal));
    }

    private static string Text(JsonNode node, string member) => node[member]!.GetValue<string>();
}
