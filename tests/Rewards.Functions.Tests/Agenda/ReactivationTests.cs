using System.Net;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.Agenda;

public sealed class ReactivationTests(TestStorage storage)
{
    private const string WakeUp = "wake-up";

    /// <summary>Item 8 of what separates excellent from toy.</summary>
    [Theory]
    [InlineData("2026-04-10T04:00:00Z 2026-04-11T04:00:00Z 2026-04-12T04:00:00Z 2026-04-13T04:00:00Z", "once a day, on time")]
    [InlineData("2026-04-10T04:00:00Z 2026-04-10T04:15:00Z 2026-04-11T04:00:00Z 2026-04-11T04:15:00Z 2026-04-12T04:00:00Z 2026-04-13T04:00:00Z 2026-04-13T04:15:00Z", "twice")]
    [InlineData("2026-04-10T21:59:59Z 2026-04-11T21:59:59Z 2026-04-12T21:59:59Z 2026-04-13T21:59:59Z", "late on the day")]
    [InlineData("2026-04-13T04:00:00Z", "after three missed days")]
    public async Task The_timer_twice_late_or_after_missed_days_issues_the_same_as_once_on_time(string ticks, string why)
    {
        await using var app = await TestApp.StartAsync(storage, "2026-01-10T10:00:00Z");
        await app.WakeAfterAsync(WakeUp, Shop.Dormant(90));
        await app.BuyOnAsync("m-1", "2026-01-10");
        await app.BuyOnAsync("m-2", "2026-01-11");
        await app.BuyOnAsync("m-3", "2026-01-12");
        await app.BuyOnAsync("m-4", "2026-01-10");
        await app.DrainAgendaAsync();
        await app.BuyOnAsync("m-4", "2026-03-01");

        foreach (var tick in ticks.Split(' '))
        {
            app.Clock.Set(tick);
            await app.DrainAgendaAsync();
        }

        Assert.Equal(["m-1 2026-01-10", "m-2 2026-01-11", "m-3 2026-01-12"], await app.IssuedAsync());
        Assert.True(app.Topic.Events.Count(received => received.Type == "Rewards.CouponIssued") == 3, why);
    }

    /// <summary>Each campaign decides as of its own day: a cap holds then, and one that has ended since still woke.</summary>
    [Theory]
    [InlineData("10 11 12 13 14 15", "every day")]
    [InlineData("13 14 15", "three days late")]
    [InlineData("12 12 15", "two days late, on the very day of the last")]
    [InlineData("15", "five days late")]
    public async Task Missed_days_change_nothing_for_campaigns_that_depend_on_each_other(string ticks, string why)
    {
        await using var app = await TestApp.StartAsync(storage, "2026-01-10T10:00:00Z");
        await app.LastingPointsAsync();
        await app.WakeAfterAsync("first", Shop.Dormant(90));
        await app.WakeAfterAsync("ends", Shop.Dormant(91), campaign => campaign["validTo"] = "2026-04-11");
        await app.WakeAfterAsync("capped", Shop.Dormant(92, frequencyCapDays: 3));
        await app.BuyOnAsync("m-1", "2026-01-10");
        await app.DrainAgendaAsync();

        foreach (var day in ticks.Split(' '))
        {
            app.Clock.Set($"2026-04-{day}T04:00:00Z");
            await app.DrainAgendaAsync();
        }

        Assert.True(await app.CampaignsAsync() is ["ends", "first"], $"{why}: {string.Join(' ', await app.CampaignsAsync())}");
        Assert.Null(await app.StandingDayAsync());
    }

