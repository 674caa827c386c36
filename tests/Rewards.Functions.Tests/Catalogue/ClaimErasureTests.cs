using System.Net;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.Catalogue;

public sealed class ClaimErasureTests(TestStorage storage)
{
    private const string Member = "m-4711";

    [Theory]
    [InlineData(true, "what follows the claim came before the erasure")]
    [InlineData(false, "what follows the claim comes after the erasure")]
    public async Task Of_an_erased_members_claim_nothing_is_left_but_that_one_is_taken(bool followedUp, string why)
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.OpenCatalogueAsync(600, Member);
        await app.DefineRewardAsync("mug", reward => reward["stock"] = 3);
        string code;
        await using (var claiming = await TestApp.StartAsync(
            storage, connectionString: app.ConnectionString, clock: app.Clock, change: options => options with { RunQueues = followedUp }, settings: Later))
        {
            code = (await claiming.ClaimAsync("mug", Member)).Expect(HttpStatusCode.Created).Json["coupon"]!["code"]!.GetValue<string>();
            if (followedUp)
            {
                await app.WhenIdleAsync();
            }

            (await app.DeleteAsync($"members/{Member}")).Expect(HttpStatusCode.NoContent);
        }

        await app.WhenIdleAsync();

        Assert.True(await app.StockLeftAsync("mug") == 2, why);
        Assert.DoesNotContain(await app.DumpAsync(), row => row.Contains(Member) && !row.StartsWith("Members:", StringComparison.Ordinal));
        Assert.Equal(2, (await app.RowsAsync("Members", $"PartitionKey eq '{Member}'")).Count);
        Assert.Equal("disabled", (await app.RedeemAsync(code)).Reason);
        Assert.Equal("member-erased", (await app.ClaimAsync("mug", Member)).Expect(HttpStatusCode.Conflict).Reason);
    }

    [Fact]
    public async Task A_member_who_is_erased_when_the_stock_is_set_aside_gives_it_back()
    {
        var batches = 0;
        var atCommit = new Interruption(request => StorageFaults.IsBatch(request) && Interlocked.Increment(ref batches) == 2);
        await using var app = await TestApp.StartAsync(storage);
        await using var other = await TestApp.StartAsync(
            storage, connectionString: app.ConnectionString, clock: app.Clock, services: atCommit.Insert(), change: options => options with { RunQueues = false });
        await app.OpenCatalogueAsync(600, Member);
        await app.DefineRewardAsync("mug", reward => reward["stock"] = 3);
        atCommit.Before(async () =>
        {
            Assert.Equal(2, await app.StockLeftAsync("mug"));
            (await app.DeleteAsync($"members/{Member}")).Expect(HttpStatusCode.NoContent);
        });

        Assert.Equal("member-erased", (await other.ClaimAsync("mug", Member)).Expect(HttpStatusCode.Conflict).Reason);
        await app.WhenIdleAsync();

        Assert.Equal(3, await app.StockLeftAsync("mug"));
        Assert.DoesNotContain(await app.DumpAsync(), row => row.Contains(Member) && !row.StartsWith("Members:", StringComparison.Ordinal));
        Assert.Equal(2, (await app.RowsAsync("Members", $"PartitionKey eq '{Member}'")).Count);
    }

    /// <summary>The claim's follow-up comes when that of the erasure is over.</summary>
    private static Dictionary<string, string?> Later => new() { ["Rewards:FollowUpDelay"] = "00:00:05" };
}
