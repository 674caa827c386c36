using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using NodaTime;

namespace Rewards.LocalHost.Demo;

/// <summary>A line of a basket. The amount in minor units.</summary>
public sealed record DemoLine(string LineId, string Sku, string Category, int Quantity, long Amount);

public sealed record DemoBasket(string Currency, string StoreId, string TillId, string ReceiptId, IReadOnlyList<DemoLine> Lines);

/// <param name="Basket">What is left to pay.</param>
public sealed record DemoRedemption(string RedemptionId, DemoBasket Basket);

/// <summary>A campaign tells a member of a coupon.</summary>
public sealed record DemoMessage(string Campaign, string Member, string Code);

/// <summary>The shop's tills and back office: speaks to the platform over HTTP only, as any other caller.</summary>
public sealed class ShopClient(HttpClient http)
{
    public async Task DefineCampaignAsync(string campaign, object definition) =>
        (await SendAsync(HttpMethod.Put, $"campaigns/{campaign}", definition)).Dispose();

    /// <param name="birthday">Such as --06-15; null: not told.</param>
    public async Task EnrolAsync(string member, bool mayMail, string? birthday) =>
        (await SendAsync(HttpMethod.Put, $"members/{member}", new { consents = new { email = mayMail }, birthday })).Dispose();

    /// <returns>The coupon's code.</returns>
    public async Task<string> IssueAsync(string campaign, string member)
    {
        using var reply = await SendAsync(HttpMethod.Post, $"campaigns/{campaign}/coupons", new { memberId = member }, $"issue-{campaign}-{member}");
        return reply.RootElement.GetProperty("coupons")[0].GetProperty("code").GetString()!;
    }

    /// <returns>Null: refused.</returns>
    public async Task<DemoRedemption?> RedeemAsync(string code, string member, DemoBasket basket)
    {
        using var reply = await SendAsync(
            HttpMethod.Post, $"coupons/{code}/redemptions", new { memberId = member, basket }, $"redeem-{basket.ReceiptId}", HttpStatusCode.Conflict);
        if (!reply.RootElement.TryGetProperty("redemptionId", out var id))
        {
            return null;
        }

        var discounts = reply.RootElement.GetProperty("discount").GetProperty("lines").EnumerateArray()
            .ToDictionary(line => line.GetProperty("lineId").GetString()!, line => line.GetProperty("amount").GetInt64());
        var lines = basket.Lines.Select(line => line with { Amount = line.Amount - discounts.GetValueOrDefault(line.LineId) });
        return new DemoRedemption(id.GetString()!, basket with { Lines = [.. lines] });
    }

    public async Task RollBackAsync(string redemptionId) =>
        (await SendAsync(HttpMethod.Post, $"redemptions/{redemptionId}/rollback", new { reason = "returned" }, $"rollback-{redemptionId}")).Dispose();

    public async Task ReportPurchaseAsync(string member, Instant at, DemoBasket basket, string? redemptionId) => (await SendAsync(
        HttpMethod.Post,
        "purchases",
        new
        {
            purchaseId = $"p-{basket.ReceiptId}",
            memberId = member,
            at = at.ToString(),
            basket,
            redemptionIds = redemptionId is null ? [] : new[] { redemptionId },
        })).Dispose();

    /// <summary>The messages with a coupon that campaigns want sent and that have not been handed out before.</summary>
    /// <param name="known">The codes of those that have; these are added.</param>
    public async Task<IReadOnlyList<DemoMessage>> MessagesAsync(ISet<string> known)
    {
        using var reply = await http.GetFromJsonAsync<JsonDocument>("/local/events");
        return
        [
            .. reply!.RootElement.GetProperty("events").EnumerateArray()
                .Where(cloudEvent => cloudEvent.GetProperty("type").GetString()!.EndsWith("MessageDue", StringComparison.Ordinal))
                .Select(cloudEvent => cloudEvent.GetProperty("data"))
                .Select(data => new DemoMessage(
                    data.GetProperty("campaignId").GetString()!, data.GetProperty("memberId").GetString()!, data.GetProperty("code").GetString()!))
                .Where(message => known.Add(message.Code)),
        ];
    }

    public async Task FitModelAsync(string key) => (await SendAsync(HttpMethod.Post, "customer-model/fits", new { }, key)).Dispose();

    public async Task<T> ReadAsync<T>(string path, JsonTypeInfo<T> type) =>
        await http.GetFromJsonAsync(path, type) ?? throw new LocalHostException($"GET {path} was answered with nothing.");

    private async Task<JsonDocument> SendAsync(
        HttpMethod method, string path, object body, string? idempotencyKey = null, HttpStatusCode? alsoExpected = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = JsonContent.Create(body, options: JsonSerializerOptions.Web) };
        if (idempotencyKey is not null)
        {
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        }

        using var response = await http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        if (!response.IsSuccessStatusCode && response.StatusCode != alsoExpected)
        {
            throw new LocalHostException($"{method} {path} was answered with {(int)response.StatusCode}: {text}");
        }

        return JsonDocument.Parse(text.Length == 0 ? "{}" : text);
    }
}