    [Theory]
    [InlineData("nothing", true, "the rule")]
    [InlineData("bought", false, "no longer silent")]
    [InlineData("left", false, "erased")]
    [InlineData("withdrew", false, "the consent that the campaign asks for is withdrawn")]
    [InlineData("another", false, "a consent for another channel is none")]
    public async Task Who_bought_left_or_withdrew_consent_before_the_coupon_was_issued_gets_none(string action, bool isIssued, string why)
    {
        await using var app = await TestApp.StartAsync(storage, "2026-01-10T10:00:00Z");
        await app.WakeAfterAsync(WakeUp, Shop.Dormant(90));
        await app.BuyOnAsync("m-1", "2026-01-10");

        // Due on 10 April, and the timer is late.
        app.Clock.Set("2026-04-12T10:00:00Z");
        switch (action)
        {
            case "bought":
                await app.BuyOnAsync("m-1", "2026-04-12", enrol: false);
                break;
            case "left":
                (await app.DeleteAsync("members/m-1")).Expect(HttpStatusCode.NoContent);
                break;
            case "withdrew":
                await app.EnrolAsync("m-1", new { consents = new { email = false } });
                break;
            case "another":
                await app.EnrolAsync("m-1", new { consents = new { email = false, sms = true } });
                break;
        }

        await app.WhenIdleAsync();
        await app.DrainAgendaAsync();
        Assert.True(isIssued == (await app.IssuedAsync()).Count > 0, why);
        Assert.Equal(isIssued ? 1 : 0, (await app.RowsOfKindAsync("Coupons", "coupon")).Count);
    }

    [Fact]
    public async Task A_silence_after_the_next_purchase_is_another_occurrence()
    {
        await using var app = await TestApp.StartAsync(storage, "2026-01-10T10:00:00Z");
        await app.WakeAfterAsync(WakeUp, Shop.Dormant(90));
        await app.BuyOnAsync("m-1", "2026-01-10");
        app.Clock.Set("2026-04-10T04:00:00Z");
        await app.DrainAgendaAsync();

        await app.BuyOnAsync("m-1", "2026-04-20");
        foreach (var day in new[] { "2026-07-18", "2026-07-19", "2026-07-20" })
        {
            app.Clock.Set($"{day}T04:00:00Z");
            await app.DrainAgendaAsync();
            Assert.Equal(day == "2026-07-18" ? 1 : 2, (await app.IssuedAsync()).Count);
        }

        Assert.Equal(["m-1 2026-01-10", "m-1 2026-04-20"], await app.IssuedAsync());
    }

    [Fact]
    public async Task Campaigns_of_different_days_look_at_a_member_by_one_standing_row()
    {
        await using var app = await TestApp.StartAsync(storage, "2026-01-01T10:00:00Z");
        await app.LastingPointsAsync();
        await app.WakeAfterAsync("after-60", Shop.Dormant(60));
        await app.WakeAfterAsync("after-30", Shop.Dormant(30));
        await app.BuyOnAsync("m-1", "2026-01-01");
        Assert.Equal("20260131", await app.StandingDayAsync());

        app.Clock.Set("2026-01-31T04:00:00Z");
        await app.DrainAgendaAsync();
        Assert.Equal(["after-30"], await app.CampaignsAsync());
        Assert.Equal("20260302", await app.StandingDayAsync());

        app.Clock.Set("2026-03-02T04:00:00Z");
        await app.DrainAgendaAsync();
        Assert.Equal(["after-30", "after-60"], await app.CampaignsAsync());
        Assert.Null(await app.StandingDayAsync());
    }

    [Theory]
    [InlineData(59, false, "a day before the cap ends")]
    [InlineData(60, true, "on the day on which it ends")]
    public async Task A_frequency_cap_counts_from_the_last_coupon_of_any_timed_campaign(int secondAfterDays, bool isIssued, string why)
    {
        await using var app = await TestApp.StartAsync(storage, "2026-01-01T10:00:00Z");
        await app.WakeAfterAsync("first", Shop.Dormant(30));
        await app.WakeAfterAsync("second", Shop.Dormant(secondAfterDays, frequencyCapDays: 30));
        await app.BuyOnAsync("m-1", "2026-01-01");

        for (var day = 25; day <= 65; day += 5)
        {
            app.Clock.Set($"{new DateTime(2026, 1, 1).AddDays(day):yyyy-MM-dd}T04:00:00Z");
            await app.DrainAgendaAsync();
        }

        Assert.True(isIssued == (await app.CampaignsAsync()).Contains("second"), why);
        Assert.Contains("first", await app.CampaignsAsync());
    }

