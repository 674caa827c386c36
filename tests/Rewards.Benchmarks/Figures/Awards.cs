using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Rewards.Functions.Http;
using Rewards.Functions.Purchases;
using Rewards.Functions.Tests.Support;

namespace Rewards.Benchmarks.Figures;

/// <summary>Awards of purchases: the command alone, without the queue before it and the follow-up after it.</summary>
internal static class Awards
{
    public static async Task AwardAsync(TestApp app, string member, int number)
    {
        var id = $"p-{member}-{number.ToString(CultureInfo.InvariantCulture)}";
        var body = JsonSerializer.Deserialize(Shop.Purchase(id, member, "2026-05-04T09:30:00Z").ToJsonString(), WireJson.Default.PurchaseRequestBody)!;
        var purchase = PurchaseParsing.ToPurchase(body, app.Clock.GetCurrentInstant()).Purchase!;
        var row = await app.Host.Services.GetRequiredService<AwardCommand>().RunAsync(purchase, id, CancellationToken.None);
        Assert.NotNull(row);
    }
}
