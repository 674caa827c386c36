using System.Text;
using System.Text.Json.Nodes;
using Rewards.Faults.Hosts;
using Rewards.Functions.Tests.Support;

namespace Rewards.Faults.Hostile;

/// <summary>
/// What a mutated definition does that was accepted: the shop goes on under it, with an ordinary basket and with the largest that there
/// may be. A definition that only its use can't bear is one that should not have been accepted.
/// </summary>
internal sealed class Aftermath(HostProcess host, HostileShop shop)
{
    private const string Json = "application/json";

    private readonly List<string> failures = [];

    public IReadOnlyList<string> Failures => failures;

    public int Definitions { get; private set; }

    public SortedDictionary<int, int> Statuses { get; } = [];

    public async Task RunAsync(HostileCall accepted, CancellationToken cancellationToken)
    {
        var member = $"m-after-{++Definitions}";
        var logged = host.Log.Count;
        var before = failures.Count;
        await SendAsync(new HttpMethod(accepted.Verb), accepted.Path, accepted.Body, accepted, cancellationToken);
        await CouponsAsync(member, accepted, cancellationToken);
        await PurchasesAsync(member, accepted, cancellationToken);
        foreach (var path in new[] { "", "/points", "/points/entries", "/points/explanation", "/stamp-cards", "/clubs", "/cards", "/redemptions" })
        {
            await SendAsync(HttpMethod.Get, $"members/{member}{path}", null, accepted, cancellationToken);
        }

        foreach (var (path, body) in new[]
        {
            ("points/spends", """{ "points": 1 }"""), ("points/spends", """{ "amount": 1000000000000, "currency": "EUR" }"""), ("points/holds", """{ "amount": 1, "currency": "EUR" }"""),
            ("activities", """{ "kind": "review", "quantity": 1000000000, "reference": "a" }"""), ("points/transfers", """{ "toMemberId": "m-2", "points": 1 }"""),
            ("cancellations", "{}"), ("complaints", """{ "category": "late-delivery", "reference": "a" }"""), ("clubs/coffee-club/renewals", """{ "until": "2199-12-31" }"""),
        })
        {
            await SendAsync(HttpMethod.Post, $"members/{member}/{path}", Encoding.UTF8.GetBytes(body), accepted, cancellationToken);
        }

        await SendAsync(HttpMethod.Post, "rewards/mug/claims", Encoding.UTF8.GetBytes($$"""{ "memberId": "{{member}}" }"""), accepted, cancellationToken);
        foreach (var path in new[] { "campaigns", "rewards", "segments", "programme", "reports/liability", "health" })
        {
            await SendAsync(HttpMethod.Get, path, null, accepted, cancellationToken);
        }

        await host.WhenIdleAsync();
        failures.AddRange(host.Log.Skip(logged).Where(HostileStudy.IsFault).Take(2)
            .Select(line => $"After {accepted}: logged {line[..Math.Min(1_500, line.Length)]}"));
        if (failures.Count > before)
        {
            failures.Add($"The definition was {Encoding.UTF8.GetString(accepted.Body!)}");
        }

        await shop.RestoreAsync(accepted.Operation.Id);
    }

    private async Task CouponsAsync(string member, HostileCall accepted, CancellationToken cancellationToken)
    {
        const string campaign = "campaigns/spring-coffee";
        var issued = await SendAsync(HttpMethod.Post, $"{campaign}/coupons", """{ "count": 1 }"""u8.ToArray(), accepted, cancellationToken);
        await SendAsync(HttpMethod.Post, $"{campaign}/coupons", Encoding.UTF8.GetBytes($$"""{ "memberId": "{{member}}" }"""), accepted, cancellationToken);
        await SendAsync(HttpMethod.Post, $"{campaign}/previews", """{ "asOf": "2026-12-31" }"""u8.ToArray(), accepted, cancellationToken);
        if (issued?["coupons"]?[0]?["code"]?.GetValue<string>() is not { } code)
        {
            return;
        }

        await SendAsync(HttpMethod.Get, $"coupons/{code}", null, accepted, cancellationToken);
        foreach (var basket in new[] { LargestBasket(), Shop.Basket("r-1") })
        {
            var body = Encoding.UTF8.GetBytes(Shop.Redemption(member, basket).ToJsonString());
            await SendAsync(HttpMethod.Post, $"coupons/{code}/validations", body, accepted, cancellationToken);
            var redeemed = await SendAsync(HttpMethod.Post, $"coupons/{code}/redemptions", body, accepted, cancellationToken);
            if (redeemed?["redemptionId"]?.GetValue<string>() is { } redemption)
            {
                await SendAsync(HttpMethod.Post, $"redemptions/{redemption}/rollback", null, accepted, cancellationToken);
            }
        }
    }

    private async Task PurchasesAsync(string member, HostileCall accepted, CancellationToken cancellationToken)
    {
        foreach (var (id, basket) in new[] { ($"{member}-1", Shop.Basket($"{member}-1")), ($"{member}-2", LargestBasket($"{member}-2")) })
        {
            await SendAsync(HttpMethod.Post, "purchases", Encoding.UTF8.GetBytes(Shop.Purchase(id, member, "2026-05-04T09:00:00Z", basket).ToJsonString()), accepted, cancellationToken);
            await host.WhenIdleAsync();
            var answer = await SendAsync(HttpMethod.Get, $"purchases/{id}", null, accepted, cancellationToken);
            if (answer?["state"]?.GetValue<string>() is not ("awarded" or "refused"))
            {
                failures.Add($"After {accepted}: purchase {id} is {answer?.ToJsonString()}");
            }

            await SendAsync(HttpMethod.Post, $"purchases/{id}/returns", """{ "lines": [{ "lineId": "1" }] }"""u8.ToArray(), accepted, cancellationToken);
        }
    }

    /// <summary>As many lines, pieces and minor units as one may have.</summary>
    private static JsonObject LargestBasket(string? receipt = null)
    {
        var basket = Shop.Basket(receipt);
        basket["lines"] = new JsonArray([.. Enumerable.Range(1, 200).Select(i => (JsonNode)new JsonObject
        {
            ["lineId"] = $"{i}", ["sku"] = "arabica-1kg", ["category"] = "coffee", ["quantity"] = 10_000, ["amount"] = 1_000_000_000_000,
        })]);
        return basket;
    }

    private async Task<JsonNode?> SendAsync(HttpMethod method, string path, byte[]? body, HostileCall accepted, CancellationToken cancellationToken)
    {
        var to = path.Replace(HostileCall.Salt, "after", StringComparison.Ordinal);
        var key = $"after-{Definitions}-{path.Length}-{body?.Length}";
        var (status, text) = await host.Client.SendPatientlyAsync(method, to, body, Json, key, cancellationToken);
        Statuses[(int)status] = Statuses.GetValueOrDefault((int)status) + 1;
        if ((int)status >= 500)
        {
            failures.Add($"After {accepted}: {method} {path}: {(int)status} {text}");
        }

        return (int)status < 300 && text.Length > 0 ? JsonNode.Parse(text) : null;
    }
}