    [Fact]
    public async Task What_falls_on_a_drained_day_is_filed_under_the_next_one_with_its_true_day_kept()
    {
        await using var app = await TestApp.StartAsync(storage, "2026-05-04T10:00:00Z");
        await app.LastingPointsAsync();
        await app.EnrolAsync("m-1");
        await app.BuyAsync("p-1", "m-1", "2026-01-01T10:00:00Z");
        await app.DrainAgendaAsync();

        // It finds one who sleeps since April.
        await app.WakeAfterAsync(WakeUp, Shop.Dormant(90));
        var row = Assert.Single(await app.LookRowsAsync());
        Assert.StartsWith("20260505:", row.PartitionKey);
        Assert.Equal("2026-04-01", row.GetString("Day"));

        await app.DrainAgendaAsync();
        Assert.Empty(await app.IssuedAsync());
        app.Clock.Set("2026-05-05T04:00:00Z");
        await app.DrainAgendaAsync();
        Assert.Equal(["m-1 2026-01-01"], await app.IssuedAsync());
        Assert.Null(await app.StandingDayAsync());
    }

    [Fact]
    public async Task A_till_that_was_offline_finds_a_sleeper_who_is_looked_at_at_once()
    {
        await using var app = await TestApp.StartAsync(storage, "2026-05-04T10:00:00Z");
        await app.LastingPointsAsync();
        await app.WakeAfterAsync(WakeUp, Shop.Dormant(90));
        await app.DrainAgendaAsync();

        await app.EnrolAsync("m-1");
        await app.BuyAsync("p-1", "m-1", "2026-01-01T10:00:00Z");
        await app.WhenIdleAsync();

        Assert.Equal(["m-1 2026-01-01"], await app.IssuedAsync());
        Assert.Null(await app.StandingDayAsync());
        Assert.Empty(await app.LookRowsAsync());
    }

    /// <summary>Item 9 of what separates excellent from toy.</summary>
    [Fact]
    public async Task A_member_of_the_control_group_gets_nothing_and_is_counted()
    {
        await using var app = await TestApp.StartAsync(storage, "2026-01-10T10:00:00Z");
        await app.WakeAfterAsync(WakeUp, Shop.Dormant(90, controlShare: 0.5m));
        var members = Enumerable.Range(1, 24).Select(i => $"m-{i:D2}").ToList();
        await Parallel.ForEachAsync(members, async (member, _) => await app.BuyOnAsync(member, "2026-01-10", isWaiting: false));
        await app.WhenIdleAsync();

        // Twice, as nothing may be counted twice.
        app.Clock.Set("2026-04-10T04:00:00Z");
        await app.DrainAgendaAsync();
        await app.DrainAgendaAsync();

        var claims = await app.RowsOfKindAsync("Members", "claim");
        Assert.Equal(members, claims.Select(claim => claim.PartitionKey).Order());
        var control = claims.Where(claim => claim.GetString("Arm") == "control").Select(claim => claim.PartitionKey).ToHashSet();
        var treated = claims.Where(claim => claim.GetString("Arm") == "treated").Select(claim => claim.PartitionKey).ToHashSet();
        Assert.True(control.Count is > 4 and < 20, $"{control.Count} of 24 are control.");
        Assert.Equal(24, control.Count + treated.Count);

        Assert.Equal(treated.Order(), (await app.RowsOfKindAsync("Coupons", "coupon")).Select(coupon => coupon.GetString("Member")!).Order());
        Assert.Equal(treated.Order(), (await app.RowsOfKindAsync("Members", "coupon")).Select(coupon => coupon.PartitionKey).Order());
        Assert.Equal(treated.Count, (await app.RowsAsync("Facts", "Type eq 'Rewards.CouponIssued'")).Count);
        Assert.Equal(control.Count, (await app.RowsAsync("Facts", "Type eq 'Rewards.ControlAssigned'")).Count);
        var coupons = (await app.GetAsync($"members/{control.First()}")).Expect(HttpStatusCode.OK).Json["coupons"]!.AsArray();
        Assert.Empty(coupons);
    }
}
