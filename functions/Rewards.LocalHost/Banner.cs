using System.Globalization;

namespace Rewards.LocalHost;

/// <summary>What a fresh run says: where it is, and three calls that work as they stand, in this order.</summary>
internal static class Banner
{
    public static IEnumerable<string> Lines(Uri api, DateTimeOffset now)
    {
        var root = api.AbsoluteUri.TrimEnd('/');
        var today = now.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var lastDay = now.AddYears(1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var at = now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        const string Json = " -H 'Content-Type: application/json'";

        yield return $"Rewards on {root}";
        yield return "";
        yield return "Define a campaign, issue a coupon to a member, let the member buy:";
        yield return "";
        yield return $$$"""curl -X PUT {{{root}}}/campaigns/welcome{{{Json}}} -d '{"name":"Welcome","aim":"acquire","currency":"EUR","timeZone":"Europe/Berlin","validFrom":"{{{today}}}","validTo":"{{{lastDay}}}","discount":{"kind":"percentOff","percent":10},"codes":{"kind":"unique"}}'""";
        yield return $$$"""curl -X POST {{{root}}}/campaigns/welcome/coupons{{{Json}}} -H 'Idempotency-Key: first-coupon' -d '{"memberId":"m-1"}'""";
        yield return $$$"""curl -X POST {{{root}}}/purchases{{{Json}}} -d '{"purchaseId":"p-1","memberId":"m-1","at":"{{{at}}}","basket":{"currency":"EUR","storeId":"0042","tillId":"3","receiptId":"first-receipt","lines":[{"lineId":"1","sku":"arabica-1kg","category":"coffee","quantity":2,"amount":2598}]}}'""";
        yield return "";
        yield return $"Events are shown at {new Uri(api, "/local/events")}. Ctrl+C stops everything.";
    }
}
