using System.Net;
using Rewards.Functions.Tests.Support;
using static Rewards.Functions.Tests.Cards.CardShop;

namespace Rewards.Functions.Tests.Cards;

/// <summary>An erasure takes the cards away, and leaves their numbers taken.</summary>
public sealed class CardErasureTests(TestStorage storage)
{
    private const string Member = "m-4711";

    [Fact]
    public async Task After_an_erasure_no_card_leads_to_the_member_and_no_one_gets_its_number()
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.EnrolAsync("m-2");
        await app.EnrolWithCardAsync(Member);
        (await app.ReplaceAsync(Old, New)).Expect(HttpStatusCode.Created);
        await app.SendAsync("purchases", $$"""{"purchaseId":"no purchase","cardNumber":"{{New}}"}""");
        await app.WhenIdleAsync();

        (await app.DeleteAsync($"members/{Member}")).Expect(HttpStatusCode.NoContent);
        await app.WhenIdleAsync();

        var late = Shop.Purchase("p-late", "", "2026-05-04T09:30:00Z").ByCard(New);
        await app.SendAsync("purchases", late.ToJsonString());
        Assert.Equal("unknown-card", (await app.PostAsync("purchases", late, "")).Expect(HttpStatusCode.NotFound).Reason);
        Assert.Equal("unknown-card", (await app.GetAsync($"cards/{New}")).Expect(HttpStatusCode.NotFound).Reason);
        Assert.Equal("unknown-card", (await app.LoseAsync(New)).Expect(HttpStatusCode.NotFound).Reason);
        (await app.GetAsync($"members/{Member}/cards")).Expect(HttpStatusCode.NotFound);
        Assert.Equal("member-erased", (await app.AssignAsync(Member, "another")).Expect(HttpStatusCode.Conflict).Reason);
        foreach (var number in new[] { Old, New })
        {
            Assert.Equal("card-taken", (await app.AssignAsync("m-2", number)).Expect(HttpStatusCode.Conflict).Reason);
        }

        await app.WhenIdleAsync();
        Assert.Equal("member-erased", (await app.GetAsync("purchases/p-late")).Expect(HttpStatusCode.OK).Reason);
        var left = (await app.DumpAsync()).Concat(await app.PeekAsync()).ToList();
        Assert.DoesNotContain(left, row => row.Contains(Old) || row.Contains(New));
        Assert.All(left.Where(row => row.Contains(Member)), row => Assert.StartsWith("Members: ", row));
    }
}
