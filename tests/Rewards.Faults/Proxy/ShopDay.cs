using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using Rewards.Functions.Tests.Support;

namespace Rewards.Faults.Proxy;

/// <summary>What members do on a day on which the storage fails, and what the tables must hold of it afterwards.</summary>
/// <param name="app">Whose storage is well.</param>
internal sealed class ShopDay(TestApp app, Till till, int members)
{
    private const long Given = 1_000;
    private const long Price = 100;
    private const long Adjusted = 7;
    private const long Earned = 25;
    private const long Spent = 10;
    private const long Captured = 15;
    private const long Passed = 5;
    private const int Tills = 8;
    private const string SharedCode = "SUMMER20";

    private readonly ConcurrentQueue<(string Campaign, string Code)> codes = new();
    private readonly ConcurrentQueue<(string Code, bool RolledBack)> redemptions = new();
    private readonly ConcurrentQueue<string> failures = new();
    private readonly ConcurrentDictionary<int, bool> claimed = new();

    /// <summary>Half of the members find none left.</summary>
    private int Stock => members / 2;

    /// <summary>While the storage is well.</summary>
    public async Task OpenAsync()
    {
        await app.DefineAsync("spring");
        await app.DefineAsync("gift");
        await app.DefineAsync("summer", campaign =>
        {
            campaign["codes"] = new JsonObject { ["kind"] = "shared", ["code"] = SharedCode };
            campaign["shards"] = 4;
            campaign["limits"] = new JsonObject { ["total"] = members };
        });
        await app.DefineAsync("mug");
        await app.DefineRewardAsync("mug", reward => (reward["pricePoints"], reward["stock"]) = (Price, Stock));
        for (var n = 0; n < members; n++)
        {
            await app.EnrolAsync(Member(n));
            (await app.PostAsync($"members/{Member(n)}/points/adjustments", new { points = Given, reason = "welcome", by = "clerk-7" })).Expect(HttpStatusCode.Created);
        }
    }

    public Task PlayAsync() => Parallel.ForEachAsync(
        Enumerable.Range(0, members), new ParallelOptions { MaxDegreeOfParallelism = Tills }, async (n, _) => await PlayAsync(n));

    /// <summary>What is otherwise than the answers said; the storage is well again and nothing is on its way.</summary>
    public async Task<IReadOnlyList<string>> CheckAsync()
    {
        for (var n = 0; n < members; n++)
        {
            await CheckPointsAsync(n);
        }

        var coupons = await app.RowsOfKindAsync("Coupons", "coupon");
        CompareSets(
            "coupon of an answer",
            codes.Select(code => $"{code.Campaign} {code.Code}"),
            coupons.Where(row => row.GetString("Code") != SharedCode).Select(row => $"{row.GetString("Campaign")} {row.GetString("Code")}"));
        CompareSets(
            "redemption of an answer",
            redemptions.Select(redemption => $"{redemption}"),
            (await app.RowsOfKindAsync("Coupons", "redemption")).Select(row => $"{(row.GetString("Code")!, row.GetString("RolledBackAt") is not null)}"));
        await CheckFactsAsync("Rewards.CouponRedeemed", redemptions.Count);
        await CheckFactsAsync("Rewards.RedemptionRolledBack", redemptions.Count(redemption => redemption.RolledBack));
        await CheckFactsAsync("Rewards.CouponIssued", codes.Count);
        await CheckFactsAsync("Rewards.PointsAwarded", members);
        await CheckFactsAsync("Rewards.MemberEnrolled", members);
        if (claimed.Values.Count(has => has) != Math.Min(Stock, members))
        {
            failures.Enqueue($"{claimed.Values.Count(has => has)} claims were accepted of a stock of {Stock}.");
        }

        return [.. failures];
    }

    private static string Member(int n) => $"m-{n}";

