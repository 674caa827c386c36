using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Rewards.Domain.Coupons;
using Rewards.Domain.Identifiers;
using Rewards.Functions.Batches;
using Rewards.Functions.Coupons;
using Rewards.Functions.Poison;
using Rewards.Functions.Storage;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.OpenApi;

/// <summary>A day in the shop that meets every answer of every operation.</summary>
internal sealed class OpenApiStory(TestApp app, CheckedCalls calls)
{
    private const string Campaign = OpenApiSamples.Campaign;

    private const string BadPage = "next=%25";

    public async Task TellAsync()
    {
        await SegmentStory.TellAsync(calls);
        await TillStory.TellAsync(calls);
        await CampaignsAsync();
        await BatchesAsync();
        await CouponsAsync();
        await RedemptionsAsync();
        await new RewardStory(app, calls).TellAsync();
        await new ActivityStory(app, calls).TellAsync();
        await new CareStory(app, calls).TellAsync();
        await PurchasesAsync();
        await new CardStory(calls, app).TellAsync();
        await StampStory.TellAsync(app, calls);
        await ModelStory.TellAsync(app, calls);
        await new SpendStory(calls, app).TellAsync();
        await MembersAsync();
        await ProgrammeAsync();
        await new ClubStory(calls, app).TellAsync();
        await PoisonAsync();
        await new ReturnStory(app, calls).TellAsync();
        await new OpenApiImports(app, calls).TellAsync();
        await new ReportStory(app, calls).TellAsync();
        await calls.GetAsync(200, "health");
        await calls.GetAsync(200, "openapi.json");
    }

    private async Task CampaignsAsync()
    {
        await calls.PutAsync(200, $"campaigns/{Campaign}", Shop.Campaign());
        await calls.PutAsync(200, "campaigns/everything", OpenApiSamples.FullCampaign());
        await calls.PutAsync(200, "campaigns/shared", Shop.Campaign(campaign =>
        {
            campaign["codes"] = JsonNode.Parse("""{ "kind": "shared", "code": "SUMMER20" }""");
            campaign["discount"] = JsonNode.Parse("""{ "kind": "buyXGetY", "buy": 2, "get": 1 }""");
        }));
        await calls.PutAsync(200, "campaigns/tiered", Shop.Campaign(campaign => campaign["discount"] =
            JsonNode.Parse("""{ "kind": "tiered", "by": "quantity", "steps": [{ "from": 2, "percent": 5 }, { "from": 5, "amount": 700 }] }""")));
        await TriggersAsync();
        await calls.PutAsync(400, $"campaigns/{Campaign}", new JsonObject { ["nme"] = "" });
        await calls.PutAsync(400, $"campaigns/{Campaign}", new JsonObject());
        await calls.PutAsync(409, $"campaigns/{Campaign}", Shop.Campaign(campaign => campaign["currency"] = "CHF"));
        await calls.PutAsync(409, "campaigns/late", Shop.Campaign(campaign =>
            campaign["codes"] = JsonNode.Parse("""{ "kind": "shared", "code": "SUMMER20" }""")));
        foreach (var id in new[] { "everything", "shared", "tiered" })
        {
            await calls.GetAsync(200, $"campaigns/{id}");
        }

        await calls.GetAsync(400, "campaigns/a@b");
        await calls.GetAsync(404, "campaigns/unknown");
        await calls.GetAsync(200, "campaigns");
        await calls.GetAsync(400, $"campaigns?{BadPage}");
    }

