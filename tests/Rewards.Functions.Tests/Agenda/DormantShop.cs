using Azure.Data.Tables;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.Agenda;

/// <summary>The sentences about members who fall silent.</summary>
internal static class DormantShop
{
    public static async Task BuyOnAsync(this TestApp app, string member, string day, bool enrol = true, bool isWaiting = true)
    {
        app.Clock.Set($"{day}T10:00:00Z");
        if (enrol)
        {
            await app.EnrolAsync(member);
        }

        await app.BuyAsync($"p-{member}-{day}", member, $"{day}T10:00:00Z");
        if (isWaiting)
        {
            await app.WhenIdleAsync();
        }
    }

    /// <summary>Member and occurrence of every coupon of the timed campaigns, by member.</summary>
    public static async Task<List<string>> IssuedAsync(this TestApp app) =>
        [.. (await app.RowsOfKindAsync("Members", "coupon")).Select(row => $"{row.PartitionKey} {row.GetString("Occurrence")}").Order()];

    /// <summary>Whose coupons there are.</summary>
    public static async Task<List<string>> CampaignsAsync(this TestApp app) =>
        [.. (await app.RowsOfKindAsync("Members", "coupon")).Select(row => row.GetString("Campaign")!).Order()];

    /// <summary>The day of the one row that the Agenda holds for m-1, such as 20260401; null: there is none.</summary>
    public static async Task<string?> StandingDayAsync(this TestApp app)
    {
        var rows = await app.LookRowsAsync();
        return rows.Count == 0 ? null : Assert.Single(rows).PartitionKey[..8];
    }

    /// <summary>What the Agenda holds for m-1; two for a moment, while one replaces the other.</summary>
    public static Task<IReadOnlyList<TableEntity>> LookRowsAsync(this TestApp app) => app.RowsAsync("Agenda", "RowKey eq 'm-1:look'");
}
