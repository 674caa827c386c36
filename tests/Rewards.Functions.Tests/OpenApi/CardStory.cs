using System.Text.Json.Nodes;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.OpenApi;

/// <summary>What is done with cards, in the day of <see cref="OpenApiStory"/>.</summary>
internal sealed class CardStory(CheckedCalls calls, TestApp app)
{
    private const string Ean = "5901234123457";

    private const string Qr = "QR:anna/7f3c";

    private static readonly string InPath = Uri.EscapeDataString(Qr);

    public async Task TellAsync()
    {
        await calls.PutAsync(200, "members/m-card", new JsonObject());
        await calls.PutAsync(200, "members/m-gone", new JsonObject());
        await calls.DeleteAsync(204, "members/m-gone");
        await AssignAsync();
        await UseAsync();
        await ReplaceAsync();
        await LoseAsync();
    }

    private async Task AssignAsync()
    {
        await calls.PostAsync(201, "members/m-card/cards", Number(Ean), "a-card");
        await calls.PostAsync(400, "members/m-card/cards", Number("5901234123458"));
        await calls.PostAsync(404, "members/m-unknown/cards", Number(Qr));
        await calls.PostAsync(409, "members/m-gone/cards", Number(Qr));
        await calls.PostAsync(422, "members/m-card/cards", Number(Qr), "a-card");
        Assert.Single((await calls.GetAsync(200, "members/m-card/cards")).Json["cards"]!.AsArray());
        await calls.GetAsync(400, "members/a@b/cards");
        await calls.GetAsync(404, "members/m-unknown/cards");
        await calls.GetAsync(200, $"cards/{Ean}");
        await calls.GetAsync(400, "cards/5901234123458");
        await calls.GetAsync(404, $"cards/{InPath}");
    }

    private async Task UseAsync()
    {
        await calls.PostAsync(201, $"campaigns/{OpenApiSamples.Campaign}/coupons", new JsonObject { ["cardNumber"] = Ean });
        await calls.PostAsync(404, $"campaigns/{OpenApiSamples.Campaign}/coupons", new JsonObject { ["cardNumber"] = Qr });
        var purchase = Shop.Purchase("p-card", "m-card", "2026-05-04T09:00:00Z");
        purchase.Remove("memberId");
        purchase["cardNumber"] = Ean;
        await calls.PostAsync(202, "purchases", purchase, "");
        purchase["cardNumber"] = Qr;
        await calls.PostAsync(404, "purchases", purchase, "");
        await app.WhenIdleAsync();
    }

    private async Task ReplaceAsync()
    {
        await calls.PostAsync(201, $"cards/{Ean}/replacements", Number(Qr), "a-replacement");
        await calls.PostAsync(400, $"cards/{Ean}/replacements", Number(""));
        await calls.PostAsync(404, "cards/nobodys/replacements", Number(Qr));
        await calls.PostAsync(409, $"cards/{Ean}/replacements", Number(Qr));
        await calls.PostAsync(422, $"cards/{Ean}/replacements", Number("another"), "a-replacement");
        await calls.GetAsync(200, $"cards/{Ean}");
        await calls.PostAsync(409, $"campaigns/{OpenApiSamples.Campaign}/coupons", new JsonObject { ["cardNumber"] = Ean });
    }

    private async Task LoseAsync()
    {
        await calls.PostAsync(200, $"cards/{InPath}/loss", null);
        await calls.PostAsync(400, $"cards/{InPath}/loss", null, "");
        await calls.PostAsync(404, "cards/nobodys/loss", null);
        await calls.PostAsync(409, $"cards/{InPath}/loss", null);
    }

    private static JsonObject Number(string number) => new() { ["number"] = number };
}