    private async Task TriggersAsync()
    {
        foreach (var (i, trigger) in OpenApiSamples.Triggers.Index())
        {
            await calls.PutAsync(200, $"campaigns/trigger-{i}", Shop.Campaign(campaign => campaign["trigger"] = JsonNode.Parse(trigger)));
            await calls.GetAsync(200, $"campaigns/trigger-{i}");
            await calls.PutAsync(200, $"campaigns/trigger-{i}", Shop.Campaign(campaign =>
            {
                campaign["trigger"] = JsonNode.Parse(trigger);
                campaign["disabled"] = true;
            }));
        }

        await calls.PutAsync(200, "campaigns/reminder", Shop.Campaign(campaign =>
        {
            campaign.Remove("discount");
            campaign["codes"] = JsonNode.Parse("""{ "kind": "none" }""");
            campaign["trigger"] = JsonNode.Parse("""{ "kind": "pointsExpiring", "daysBefore": 14 }""");
        }));
        await calls.GetAsync(200, "campaigns/reminder");
        await calls.GetAsync(200, "campaign-templates");
        await calls.PutAsync(200, "campaigns/congratulations", JsonNode.Parse("""{ "template": "birthday", "validFor": "P14D" }""")!);
        await calls.PutAsync(400, "campaigns/congratulations", new JsonObject { ["template"] = "name-day" });
        await PreviewsAsync();
    }

    private async Task PreviewsAsync()
    {
        await app.EnrolAsync("m-previewed", new { birthday = "--12-20", consents = new { email = true } });
        await calls.PutAsync(200, "campaigns/birthday", Shop.Campaign(campaign =>
            campaign["trigger"] = JsonNode.Parse("""{ "kind": "birthday", "daysBefore": 7 }""")));
        var asOf = new JsonObject { ["asOf"] = "2026-12-15" };
        await calls.PostAsync(200, "campaigns/birthday/previews", asOf, "");
        await calls.PostAsync(200, "campaigns/trigger-2/previews", asOf, "");
        await calls.PostAsync(200, "campaigns/reminder/previews", null, "");
        await calls.PostAsync(400, "campaigns/reminder/previews", new JsonObject { ["asOf"] = "tomorrow" }, "");
        await calls.PostAsync(404, "campaigns/unknown/previews", asOf, "");
        await calls.PostAsync(409, $"campaigns/{Campaign}/previews", asOf, "");
    }

    private async Task BatchesAsync()
    {
        var count = new JsonObject { ["count"] = 5 };
        var started = await calls.PostAsync(202, $"campaigns/{Campaign}/batches", count, "a-batch");
        var batch = $"campaigns/{Campaign}/batches/{started.Json["batchId"]}";
        await app.WhenIdleAsync();
        await calls.GetAsync(200, batch);
        await calls.GetAsync(200, $"{batch}/codes");
        await app.Table(TableKeys.Coupons).AddEntityAsync(BatchRows.ToRow(
            new Batch("half-done", CampaignId.Parse(Campaign), 1, 5, 2, new byte[32], app.Clock.GetCurrentInstant(), [])));
        await calls.GetAsync(200, $"campaigns/{Campaign}/batches/half-done");
        await calls.GetAsync(409, $"campaigns/{Campaign}/batches/half-done/codes");
        await calls.PostAsync(400, $"campaigns/{Campaign}/batches", count, "");
        await calls.PostAsync(404, "campaigns/unknown/batches", count);
        await calls.PostAsync(409, "campaigns/shared/batches", count);
        await calls.PostAsync(422, $"campaigns/{Campaign}/batches", new JsonObject { ["count"] = 6 }, "a-batch");
        foreach (var what in new[] { "", "/codes" })
        {
            await calls.GetAsync(400, $"campaigns/a@b/batches/b-1{what}");
            await calls.GetAsync(404, $"campaigns/{Campaign}/batches/unknown{what}");
        }
    }

