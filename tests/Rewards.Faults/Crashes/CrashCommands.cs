using System.Net;
using System.Text.Json.Nodes;
using Rewards.Functions.Storage;
using Rewards.Functions.Tests.Support;
using static Rewards.Faults.Crashes.CrashPreparations;

namespace Rewards.Faults.Crashes;

/// <summary>Every command of the product.</summary>
internal static class CrashCommands
{
    public static IReadOnlyList<CrashCommand> All { get; } =
    [
        .. Coupons(), .. Purchases(), .. OfPoints(), .. Rewards(), .. Members(), .. Definitions(), .. Timers(),
    ];

    private static IEnumerable<CrashCommand> Coupons()
    {
        yield return new("issue to nobody", async app =>
        {
            await app.DefineAsync("spring");
            return CrashAct.Call.Post("campaigns/spring/coupons", """{ "count": 2 }""");
        });
        yield return new("issue to a member", async app =>
        {
            await app.DefineAsync("spring");
            return CrashAct.Call.Post("campaigns/spring/coupons", """{ "memberId": "m-1" }""");
        });
        yield return new("issue many", async app =>
        {
            await app.DefineAsync("spring");
            return CrashAct.Call.Post("campaigns/spring/batches", """{ "count": 5 }""");
        });
        yield return new("redeem", async app =>
        {
            await app.DefineAsync("spring");
            return CrashAct.Call.Post($"coupons/{await app.IssueAsync("spring")}/redemptions", Redemption());
        });
        yield return new("redeem a member's", async app =>
        {
            await app.DefineAsync("spring");
            return CrashAct.Call.Post($"coupons/{await app.IssueAsync("spring", "m-1")}/redemptions", Redemption());
        });
        yield return new("redeem in shards", async app =>
        {
            await DefineShardsAsync(app);
            return CrashAct.Call.Post("coupons/SUMMER20/redemptions", Redemption());
        });
        yield return new("redeem the last in shards", async app =>
        {
            // What is left lies in another member's shard and has to come back first.
            await DefineShardsAsync(app);
            foreach (var n in Enumerable.Range(2, 4))
            {
                (await app.RedeemAsync("SUMMER20", Shop.Redemption($"m-{n}"))).Expect(HttpStatusCode.Created);
            }

            return CrashAct.Call.Post("coupons/SUMMER20/redemptions", Redemption());
        });
        yield return new("roll back", async app =>
        {
            await app.DefineAsync("spring");
            var redeemed = await app.RedeemAsync(await app.IssueAsync("spring", "m-1"), Shop.Redemption("m-1", Shop.Basket("r-1")));
            return CrashAct.Call.Post($"redemptions/{Id(redeemed, "redemptionId")}/rollback", "{ }");
        });
        yield return new("disable a coupon", async app =>
        {
            await app.DefineAsync("spring");
            return CrashAct.Call.Post($"coupons/{await app.IssueAsync("spring", "m-1")}/disable", "{ }");
        });
    }

    private static IEnumerable<CrashCommand> Purchases()
    {
        yield return new("award", async app =>
        {
            await app.WakeAfterAsync("wake-up", Shop.Dormant(90));
            return Purchase("p-1");
        });
        yield return new("award that lifts a tier", async app =>
        {
            await app.PutTiersAsync("""{ "kind": "rolling", "months": 12 }""");
            await app.EnrolAsync("m-1");
            return Purchase("p-1", Shop.Basket("p-1", 20_000));
        });
        yield return new("award that fills a card", async app =>
        {
            await app.DefineAsync("free-coffee");
            await app.ProgrammeAsync(
                """{ "stampCards": [{ "id": "coffee", "name": "Coffee", "by": "units", "products": { "categories": ["coffee"] }, "stampsPerCard": 2, "campaignId": "free-coffee" }] }""");
            return Purchase("p-1");
        });
        yield return new("award of a friend", async app =>
        {
            var code = await OfferReferralAsync(app);
            (await app.PostAsync("members/m-1/referrals", new { code })).Expect(HttpStatusCode.Created);
            return Purchase("p-1");
        });
        yield return new("return", async app =>
        {
            await app.BoughtAsync("p-1", "m-1", At, "3x1000", "1x2550");
            return CrashAct.Call.Post("purchases/p-1/returns", ReturnShop.Return("R-1", "2"));
        });
        yield return new("delivery", async app =>
        {
            await app.PutProgrammeAsync(pending: """{ "kind": "onEvent", "event": "delivered" }""");
            await app.BoughtAsync("p-1", "m-1", At, "3x1000");
            return CrashAct.Call.Post("purchases/p-1/events", """{ "event": "delivered" }""");
        });
    }

