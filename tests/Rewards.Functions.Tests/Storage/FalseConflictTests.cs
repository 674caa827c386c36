using System.Net;
using Azure.Core;
using Rewards.Functions.Storage;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.Storage;

/// <summary>A 409 is no proof that a row is there: it is looked for, and where it is not the insert is tried again later.</summary>
public sealed class FalseConflictTests(TestStorage storage)
{
    [Theory]
    [InlineData(TableKeys.Facts, "the follow-up's message comes again")]
    [InlineData(TableKeys.Coupons, "the caller is told to try again")]
    public async Task A_coupon_whose_rows_are_said_to_be_there_is_written_all_the_same(string table, string why)
    {
        var faults = new StorageFaults();
        await using var app = await TestApp.StartAsync(storage, settings: new() { ["Rewards:ConflictPatience"] = "00:00:02" }, services: faults.Insert());
        await app.DefineAsync("spring");
        var fired = 0;
        faults.Choose = request => IsInsertInto(request, table) && Interlocked.Increment(ref fired) == 1 ? Fault.Conflict : Fault.None;

        var issued = await IssueAsync(app);
        if (issued.Status == HttpStatusCode.ServiceUnavailable)
        {
            issued = await IssueAsync(app);
        }

        await app.WhenIdleAsync();
        Assert.True(fired > 1, why);
        var code = issued.Expect(HttpStatusCode.Created).Json["coupons"]![0]!["code"]!.GetValue<string>();
        (await app.GetAsync($"coupons/{code}")).Expect(HttpStatusCode.OK);
        Assert.Single(await app.RowsAsync(TableKeys.Facts, "Type eq 'Rewards.CouponIssued'"));
        Assert.Single(await app.RowsAsync(TableKeys.Facts, "Type eq 'Rewards.MemberEnrolled'"));
    }

    [Fact]
    public async Task A_campaign_whose_tag_is_said_to_be_taken_is_defined_when_it_is_put_again()
    {
        var faults = new StorageFaults();
        await using var app = await TestApp.StartAsync(storage, services: faults.Insert());
        faults.Choose = StorageFaults.First(Fault.Conflict, 1, request => IsInsertInto(request, TableKeys.Campaigns));

        (await app.PutAsync("campaigns/spring", Shop.Campaign())).Expect(HttpStatusCode.ServiceUnavailable);

        Assert.Equal(1, (await app.PutAsync("campaigns/spring", Shop.Campaign())).Expect(HttpStatusCode.OK).Json["version"]!.GetValue<int>());
    }

    private static Task<Answer> IssueAsync(TestApp app) => app.PostAsync("campaigns/spring/coupons", new { memberId = "m-1" }, "key-1");

    private static bool IsInsertInto(Request request, string table) => Outage.IsInsertInto(request, table);
}