    private async Task CouponsAsync()
    {
        var toMember = new JsonObject { ["memberId"] = "m-1", ["occurrence"] = "2026" };
        await calls.PostAsync(201, $"campaigns/{Campaign}/coupons", toMember, "an-issue");
        await calls.PostAsync(400, $"campaigns/{Campaign}/coupons", new JsonObject { ["count"] = 51, ["occurrence"] = "2026" });
        await calls.PostAsync(404, "campaigns/unknown/coupons", toMember);
        await calls.PostAsync(409, "campaigns/shared/coupons", toMember);
        await calls.PostAsync(422, $"campaigns/{Campaign}/coupons", new JsonObject { ["memberId"] = "m-1" }, "an-issue");

        var code = await IssueAsync();
        await calls.GetAsync(200, $"coupons/{code}");
        await calls.GetAsync(200, "coupons/SUMMER20");
        await calls.GetAsync(404, $"coupons/{OpenApiSamples.UnknownCode}");
        await calls.PostAsync(200, $"coupons/{code}/disable", new JsonObject { ["reason"] = "lost" }, "a-disable");
        await calls.PostAsync(400, $"coupons/{code}/disable", null, "");
        await calls.PostAsync(404, $"coupons/{OpenApiSamples.UnknownCode}/disable", null);
        await calls.PostAsync(422, $"coupons/{code}/disable", null, "a-disable");
        await GiveUpAsync(code, "given-up");
        await calls.PostAsync(409, $"coupons/{code}/disable", null, "given-up");
    }

    private async Task RedemptionsAsync()
    {
        var code = await IssueAsync();
        var dear = Shop.Redemption("m-1", Shop.Basket("r-1"));
        await calls.PostAsync(200, $"coupons/{code}/validations", dear, "");
        var redeemed = await calls.PostAsync(201, $"coupons/{code}/redemptions", dear, "a-redemption");
        await calls.PostAsync(200, $"coupons/{code}/validations", dear, "");
        await calls.PostAsync(409, $"coupons/{code}/redemptions", Shop.Redemption());
        await calls.PostAsync(422, $"coupons/{code}/redemptions", Shop.Redemption("m-1"), "a-redemption");
        foreach (var what in new[] { "validations", "redemptions" })
        {
            await calls.PostAsync(400, $"coupons/{code}/{what}", new JsonObject());
            await calls.PostAsync(404, $"coupons/{OpenApiSamples.UnknownCode}/{what}", dear);
        }

        var redemption = $"redemptions/{redeemed.Json["redemptionId"]}";
        await calls.GetAsync(200, redemption);
        await calls.GetAsync(404, "redemptions/unknown");
        await calls.PostAsync(200, $"{redemption}/rollback", new JsonObject { ["reason"] = "returned" }, "a-rollback");
        await calls.GetAsync(200, redemption);
        await calls.PostAsync(400, $"{redemption}/rollback", new JsonObject { ["reason"] = "" });
        await calls.PostAsync(404, "redemptions/unknown/rollback", null);
        await calls.PostAsync(409, $"{redemption}/rollback", null);
        await calls.PostAsync(422, $"{redemption}/rollback", null, "a-rollback");
    }

    private async Task PurchasesAsync()
    {
        await calls.PostAsync(202, "purchases", Shop.Purchase("p-1", "m-1", "2026-05-04T09:00:00+02:00"), "");
        await app.WhenIdleAsync();
        await calls.PostAsync(202, "purchases", Shop.Purchase("p-2", "m-2", "2026-05-04T09:00:00Z", Shop.Basket("p-1")), "");
        await app.WhenIdleAsync();
        await calls.PostAsync(400, "purchases", new JsonObject { ["purchaseId"] = "" }, "");
        Assert.Equal("awarded", (await calls.GetAsync(200, "purchases/p-1")).Json["state"]!.GetValue<string>());
        Assert.Equal("duplicate-receipt", (await calls.GetAsync(200, "purchases/p-2")).Reason);
        await calls.GetAsync(404, "purchases/unknown");
    }

