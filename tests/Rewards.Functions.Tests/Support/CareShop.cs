using System.Net;
using System.Text.Json.Nodes;

namespace Rewards.Functions.Tests.Support;

/// <summary>The sentences in which tests speak of who is about to leave, and of who complains.</summary>
public static class CareShop
{
    /// <summary>A campaign that makes an offer to who is about to leave.</summary>
    public static Task DefineSaveOfferAsync(this TestApp app, string id, int cooldownDays = 90, long? offers = null, Action<JsonObject>? change = null) =>
        app.DefineAsync(id, Answering("cancellation", cooldownDays, offers, change));

    /// <summary>A campaign that says sorry to who complains.</summary>
    public static Task DefineApologyAsync(this TestApp app, string id, string? category = null, int cooldownDays = 90, long? offers = null) =>
        app.DefineAsync(id, Answering("complaint", cooldownDays, offers, campaign =>
        {
            if (category is not null)
            {
                campaign["trigger"]!["categories"] = new JsonArray(category);
            }
        }));

    public static Task<Answer> CancelAsync(this TestApp app, string member, string? key = null) =>
        app.PostAsync($"members/{member}/cancellations", new { reason = "too-expensive" }, key);

    public static Task<Answer> ComplainAsync(this TestApp app, string member, string reference, string category = "late-delivery", string? key = null) =>
        app.PostAsync($"members/{member}/complaints", new { category, reference }, key);

    public static Task<Answer> EndAsync(this TestApp app, string member, string cancellation, string outcome, string? key = null) =>
        app.PostAsync($"members/{member}/cancellations/{cancellation}/outcome", new { outcome }, key);

    /// <summary>The code of the offer; null: there was none.</summary>
    public static string? OfferOf(Answer answer) => answer.Expect(HttpStatusCode.Created).Json["offer"]?["code"]!.GetValue<string>();

    public static string? WhyNone(Answer answer) => answer.Expect(HttpStatusCode.Created).Json["noOffer"]?.GetValue<string>();

    /// <summary>How many of a campaign's scarce offers are taken.</summary>
    public static async Task<long> OffersTakenAsync(this TestApp app, string campaign) =>
        (await app.RowsAsync("Coupons", $"PartitionKey eq '{campaign}:offers' and RowKey eq 'offers:{campaign}'"))
            .Sum(row => long.Parse(row.GetString("Taken")!.Split(';')[0]));

    /// <summary>How many offers a member has, which the cancellations, the claims, the member's list and the coupons must all say alike.</summary>
    public static async Task<int> OffersAsync(this TestApp app, string member)
    {
        var rows = await app.RowsAsync("Members", $"PartitionKey eq '{member}'");
        var offers = rows.Where(row => row.RowKey.StartsWith("cancellation:", StringComparison.Ordinal)).Select(row => row.GetString("Code")).OfType<string>().Order().ToList();
        Assert.Equal(offers, rows.Where(row => row.RowKey.StartsWith("coupon:", StringComparison.Ordinal)).Select(row => row.GetString("Code")).Order());
        Assert.Equal(offers.Count, rows.Count(row => row.RowKey.StartsWith("claim:", StringComparison.Ordinal) && row.GetString("Coupon") is not null));
        Assert.Equal(offers, (await app.RowsAsync("Coupons", $"Member eq '{member}' and RowKey ge 'coupon:' and RowKey lt 'coupon;'")).Select(row => row.GetString("Code")).Order());
        return offers.Count;
    }

    private static Action<JsonObject> Answering(string kind, int cooldownDays, long? offers, Action<JsonObject>? change) => campaign =>
    {
        campaign["trigger"] = new JsonObject { ["kind"] = kind, ["cooldownDays"] = cooldownDays };
        if (offers is not null)
        {
            campaign["trigger"]!["offers"] = offers;
        }

        change?.Invoke(campaign);
    };
}
