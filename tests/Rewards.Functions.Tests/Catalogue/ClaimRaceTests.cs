using System.Net;
using System.Text.Json.Nodes;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.Catalogue;

public sealed class ClaimRaceTests(TestStorage storage)
{
    private const int Members = 32;

    [Theory]
    [InlineData(10, 32, 1, "one instance")]
    [InlineData(10, 32, 2, "two instances that fight for the stock's row")]
    [InlineData(16, 16, 2, "whoever has no points takes nothing away from those who have, not even for a moment")]
    public async Task The_last_ones_are_claimed_exactly_once(int left, int rich, int instances, string why)
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.OpenCatalogueAsync(500, Enumerable.Range(0, rich).Select(i => $"m-{i}"));
        foreach (var poor in Enumerable.Range(rich, Members - rich))
        {
            await app.EnrolAsync($"m-{poor}");
        }

        await app.DefineRewardAsync("mug", reward => reward["stock"] = left);
        await using var other = await TestApp.StartAsync(storage, connectionString: app.ConnectionString);
        var race = await Race.RunAsync(Members, i => (i % instances == 0 ? app : other).ClaimAsync("mug", $"m-{i}"));
        await app.WhenIdleAsync();

        Assert.True(race.Count(HttpStatusCode.Created) == left, $"{why}: {string.Join(", ", race.Answers.CountBy(answer => $"{answer.Status} {answer.Reason}"))}");
        Assert.Equal(0, await app.StockLeftAsync("mug"));
        for (var i = 0; i < Members; i++)
        {
            var got = race.Answers[i].Status == HttpStatusCode.Created;
            Assert.True(got || race.Answers[i].Reason is "out-of-stock" or "insufficient-points", race.Answers[i].Text);
            Assert.Equal(got ? 1 : 0, await app.ClaimsAsync($"m-{i}", "mug", i < rich ? 500 : 0));
        }
    }

    [Theory]
    [InlineData(1, "one instance")]
    [InlineData(2, "two instances")]
    public async Task A_member_who_claims_many_times_at_once_gets_as_many_as_one_member_may(int instances, string why)
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.OpenCatalogueAsync(5_000, "m-1");
        await app.DefineRewardAsync("mug", reward =>
        {
            reward["stock"] = 8;
            reward["limitPerMember"] = new JsonObject { ["max"] = 2 };
        });
        await using var other = await TestApp.StartAsync(storage, connectionString: app.ConnectionString);

        var race = await Race.RunAsync(8, i => (i % instances == 0 ? app : other).ClaimAsync("mug", "m-1"));
        await app.WhenIdleAsync();

        race.Expect(2, "member-limit-reached");
        Assert.True(await app.ClaimsAsync("m-1", "mug", 5_000) == 2, why);
        Assert.Equal(6, await app.StockLeftAsync("mug"));
    }

    [Fact]
    public async Task One_key_sent_many_times_at_once_claims_once()
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.OpenCatalogueAsync(5_000, "m-1");
        await app.DefineRewardAsync("mug", reward => reward["stock"] = 8);
        await using var other = await TestApp.StartAsync(storage, connectionString: app.ConnectionString);

        var race = await Race.RunAsync(8, i => (i % 2 == 0 ? app : other).ClaimAsync("mug", "m-1", "key-1"));
        await app.WhenIdleAsync();

        Assert.Single(race.Answers.Distinct()).Expect(HttpStatusCode.Created);
        Assert.Equal(1, await app.ClaimsAsync("m-1", "mug", 5_000));
        Assert.Equal(7, await app.StockLeftAsync("mug"));
    }
}
