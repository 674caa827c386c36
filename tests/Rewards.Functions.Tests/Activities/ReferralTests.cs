using System.Net;
using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Rewards.Domain.Activities;
using Rewards.Functions.Coupons;
using Rewards.Functions.Storage;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.Activities;

public sealed class ReferralTests(TestStorage storage)
{
    [Fact]
    public async Task Both_sides_are_rewarded_when_the_friends_first_purchase_is_big_enough()
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.OfferReferralsAsync();
        await app.EnrolAsync("anna");
        var code = await app.ReferralCodeAsync("anna");
        await app.EnrolFriendAsync("ben", code);

        await app.BuyAsync("p-1", "ben", ActivityShop.At, Shop.Basket("r-1", 2500));
        await app.WhenIdleAsync();

        Assert.Equal(["referral", "purchase"], await app.EntryKindsAsync("ben"));
        Assert.Equal(75, await app.BalanceAsync("ben"));
        Assert.Equal(["referral"], await app.EntryKindsAsync("anna"));
        Assert.Equal(100, await app.BalanceAsync("anna"));
        var standing = (await app.GetAsync("members/anna/referral-code")).Json;
        Assert.Equal((code, 1), (standing["code"]!.GetValue<string>(), standing["rewardedFriends"]!.GetValue<long>()));
        Assert.Equal(2, app.Topic.Events.Count(happened => happened.Type == "Rewards.PointsEarned"));
        Assert.Equal(2, (await app.RowsAsync("Agenda", "RowKey eq 'anna:look' or RowKey eq 'ben:look'")).Count);
    }

    [Fact]
    public async Task Neither_sides_rows_name_the_other()
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.OfferReferralsAsync();
        await app.EnrolAsync("anna-4711");
        await app.EnrolFriendAsync("ben-0815", await app.ReferralCodeAsync("anna-4711"));
        await app.BuyAsync("p-1", "ben-0815", ActivityShop.At);
        await app.WhenIdleAsync();

        Assert.Equal(100, await app.BalanceAsync("anna-4711"));
        Assert.DoesNotContain(await app.DumpAsync(), row => row.Contains("anna-4711") && row.Contains("ben-0815"));
        Assert.DoesNotContain(app.Topic.Events, happened => happened.Json.GetRawText() is var json && json.Contains("anna-4711") && json.Contains("ben-0815"));
    }

    [Fact]
    public async Task A_first_purchase_that_is_too_small_ends_the_referral_for_good()
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.OfferReferralsAsync();
        await app.EnrolAsync("anna");
        await app.EnrolFriendAsync("ben", await app.ReferralCodeAsync("anna"));

        await app.BuyAsync("p-1", "ben", ActivityShop.At, Shop.Basket("r-1", 2499));
        await app.WhenIdleAsync();
        await app.BuyAsync("p-2", "ben", ActivityShop.At, Shop.Basket("r-2", 99900));
        await app.WhenIdleAsync();

        Assert.Equal(["purchase", "purchase"], await app.EntryKindsAsync("ben"));
        Assert.Equal(0, await app.BalanceAsync("anna"));
    }

    [Fact]
    public async Task A_code_is_drawn_once_and_read_as_it_is_typed()
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.OfferReferralsAsync();
        await app.EnrolAsync("anna");
        await app.EnrolAsync("ben");

        var codes = (await Race.RunAsync(8, _ => app.GetAsync("members/anna/referral-code"))).Answers
            .Select(answer => answer.Expect(HttpStatusCode.OK).Json["code"]!.GetValue<string>()).Distinct().ToList();

        var code = Assert.Single(codes);
        Assert.Equal(code, await app.ReferralCodeAsync("anna"));
        Assert.NotEqual(code, await app.ReferralCodeAsync("ben"));
        var registered = (await app.ReferAsync("ben", $" {code[..5].ToLowerInvariant()}-{code[5..]}")).Expect(HttpStatusCode.Created).Json;
        Assert.Equal((code, "2026-05-04"), (registered["code"]!.GetValue<string>(), registered["registeredOn"]!.GetValue<string>()));
    }

    [Fact]
    public async Task A_code_that_another_member_has_already_is_drawn_anew()
    {
        // The same bytes twice, then others.
        var draws = 0;
        RandomBytes repeating = bytes =>
        {
            RandomNumberGenerator.Fill(bytes);
            if (bytes.Length == ReferralCode.RandomLength)
            {
                bytes.Fill((byte)(Interlocked.Increment(ref draws) / 3));
            }
        };
        await using var app = await TestApp.StartAsync(storage, services: collection => collection.AddSingleton(repeating));
        await app.OfferReferralsAsync();
        await app.EnrolAsync("anna");
        await app.EnrolAsync("ben");

        Assert.Equal("00000000000", await app.ReferralCodeAsync("anna"));
        Assert.NotEqual("00000000000", await app.ReferralCodeAsync("ben"));
        Assert.Equal(3, draws);
        Assert.Equal("00000000000", await app.ReferralCodeAsync("anna"));
    }

    [Fact]
    public async Task Each_wrong_registration_is_refused_with_its_reason()
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.OfferReferralsAsync("""{ "withinDays": 30 }""");
        await app.EnrolAsync("anna");
        await app.EnrolAsync("ben");
        var code = await app.ReferralCodeAsync("anna");

        Assert.Equal("unknown-member", (await app.ReferAsync("nobody", code)).Expect(HttpStatusCode.NotFound).Reason);
        Assert.Equal("unknown-referral-code", (await app.ReferAsync("ben", "00000000000")).Expect(HttpStatusCode.NotFound).Reason);
        Assert.Equal("unknown-referral-code", (await app.ReferAsync("ben", "SUMMER20")).Expect(HttpStatusCode.NotFound).Reason);
        Assert.Equal("self-referral", (await app.ReferAsync("anna", code)).Expect(HttpStatusCode.Conflict).Reason);
        var registered = (await app.ReferAsync("ben", code, "key-1")).Expect(HttpStatusCode.Created);
        Assert.Equal("already-referred", (await app.ReferAsync("ben", code)).Expect(HttpStatusCode.Conflict).Reason);
        Assert.Equal(registered, await app.ReferAsync("ben", code, "key-1"));
        (await app.ReferAsync("ben", code.ToLowerInvariant(), "key-1")).Expect(HttpStatusCode.UnprocessableEntity);

        await app.BuyAsync("p-1", "carl", ActivityShop.At);
        await app.EnrolAsync("dora", new { joinedOn = "2026-04-03" });
        await app.WhenIdleAsync();
        Assert.Equal("not-a-new-member", (await app.ReferAsync("carl", code)).Expect(HttpStatusCode.Conflict).Reason);
        Assert.Equal("not-a-new-member", (await app.ReferAsync("dora", code)).Expect(HttpStatusCode.Conflict).Reason);
    }

    [Fact]
    public async Task Where_no_referrals_are_rewarded_there_are_no_codes()
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.EnrolAsync("anna");

        Assert.Equal("referral-not-offered", (await app.GetAsync("members/anna/referral-code")).Expect(HttpStatusCode.Conflict).Reason);
        Assert.Equal("referral-not-offered", (await app.ReferAsync("anna", "00000000000")).Expect(HttpStatusCode.Conflict).Reason);
        Assert.Equal("unknown-member", (await app.GetAsync("members/nobody/referral-code")).Expect(HttpStatusCode.NotFound).Reason);
    }

    [Theory]
    [InlineData("{}", 200)]
    [InlineData("""{ "maxPerReferrer": 1 }""", 100)]
    public async Task Two_friends_at_once_earn_the_referrer_what_the_programme_allows(string change, long expected)
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.OfferReferralsAsync(change);
        await app.EnrolAsync("anna");
        var code = await app.ReferralCodeAsync("anna");
        await Task.WhenAll(app.EnrolFriendAsync("ben", code), app.EnrolFriendAsync("carl", code));

        await Task.WhenAll(app.BuyAsync("p-1", "ben", ActivityShop.At), app.BuyAsync("p-2", "carl", ActivityShop.At));
        await app.WhenIdleAsync();

        Assert.Equal(expected, await app.BalanceAsync("anna"));
        Assert.Equal((75, 75), (await app.BalanceAsync("ben"), await app.BalanceAsync("carl")));
        Assert.Empty(await app.RowsAsync("Poison"));
    }

    [Fact]
    public async Task An_erased_referrer_gets_nothing_and_the_friend_is_rewarded_all_the_same()
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.OfferReferralsAsync();
        await app.EnrolAsync("anna-4711");
        var code = await app.ReferralCodeAsync("anna-4711");
        await app.EnrolFriendAsync("ben", code);
        (await app.DeleteAsync("members/anna-4711")).Expect(HttpStatusCode.NoContent);
        await app.WhenIdleAsync();

        await app.BuyAsync("p-1", "ben", ActivityShop.At);
        await app.WhenIdleAsync();

        Assert.Equal(75, await app.BalanceAsync("ben"));
        Assert.Equal(2, (await app.DumpAsync()).Count(row => row.Contains("anna-4711")));
        Assert.Empty(await app.RowsAsync("Poison"));
        await app.EnrolAsync("carl");
        Assert.Equal("unknown-referral-code", (await app.ReferAsync("carl", code)).Expect(HttpStatusCode.NotFound).Reason);
    }

    [Fact]
    public async Task An_erased_friend_leaves_nothing_with_the_referrer_who_keeps_the_points()
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.OfferReferralsAsync();
        await app.EnrolAsync("anna");
        await app.EnrolFriendAsync("ben-0815", await app.ReferralCodeAsync("anna"));
        await app.BuyAsync("p-1", "ben-0815", ActivityShop.At);
        await app.WhenIdleAsync();

        (await app.DeleteAsync("members/ben-0815")).Expect(HttpStatusCode.NoContent);
        await app.WhenIdleAsync();

        Assert.Equal(100, await app.BalanceAsync("anna"));
        Assert.Equal(2, (await app.DumpAsync()).Count(row => row.Contains("ben-0815")));
    }

    [Fact]
    public async Task A_claim_that_is_made_when_its_member_has_just_been_erased_names_nobody()
    {
        var atClaim = new Interruption(request => Outage.IsInsertInto(request, TableKeys.Claims));
        await using var app = await TestApp.StartAsync(storage);
        await using var other = await TestApp.StartAsync(
            storage, connectionString: app.ConnectionString, services: atClaim.Insert(), change: options => options with { RunQueues = false });
        await app.OfferReferralsAsync();
        await app.EnrolAsync("anna-4711");
        atClaim.Before(async () =>
        {
            (await app.DeleteAsync("members/anna-4711")).Expect(HttpStatusCode.NoContent);
            await app.WhenIdleAsync();
        });

        Assert.Equal("unknown-member", (await other.GetAsync("members/anna-4711/referral-code")).Expect(HttpStatusCode.NotFound).Reason);

        Assert.DoesNotContain(await app.DumpAsync(), row => row.StartsWith("Claims:", StringComparison.Ordinal) && row.Contains("anna-4711"));
    }
}
