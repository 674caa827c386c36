using System.Net;
using System.Text.Json.Nodes;
using NodaTime;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.Care;

public sealed class CancellationTests(TestStorage storage)
{
    private const string Member = "m-4711";

    [Fact]
    public async Task Who_is_about_to_leave_gets_an_offer_once_within_the_cooldown_and_is_recorded_every_time()
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.DefineSaveOfferAsync("save", cooldownDays: 30);
        await app.EnrolAsync(Member, new JsonObject());

        var first = await app.CancelAsync(Member, "key-1");
        var code = CareShop.OfferOf(first)!;
        Assert.Equal(first, await app.CancelAsync(Member, "key-1"));
        app.Clock.Advance(Duration.FromDays(29));
        var again = await app.CancelAsync(Member);
        Assert.Equal("cooldown", CareShop.WhyNone(again));
        Assert.NotEqual(first.Json["cancellationId"]!.ToString(), again.Json["cancellationId"]!.ToString());
        app.Clock.Advance(Duration.FromDays(1));
        Assert.NotEqual(code, CareShop.OfferOf(await app.CancelAsync(Member)));
        await app.WhenIdleAsync();

        (await app.RedeemAsync(code, Shop.Redemption(Member))).Expect(HttpStatusCode.Created);
        Assert.Equal(2, await app.OffersAsync(Member));
        Assert.Equal(3, app.Topic.Events.Count(received => received.Type == "Rewards.CancellationRequested"));
        Assert.Empty(await app.RowsAsync("Coupons", "PartitionKey eq 'save:offers'"));
    }

    [Fact]
    public async Task What_became_of_it_is_recorded_once_with_the_campaign_and_names_nobody()
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.DefineSaveOfferAsync("save");
        await app.EnrolAsync(Member);
        var id = (await app.CancelAsync(Member)).Json["cancellationId"]!.GetValue<string>();
        var open = (await app.GetAsync($"members/{Member}/cancellations/{id}")).Expect(HttpStatusCode.OK).Json;
        Assert.Equal(("open", "active", "too-expensive"), (open["state"]!.ToString(), open["offer"]!["state"]!.ToString(), open["reason"]!.ToString()));

        var stayed = (await app.EndAsync(Member, id, "stayed", "key-1")).Expect(HttpStatusCode.OK);
        Assert.Equal("stayed", stayed.Json["state"]!.ToString());
        Assert.Equal(stayed, await app.EndAsync(Member, id, "stayed", "key-1"));
        Assert.Equal(stayed, await app.EndAsync(Member, id, "stayed"));
        Assert.Equal("outcome-recorded", (await app.EndAsync(Member, id, "left")).Expect(HttpStatusCode.Conflict).Reason);
        Assert.Equal(stayed.Text, (await app.GetAsync($"members/{Member}/cancellations/{id}")).Text);
        await app.WhenIdleAsync();

        var fact = Assert.Single(await app.RowsAsync("Facts", "Type eq 'Rewards.CancellationEnded'"));
        Assert.Equal(("save", "stayed", 1), (fact.GetString("Campaign"), fact.GetString("Outcome"), fact.GetInt32("Count")));
        Assert.DoesNotContain(await app.DumpAsync(), row => row.StartsWith("Facts:", StringComparison.Ordinal) && row.Contains(Member));
        Assert.Equal(id, Assert.Single(app.Topic.Events, received => received.Type == "Rewards.CancellationEnded").Json.GetProperty("data").GetProperty("reference").GetString());
    }

    [Fact]
    public async Task The_control_group_gets_nothing_takes_nothing_and_is_counted()
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.DefineSaveOfferAsync("save", offers: 5, change: campaign => campaign["experiment"] = new JsonObject { ["controlShare"] = 1 });
        await app.EnrolAsync(Member);

        var held = await app.CancelAsync(Member);
        Assert.Equal("control-group", CareShop.WhyNone(held));
        (await app.EndAsync(Member, held.Json["cancellationId"]!.GetValue<string>(), "left")).Expect(HttpStatusCode.OK);
        Assert.Equal("cooldown", CareShop.WhyNone(await app.CancelAsync(Member)));
        await app.WhenIdleAsync();

        Assert.Equal(0, await app.OffersAsync(Member));
        Assert.Equal(0, await app.OffersTakenAsync("save"));
        Assert.Single(await app.RowsAsync("Facts", "Type eq 'Rewards.ArmAssigned' and Campaign eq 'save' and Arm eq 'control'"));
        Assert.Single(await app.RowsAsync("Facts", "Type eq 'Rewards.CancellationEnded' and Outcome eq 'left' and Arm eq 'control'"));
    }

    [Fact]
    public async Task A_variants_discount_is_what_its_offer_takes_off()
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.DefineSaveOfferAsync("save", change: campaign => campaign["experiment"] = JsonNode.Parse(
            """{ "variants": [{ "id": "large", "discount": { "kind": "amountOff", "amount": 700 } }] }"""));
        await app.EnrolAsync(Member);

        var redeemed = await app.RedeemAsync(CareShop.OfferOf(await app.CancelAsync(Member))!, Shop.Redemption(Member));
        await app.WhenIdleAsync();

        Assert.Equal(700, redeemed.Expect(HttpStatusCode.Created).Json["discount"]!["amount"]!.GetValue<long>());
        Assert.Single(await app.RowsAsync("Facts", "Type eq 'Rewards.ArmAssigned' and Arm eq 'large'"));
    }

    [Fact]
    public async Task Who_is_unknown_or_erased_is_not_recorded()
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.DefineSaveOfferAsync("save");
        Assert.Equal("unknown-member", (await app.CancelAsync(Member)).Expect(HttpStatusCode.NotFound).Reason);
        Assert.Empty(await app.RowsAsync("Members"));
        await app.EnrolAsync(Member);
        var id = (await app.CancelAsync(Member)).Json["cancellationId"]!.GetValue<string>();
        (await app.DeleteAsync($"members/{Member}")).Expect(HttpStatusCode.NoContent);
        await app.WhenIdleAsync();

        Assert.Equal("member-erased", (await app.CancelAsync(Member)).Expect(HttpStatusCode.Conflict).Reason);
        Assert.Equal("member-erased", (await app.EndAsync(Member, id, "left")).Expect(HttpStatusCode.Conflict).Reason);
        Assert.Equal("unknown-cancellation", (await app.GetAsync($"members/{Member}/cancellations/{id}")).Expect(HttpStatusCode.NotFound).Reason);
    }

    [Fact]
    public async Task Bad_input_is_refused_by_field_and_changes_nothing()
    {
        const string outcome = "cancellations/C0000000000000000000000000/outcome";
        (string Path, string Body, string Field, string Why)[] calls =
        [
            ("cancellations", """{"reason":"a b"}""", "reason", "free text may tell who it is"),
            ("cancellations", """{"reason":""}""", "reason", "an empty reason is none"),
            ("cancellations", """{"why":"dear"}""", "why", "a member that there is not"),
            (outcome, """{"outcome":"died"}""", "outcome", "neither of the two"),
            (outcome, "{}", "outcome", "none"),
            ("complaints", """{"reference":"order-1"}""", "category", "no category"),
            ("complaints", """{"category":"a b","reference":"order-1"}""", "category", "free text"),
            ("complaints", """{"category":"late"}""", "reference", "no reference"),
            ("complaints", """{"category":"late","reference":"a@b"}""", "reference", "an e-mail address"),
            ("complaints", """{"category":"late","reference":"a\nb"}""", "reference", "a control character"),
        ];
        await using var app = await TestApp.StartAsync(storage);
        await app.EnrolAsync(Member);
        await app.WhenIdleAsync();
        var before = await app.DumpAsync();
        foreach (var (path, body, field, why) in calls)
        {
            var answer = await app.SendAsync(HttpMethod.Post, $"members/{Member}/{path}", body, "key-1");

            Assert.True(field == answer.Expect(HttpStatusCode.BadRequest).Field, $"{why}: {answer.Text}");
        }

        Assert.Equal(before, await app.DumpAsync());
    }
}
