using System.Net;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.Care;

public sealed class ComplaintTests(TestStorage storage)
{
    private const string Member = "m-4711";

    [Fact]
    public async Task A_complaint_is_answered_by_its_category_once_a_reference_and_once_within_the_cooldown()
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.DefineApologyAsync("late", "late-delivery");
        await app.DefineApologyAsync("damaged", "damaged");
        await app.EnrolAsync(Member);

        var late = await app.ComplainAsync(Member, "order-1", key: "key-1");
        Assert.Equal("late", late.Expect(HttpStatusCode.Created).Json["offer"]!["campaignId"]!.GetValue<string>());
        Assert.Equal(late, await app.ComplainAsync(Member, "order-1", key: "key-1"));
        Assert.Equal("complaint-already-answered", (await app.ComplainAsync(Member, "order-1", "damaged")).Expect(HttpStatusCode.Conflict).Reason);
        Assert.Equal("cooldown", CareShop.WhyNone(await app.ComplainAsync(Member, "order-2")));
        Assert.Equal("complaint-already-answered", (await app.ComplainAsync(Member, "order-2")).Reason);
        Assert.Equal("no-offer", CareShop.WhyNone(await app.ComplainAsync(Member, "order-3", "rude-staff")));
        var damaged = await app.ComplainAsync(Member, "order-4", "damaged");
        Assert.Equal("damaged", damaged.Expect(HttpStatusCode.Created).Json["offer"]!["campaignId"]!.GetValue<string>());
        await app.WhenIdleAsync();

        var answered = await app.RowsAsync("Facts", "Type eq 'Rewards.ComplaintAnswered'");
        Assert.Equal(
            ["damaged ", "late-delivery ", "late-delivery cooldown", "rude-staff no-offer"],
            answered.Select(fact => $"{fact.GetString("Category")} {fact.GetString("NoOffer")}").Order());
    }

    [Fact]
    public async Task A_complaint_that_is_sent_many_times_at_once_under_many_keys_is_answered_once()
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.DefineApologyAsync("late", offers: 8, cooldownDays: 1);
        await app.EnrolAsync(Member);

        var race = await Race.RunAsync(8, _ => app.ComplainAsync(Member, "order-1"));
        await app.WhenIdleAsync();

        race.Expect(1, "complaint-already-answered");
        Assert.Equal(1, await app.OffersTakenAsync("late"));
    }
}
