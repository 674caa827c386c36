using System.Net;
using Rewards.Functions.Storage;
using Rewards.Functions.Tests.Support;
using static Rewards.Functions.Tests.Imports.ImportShop;

namespace Rewards.Functions.Tests.Imports;

/// <summary>What goes out comes in again and goes out the same.</summary>
public sealed class ExportTests(TestStorage storage)
{
    private const string Head = "memberId,joinedOn,lastPurchaseOn,purchases,spendMinor,balances,cardNumbers\n";

    [Fact]
    public async Task Members_go_out_and_in_and_out_the_same()
    {
        const string File = Head
            + "anna,2020-01-02,2026-04-01,12,123450,2027-01-31:500;2027-02-28:200;never:50,4006381333931;QR-7\n"
            + "ben,2026-05-04,,0,0,,\n"
            + "carla,2021-05-06,2026-03-03,1,700,2026-05-04:1,\n";
        await using var app = await TestApp.StartAsync(storage);
        await app.ImportAsync(MembersPath, File);
        await app.EnrolAsync("dora", new { email = "dora@example.org", birthday = "--05-17" });
        await app.EnrolAsync("erased");
        (await app.DeleteAsync("members/erased")).Expect(HttpStatusCode.NoContent);
        await app.WhenIdleAsync();

        var exported = await app.GetAsync("exports/members");
        Assert.Equal("text/csv", exported.Expect(HttpStatusCode.OK).MediaType);
        Assert.Equal(File + "dora,2026-05-04,,0,0,,\n", exported.Text);
        Assert.Equal(("completed", 1, 3, 0), Counts(await app.ImportAsync(MembersPath, exported.Text)));
        Assert.Equal(exported.Text, (await app.GetAsync("exports/members")).Text);

        await using var other = await TestApp.StartAsync(storage);
        Assert.Equal(("completed", 4, 0, 0), Counts(await other.ImportAsync(MembersPath, exported.Text)));
        Assert.Equal(exported.Text, (await other.GetAsync("exports/members")).Text);
    }

    [Fact]
    public async Task Points_that_have_lapsed_or_are_pending_stay_behind()
    {
        await using var app = await TestApp.StartAsync(storage);
        (await app.PutAsync("programme", new
        {
            currency = "EUR", timeZone = "Europe/Berlin", pending = new { kind = "afterDays", days = 14 },
        })).Expect(HttpStatusCode.OK);
        await app.ImportAsync(MembersPath, Head + "anna,2020-01-02,,0,0,2026-05-04:1;2027-01-31:500,\n");
        await app.BuyAsync("p-1", "anna", "2026-05-04T09:30:00Z");
        await app.WhenIdleAsync();
        app.Clock.Set("2026-05-05T10:00:00Z");

        Assert.Equal(Head + "anna,2020-01-02,2026-05-04,1,2598,2027-01-31:500,\n", (await app.GetAsync("exports/members")).Text);
    }

    [Fact]
    public async Task Codes_go_out_and_in_and_out_the_same_and_those_of_no_use_stay_behind()
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.DefineAsync("spring", campaign => campaign["shards"] = 4);
        var (used, disabled) = (await app.IssueAsync("spring"), await app.IssueAsync("spring"));
        var kept = new[] { await app.IssueAsync("spring"), await app.IssueAsync("spring", "anna"), "WE1C0ME10" };
        await app.ImportAsync(CodesPath, "code,campaignId\nWELCOME-10,spring\n");
        (await app.RedeemAsync(used)).Expect(HttpStatusCode.Created);
        (await app.PostAsync($"coupons/{disabled}/disable", new { })).Expect(HttpStatusCode.OK);
        await app.WhenIdleAsync();

        var exported = (await app.GetAsync("exports/codes?campaignId=spring")).Expect(HttpStatusCode.OK).Text;
        Assert.StartsWith("code,campaignId,memberId\n", exported);
        Assert.Equal(
            new[] { $"{kept[0]},spring,", $"{kept[1]},spring,anna", $"{kept[2]},spring," }.Order(), exported.Split('\n')[1..^1].Order());
        Assert.Equal(("completed", 0, 3, 0), Counts(await app.ImportAsync(CodesPath, exported)));

        await using var other = await TestApp.StartAsync(storage);
        await other.DefineAsync("spring", campaign => campaign["shards"] = 4);
        Assert.Equal(("completed", 3, 0, 0), Counts(await other.ImportAsync(CodesPath, exported)));
        Assert.Equal(exported, (await other.GetAsync("exports/codes?campaignId=spring")).Text);
        Assert.Equal("wrong-member", (await other.RedeemAsync(kept[1])).Reason);
        foreach (var code in kept)
        {
            (await other.RedeemAsync(code, Shop.Redemption("anna"))).Expect(HttpStatusCode.Created);
        }

        Assert.Equal(3, (await other.RowsOfKindAsync(TableKeys.Coupons, "redemption")).Count);
    }
}
