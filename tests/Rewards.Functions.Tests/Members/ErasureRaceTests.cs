using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Rewards.Domain.Identifiers;
using Rewards.Functions.Coupons;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.Members;

/// <summary>What is on its way while its member is erased.</summary>
public sealed class ErasureRaceTests(TestStorage storage)
{
    [Fact]
    public async Task A_coupon_that_is_placed_after_the_erasure_by_who_read_its_record_before_names_nobody()
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.DefineAsync("welcome");
        var code = await app.IssueAsync("welcome", "erased-1");
        await app.WhenIdleAsync();
        var claim = Assert.Single(await app.RowsOfKindAsync("Members", "claim"));
        var issued = JsonSerializer.Deserialize(claim.GetString("Coupon")!, IssueJson.Default.IssuedCoupon)!;

        // As if it had not been placed yet.
        var placed = Assert.Single(await app.RowsOfKindAsync("Coupons", "coupon"));
        await app.Table("Coupons").DeleteEntityAsync(placed.PartitionKey, placed.RowKey);
        (await app.DeleteAsync("members/erased-1")).Expect(HttpStatusCode.NoContent);
        await app.WhenIdleAsync();
        await app.Host.Services.GetRequiredService<CouponPlacement>().PlaceAsync(
            MemberId.Parse("erased-1"), new IssueEffectsBody([issued], true, false), TestContext.Current.CancellationToken);

        Assert.DoesNotContain(await app.DumpAsync(), row => row.StartsWith("Coupons: ", StringComparison.Ordinal) && row.Contains("erased-1", StringComparison.Ordinal));
        Assert.Equal("disabled", (await app.GetAsync($"coupons/{code}")).Expect(HttpStatusCode.OK).Json["state"]!.GetValue<string>());
    }
}