    private static IEnumerable<CrashCommand> OfPoints()
    {
        yield return new("adjust", async app =>
        {
            await app.EnrolAsync("m-1");
            return CrashAct.Call.Post($"{Points}/adjustments", """{ "points": 10, "reason": "r", "by": "b" }""");
        });
        yield return new("spend", async app =>
        {
            await GiveAsync(app);
            return CrashAct.Call.Post($"{Points}/spends", """{ "points": 10 }""");
        });
        yield return new("undo a spend", async app =>
        {
            await GiveAsync(app);
            return CrashAct.Call.Post($"{Points}/spends/{Id(await app.PostAsync($"{Points}/spends", """{ "points": 10 }"""), "spendId")}/rollback", "{ }");
        });
        yield return new("hold", async app =>
        {
            await GiveAsync(app);
            return CrashAct.Call.Post($"{Points}/holds", """{ "points": 10 }""");
        });
        yield return new("capture", async app => CrashAct.Call.Post($"{await HoldAsync(app)}/captures", """{ "points": 4 }"""));
        yield return new("release", async app => CrashAct.Call.Post($"{await HoldAsync(app)}/release", "{ }"));
        yield return new("transfer", async app =>
        {
            await GiveAsync(app);
            await app.EnrolAsync("m-2");
            return CrashAct.Call.Post($"{Points}/transfers", """{ "toMemberId": "m-2", "points": 10 }""");
        });
        yield return new("activity", async app =>
        {
            await app.ProgrammeAsync("""{ "activities": [{ "kind": "review", "points": 50 }] }""");
            await app.WakeAfterAsync("thanks", JsonNode.Parse("""{ "kind": "activity", "activity": "review" }""")!.AsObject());
            await app.EnrolAsync("m-1");
            return CrashAct.Call.Post("members/m-1/activities", """{ "kind": "review" }""");
        });
    }

    private static IEnumerable<CrashCommand> Rewards()
    {
        yield return new("claim", async app =>
        {
            await app.OpenCatalogueAsync(600, "m-1");
            await app.DefineRewardAsync("mug", reward => reward["stock"] = 2);
            return CrashAct.Call.Post("rewards/mug/claims", """{ "memberId": "m-1" }""");
        });
        yield return new("refused claim", async app =>
        {
            await app.OpenCatalogueAsync(400, "m-1");
            await app.DefineRewardAsync("mug", reward => reward["stock"] = 2);
            return CrashAct.Call.Post("rewards/mug/claims", """{ "memberId": "m-1" }""");
        });
        yield return new("cancellation", async app =>
        {
            await app.DefineSaveOfferAsync("stay", offers: 2);
            await app.EnrolAsync("m-1");
            return CrashAct.Call.Post("members/m-1/cancellations", """{ "reason": "too-expensive" }""");
        });
        yield return new("outcome of a cancellation", async app =>
        {
            await app.DefineSaveOfferAsync("stay");
            await app.EnrolAsync("m-1");
            var cancelled = Id(await app.CancelAsync("m-1"), "cancellationId");
            return CrashAct.Call.Post($"members/m-1/cancellations/{cancelled}/outcome", """{ "outcome": "stayed" }""");
        });
        yield return new("complaint", async app =>
        {
            await app.DefineApologyAsync("sorry", offers: 2);
            await app.EnrolAsync("m-1");
            return CrashAct.Call.Post("members/m-1/complaints", """{ "category": "late-delivery", "reference": "c-1" }""");
        });
    }

    private static IEnumerable<CrashCommand> Members()
    {
        yield return new("enrol", async app =>
        {
            await app.WakeAfterAsync("welcome", JsonNode.Parse("""{ "kind": "onboarding", "steps": [{ "afterDays": 0 }] }""")!.AsObject());
            return new CrashAct.Call(HttpMethod.Put, "members/m-1", """{ "consents": { "email": true } }""");
        });
        yield return new("erase", async app =>
        {
            await GiveAsync(app);
            await app.DefineAsync("spring");
            await app.IssueAsync("spring", "m-1");
            (await app.PostAsync("members/m-1/cards", new { number = Card })).Expect(HttpStatusCode.Created);
            return new CrashAct.Call(HttpMethod.Delete, "members/m-1", null);
        });
        yield return new("assign a card", async app =>
        {
            await app.EnrolAsync("m-1");
            return CrashAct.Call.Post("members/m-1/cards", new { number = Card });
        });
        yield return new("lose a card", async app =>
        {
            await AssignAsync(app);
            return CrashAct.Call.Post($"cards/{Card}/loss", null);
        });
        yield return new("replace a card", async app =>
        {
            await AssignAsync(app);
            return CrashAct.Call.Post($"cards/{Card}/replacements", """{ "number": "5901234123457" }""");
        });
        yield return new("register a referral", async app =>
            CrashAct.Call.Post("members/m-1/referrals", new { code = await OfferReferralAsync(app) }));
        yield return new("renew a membership", async app =>
        {
            await app.PutTiersAsync("""{ "kind": "rolling", "months": 12 }""");
            await app.EnrolAsync("m-1");
            return new CrashAct.Message(TableKeys.RenewalQueue, """{ "renewalId": "r-1", "memberId": "m-1", "club": "coffee-club", "until": "2026-05-31" }""");
        });
        yield return new("import members", _ => Task.FromResult<CrashAct>(CrashAct.Call.Post("imports/members", "memberId,balances\nanna,2027-01-31:500\nben,\n")));
        yield return new("import codes", async app =>
        {
            await app.DefineAsync("spring");
            return CrashAct.Call.Post("imports/codes", "code,campaignId,memberId\nABC123,spring,\nDEF456,spring,m-1\n");
        });
    }

    private static IEnumerable<CrashCommand> Definitions()
    {
        yield return new("define a campaign", _ => Task.FromResult<CrashAct>(new CrashAct.Call(HttpMethod.Put, "campaigns/spring", Shop.Campaign())));
        yield return new("define a shared code", _ => Task.FromResult<CrashAct>(new CrashAct.Call(HttpMethod.Put, "campaigns/summer", Shop.Campaign(Shared))));
        yield return new("define a timed campaign", async app =>
        {
            await app.BoughtAsync("p-1", "m-1", At, "3x1000");
            return new CrashAct.Call(HttpMethod.Put, "campaigns/wake-up", Shop.Campaign(campaign => campaign["trigger"] = Shop.Dormant(90)));
        });
        yield return new("define a reward", async app =>
        {
            await app.DefineAsync("mug");
            return new CrashAct.Call(HttpMethod.Put, "rewards/mug", RewardShop.Reward(reward => reward["stock"] = 2));
        });
        yield return new("define a segment", _ => Task.FromResult<CrashAct>(
            new CrashAct.Call(HttpMethod.Put, "segments/loyal", """{ "name": "Loyal", "rule": { "field": "purchases", "atLeast": 2 } }""")));
    }

    private static IEnumerable<CrashCommand> Timers()
    {
        yield return new(
            "look: timed coupon",
            async app =>
            {
                await app.LastingPointsAsync();
                await app.WakeAfterAsync("wake-up", Shop.Dormant(90));
                await app.EnrolAsync("m-1");
                await app.BoughtAsync("p-1", "m-1", At, "3x1000");
                await app.DrainAgendaAsync();
                return new CrashAct.Tick("DrainAgenda");
            },
            "2026-08-03T10:00:00Z");
        yield return new(
            "look: points lapse",
            async app =>
            {
                await app.ProgrammeAsync("""{ "expiry": { "kind": "endOfMonth", "months": 1 } }""");
                await app.BoughtAsync("p-1", "m-1", At, "3x1000");
                await app.DrainAgendaAsync();
                return new CrashAct.Tick("DrainAgenda");
            },
            "2026-07-02T10:00:00Z");
    }
}