    private async Task MembersAsync()
    {
        var change = """{ "birthday": "--05-17", "joinedOn": "2026-01-02", "email": "m@example.org", "consents": { "email": true }, "consentSource": "web-form", "tags": ["vip"], "costToServe": 1200 }""";
        await calls.PutAsync(200, "members/m-1", JsonNode.Parse(change)!);
        await calls.PutAsync(400, "members/m-1", new JsonObject { ["birthday"] = "17.5." });
        Assert.NotEmpty((await calls.GetAsync(200, "members/m-1")).Json["coupons"]!.AsArray());
        Assert.NotEmpty((await calls.GetAsync(200, "members/m-1/points")).Json["entries"]!.AsArray());
        Assert.NotEmpty((await calls.GetAsync(200, "members/m-1/redemptions")).Json["redemptions"]!.AsArray());
        foreach (var what in new[] { "", "/points", "/points/entries", "/points/explanation", "/redemptions" })
        {
            await calls.GetAsync(400, $"members/a@b{what}");
            await calls.GetAsync(404, $"members/unknown{what}");
        }

        await calls.GetAsync(400, $"members/m-1/points?{BadPage}");
        await calls.GetAsync(200, "members/m-1/points/explanation");
        await calls.GetAsync(400, $"members/m-1/points/explanation?{BadPage}");
        await calls.GetAsync(200, "reports/reconciliation");
        await calls.GetAsync(400, $"reports/reconciliation?{BadPage}");
        await calls.GetAsync(200, "reports/liability?month=2026-01");
        await calls.GetAsync(400, "reports/liability?month=11");
        await calls.GetAsync(200, "members/m-1/points/entries");
        await calls.GetAsync(400, $"members/m-1/points/entries?{BadPage}");
        await calls.GetAsync(400, $"members/m-1/redemptions?{BadPage}");
        await calls.PutAsync(200, "members/m-2", new JsonObject());
        await calls.DeleteAsync(204, "members/m-2");
        await calls.DeleteAsync(204, "members/m-2");
        await calls.DeleteAsync(400, "members/a@b");
        await calls.DeleteAsync(404, "members/unknown");
        await calls.PutAsync(409, "members/m-2", new JsonObject());
        await calls.PostAsync(409, $"campaigns/{Campaign}/coupons", new JsonObject { ["memberId"] = "m-2" });
    }

    private async Task ProgrammeAsync()
    {
        await calls.GetAsync(200, "programme");
        await calls.PutAsync(200, "programme", OpenApiSamples.Programme(autoEnrol: false));
        await calls.PutAsync(400, "programme", new JsonObject { ["currency"] = "euro" });
        await calls.PutAsync(409, "programme", OpenApiSamples.Programme("CHF"));
        await calls.PostAsync(404, $"campaigns/{Campaign}/coupons", new JsonObject { ["memberId"] = "m-unknown" });
    }

    private async Task PoisonAsync()
    {
        await app.Host.Services.GetRequiredService<PoisonStore>()
            .KeepAsync("purchases", "message-1", BinaryData.FromString("no purchase"), CancellationToken.None);
        Assert.Single((await calls.GetAsync(200, "poison/purchases")).Json["messages"]!.AsArray());
        await calls.GetAsync(400, $"poison/purchases?{BadPage}");
        await calls.GetAsync(404, "poison/unknown");
        await calls.PostAsync(200, "poison/purchases/replays", new JsonObject { ["ids"] = new JsonArray("message-0") }, "");
        await calls.PostAsync(400, "poison/purchases/replays", new JsonObject { ["all"] = true }, "");
        await calls.PostAsync(404, "poison/unknown/replays", null, "");
    }

    private async Task<string> IssueAsync()
    {
        var issued = await calls.PostAsync(201, $"campaigns/{Campaign}/coupons", new JsonObject { ["count"] = 1 });
        return issued.Json["coupons"]![0]!["code"]!.GetValue<string>();
    }

    /// <summary>As the follow-up does with an operation that never came to an end.</summary>
    private async Task GiveUpAsync(string code, string key)
    {
        var parsed = CouponCode.Parse(code);
        var partition = TableKeys.CouponPartition(CampaignId.Parse(Campaign), parsed.Shard);
        var id = new OperationId(TableKeys.Hash("anonymous", DisableCommand.Kind, parsed.Value, null, key));
        var store = app.Host.Services.GetRequiredService<PartitionStore>();
        Assert.True(await store.TryAbandonAsync(TableKeys.Coupons, partition, id, DisableCommand.Kind, CancellationToken.None));
    }
}
