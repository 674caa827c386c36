using System.Net;
using System.Text.Json.Nodes;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.Care;

/// <summary>Scarce offers: never more than there are, and none lost.</summary>
public sealed class CareBudgetTests(TestStorage storage)
{
    private const int Members = 16;

    [Fact]
    public async Task Sixteen_who_leave_at_once_get_as_many_offers_as_there_are()
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.DefineSaveOfferAsync("save", offers: 5);
        // Only now: an instance that looked before may take it for a while that there is no such campaign.
        await using var other = await TestApp.StartAsync(storage, connectionString: app.ConnectionString);
        foreach (var i in Enumerable.Range(0, Members))
        {
            await app.EnrolAsync($"m-{i}");
        }

        var race = await Race.RunAsync(Members, i => (i % 2 == 0 ? app : other).CancelAsync($"m-{i}"));
        await app.WhenIdleAsync();

        Assert.Equal(5, race.Answers.Count(answer => CareShop.OfferOf(answer) is not null));
        Assert.All(race.Answers, answer => Assert.True(CareShop.OfferOf(answer) is not null || CareShop.WhyNone(answer) == "budget-exhausted", answer.Text));
        Assert.Equal(5, await app.OffersTakenAsync("save"));
        for (var i = 0; i < Members; i++)
        {
            Assert.Equal(CareShop.OfferOf(race.Answers[i]) is null ? 0 : 1, await app.OffersAsync($"m-{i}"));
        }
    }

    [Fact]
    public async Task Where_one_campaigns_offers_are_gone_the_next_one_answers_and_a_new_period_begins_anew()
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.DefineSaveOfferAsync("a-save", offers: 1, change: campaign => campaign["trigger"]!["offersPeriod"] = "day");
        await app.DefineSaveOfferAsync("b-save");
        List<string> served = [];
        foreach (var member in new[] { "m-1", "m-2", "m-3" })
        {
            await app.EnrolAsync(member);
            served.Add((await app.CancelAsync(member)).Json["offer"]!["campaignId"]!.GetValue<string>());
            app.Clock.Advance(NodaTime.Duration.FromHours(served.Count == 2 ? 24 : 0));
        }

        Assert.Equal(["a-save", "b-save", "a-save"], served);
    }

    [Fact]
    public async Task What_one_try_set_aside_goes_back_when_the_retry_comes_to_no_offer()
    {
        var faults = new StorageFaults();
        await using var dying = await TestApp.StartAsync(
            storage, services: faults.Insert(), change: options => options with { RunQueues = false });
        await using var next = await TestApp.StartAsync(storage, connectionString: dying.ConnectionString, clock: dying.Clock);
        await next.DefineSaveOfferAsync("save", offers: 5);
        await next.EnrolAsync("m-1");
        var batches = 0;
        faults.Choose = request => StorageFaults.IsBatch(request) && Interlocked.Increment(ref batches) == 2 ? Fault.DieBefore : Fault.None;
        (await dying.CancelAsync("m-1", "key-1")).Expect(HttpStatusCode.InternalServerError);
        Assert.Equal(1, await next.OffersTakenAsync("save"));

        await next.DefineSaveOfferAsync("save", offers: 5, change: campaign => campaign["disabled"] = true);
        Assert.Equal("no-offer", CareShop.WhyNone(await next.CancelAsync("m-1", "key-1")));
        await next.WhenIdleAsync();

        Assert.Equal(0, await next.OffersTakenAsync("save"));
        Assert.Equal(0, await next.OffersAsync("m-1"));
    }

    [Fact]
    public async Task A_retry_of_who_was_served_takes_nothing_of_the_campaign_that_would_be_next()
    {
        await using var app = await TestApp.StartAsync(storage, change: options => options with { RunQueues = false });
        await app.DefineSaveOfferAsync("a-save", offers: 3);
        await app.DefineSaveOfferAsync("b-save", offers: 3);
        await app.EnrolAsync("m-1");

        Assert.Equal(await app.CancelAsync("m-1", "key-1"), await app.CancelAsync("m-1", "key-1"));

        Assert.Equal(1, await app.OffersTakenAsync("a-save"));
        Assert.Equal(0, await app.OffersTakenAsync("b-save"));
    }

    [Theory]
    [InlineData(true, "what follows the cancellation came before the erasure")]
    [InlineData(false, "what follows the cancellation comes after the erasure")]
    public async Task Of_an_erased_members_cancellation_nothing_is_left_but_that_one_offer_is_taken(bool followedUp, string why)
    {
        const string Member = "m-4711";
        await using var app = await TestApp.StartAsync(storage);
        await app.DefineSaveOfferAsync("a-save", offers: 3, change: campaign => campaign["conditions"] = new JsonObject { ["tiers"] = new JsonArray("gold") });
        await app.DefineSaveOfferAsync("b-save", offers: 3);
        await app.EnrolAsync(Member);
        string code;
        await using (var asked = await TestApp.StartAsync(
            storage,
            connectionString: app.ConnectionString,
            clock: app.Clock,
            change: options => options with { RunQueues = followedUp },
            settings: new() { ["Rewards:FollowUpDelay"] = "00:00:05" }))
        {
            code = CareShop.OfferOf(await asked.CancelAsync(Member))!;
            if (followedUp)
            {
                await app.WhenIdleAsync();
            }

            (await app.DeleteAsync($"members/{Member}")).Expect(HttpStatusCode.NoContent);
        }

        await app.WhenIdleAsync();

        Assert.True(await app.OffersTakenAsync("b-save") == 1, why);
        Assert.Equal(0, await app.OffersTakenAsync("a-save"));
        Assert.DoesNotContain(await app.DumpAsync(), row => row.Contains(Member) && !row.StartsWith("Members:", StringComparison.Ordinal));
        Assert.Equal(2, (await app.RowsAsync("Members", $"PartitionKey eq '{Member}'")).Count);
        Assert.Equal("disabled", (await app.RedeemAsync(code)).Reason);
    }
}