    private async Task PlayAsync(int n)
    {
        var member = Member(n);
        var spring = await IssueAsync("spring", new { count = 1 }, $"spring-{n}");
        await RedeemAsync(spring, n, $"{member}-1", rollBack: n % 2 == 0);
        await ExpectAsync(HttpStatusCode.Accepted, till.PostAsync("purchases", Shop.Purchase($"p-{n}", member, "2026-05-04T09:30:00Z"), ""));
        var gift = await IssueAsync("gift", new { memberId = member }, $"gift-{n}");
        await RedeemAsync(gift, n, $"{member}-2", rollBack: n % 3 == 0);
        await RedeemAsync(SharedCode, n, $"{member}-3", rollBack: n % 4 == 0);

        var spend = await ExpectAsync(HttpStatusCode.Created, till.PostAsync($"members/{member}/points/spends", new { points = Spent }, "spend"));
        if (n % 2 == 0)
        {
            await ExpectAsync(HttpStatusCode.OK, till.PostAsync($"members/{member}/points/spends/{spend.Json["spendId"]}/rollback", new { }, "undo"));
        }

        var hold = await ExpectAsync(HttpStatusCode.Created, till.PostAsync($"members/{member}/points/holds", new { points = 2 * Captured }, "hold"));
        await ExpectAsync(HttpStatusCode.Created, till.PostAsync($"members/{member}/points/holds/{hold.Json["holdId"]}/captures", new { points = Captured }, "capture"));
        await ExpectAsync(
            HttpStatusCode.Created,
            till.PostAsync($"members/{member}/points/transfers", new { toMemberId = Member((n + 1) % members), points = Passed }, "transfer"));
        await ExpectAsync(
            HttpStatusCode.Created,
            till.PostAsync($"members/{member}/points/adjustments", new { points = Adjusted, reason = "late", by = "clerk-7" }, "adjust"));
        await ClaimAsync(n);
        var read = await ExpectAsync(HttpStatusCode.OK, till.GetAsync($"members/{member}"));
        if (!read.Json["coupons"]!.AsArray().Any(coupon => coupon!["code"]!.GetValue<string>() == gift))
        {
            failures.Enqueue($"{member} was read without the coupon that had been acknowledged.");
        }

        var campaigns = await ExpectAsync(HttpStatusCode.OK, till.GetAsync("campaigns"));
        if (campaigns.Json["campaigns"]!.AsArray().Count != 4)
        {
            failures.Enqueue($"{campaigns.Json["campaigns"]!.AsArray().Count} campaigns were listed instead of 4.");
        }
    }

    private async Task<string> IssueAsync(string campaign, object body, string key)
    {
        var issued = await ExpectAsync(HttpStatusCode.Created, till.PostAsync($"campaigns/{campaign}/coupons", body, key));
        var code = issued.Json["coupons"]![0]!["code"]!.GetValue<string>();
        codes.Enqueue((campaign, Bare(code)));
        return code;
    }

    private async Task RedeemAsync(string code, int n, string receipt, bool rollBack)
    {
        var redeemed = await ExpectAsync(
            HttpStatusCode.Created, till.PostAsync($"coupons/{code}/redemptions", Shop.Redemption(Member(n), Shop.Basket(receipt)), receipt));
        if (rollBack)
        {
            await ExpectAsync(HttpStatusCode.OK, till.PostAsync($"redemptions/{redeemed.Json["redemptionId"]}/rollback", new { }, $"back-{receipt}"));
        }

        redemptions.Enqueue((Bare(code), rollBack));
    }

    private async Task ClaimAsync(int n)
    {
        var answer = await till.PostAsync("rewards/mug/claims", new { memberId = Member(n) }, $"mug-{n}");
        claimed[n] = answer.Status == HttpStatusCode.Created;
        if (claimed[n])
        {
            codes.Enqueue(("mug", Bare(answer.Json["coupon"]!["code"]!.GetValue<string>())));
        }
        else if (answer.Reason != "out-of-stock")
        {
            failures.Enqueue($"{Member(n)} claimed: {(int)answer.Status} {answer.Text}");
        }
    }

    private async Task CheckPointsAsync(int n)
    {
        var member = Member(n);
        var expected = Given + Adjusted + Earned - Captured - (n % 2 == 0 ? 0 : Spent) - (claimed[n] ? Price : 0);
        var points = (await app.GetAsync($"members/{member}/points")).Expect(HttpStatusCode.OK).Json;
        var (balance, held) = (points["balance"]!.GetValue<long>(), points["held"]!.GetValue<long>());
        if ((balance, held) != (expected, 0))
        {
            failures.Enqueue($"{member} has {balance} points and {held} held; the answers add up to {expected} and 0.");
        }

        var findings = (await app.GetAsync($"members/{member}/points/explanation")).Expect(HttpStatusCode.OK).Json["findings"]!.AsArray();
        if (findings.Count > 0)
        {
            failures.Enqueue($"{member}: {findings.ToJsonString()}");
        }
    }

    private async Task CheckFactsAsync(string type, int expected)
    {
        var facts = (await app.RowsAsync("Facts", $"Type eq '{type}'")).Count;
        if (facts != expected)
        {
            failures.Enqueue($"{facts} facts {type}, but the answers say {expected}.");
        }
    }

    private void CompareSets(string what, IEnumerable<string> expected, IEnumerable<string> found)
    {
        var (wanted, there) = (expected.CountBy(one => one).ToDictionary(), found.CountBy(one => one).ToDictionary());
        foreach (var one in wanted.Keys.Union(there.Keys).Where(one => wanted.GetValueOrDefault(one) != there.GetValueOrDefault(one)))
        {
            failures.Enqueue($"{what}: {one} is there {there.GetValueOrDefault(one)} times instead of {wanted.GetValueOrDefault(one)}.");
        }
    }

    private async Task<Answer> ExpectAsync(HttpStatusCode status, Task<Answer> call)
    {
        var answer = await call;
        return answer.Status == status ? answer : throw new InvalidOperationException($"{(int)answer.Status} instead of {(int)status}: {answer.Text}");
    }

    /// <summary>As a code stands in the tables.</summary>
    private static string Bare(string code) => code.Replace("-", "", StringComparison.Ordinal);
}
