using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Rewards.Domain.Identifiers;
using Rewards.Functions.Purchases;
using Rewards.Functions.Storage;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.Members;

/// <summary>Item 12 of what separates excellent from toy.</summary>
public sealed class ErasureTests(TestStorage storage)
{
    private const string Member = "m-4711";

    private const string Email = "anna.alt@example.com";

    private const string Birthday = "1971-05-17";

    private const string At = "2026-05-04T09:30:00Z";

    [Fact]
    public async Task After_an_erasure_nothing_is_left_in_any_table_queue_or_log_but_the_tombstone()
    {
        var log = new CapturedLog();
        await using var app = await TestApp.StartAsync(storage, change: options => Shortened(log.Capture(options)));
        await LiveAsync(app);
        Assert.Contains(await app.DumpAsync(), row => row.Contains(Email));

        (await app.DeleteAsync($"members/{Member}")).Expect(HttpStatusCode.NoContent);
        await app.WhenIdleAsync();

        await NothingIsLeftAsync(app, log);
        (await app.GetAsync($"members/{Member}")).Expect(HttpStatusCode.NotFound);
        (await app.GetAsync($"members/{Member}/points")).Expect(HttpStatusCode.NotFound);
        (await app.GetAsync($"members/{Member}/redemptions")).Expect(HttpStatusCode.NotFound);
        var told = Assert.Single(app.Topic.Events, received => received.Type == "Rewards.MemberErased");
        Assert.DoesNotContain(Email, told.Json.GetRawText());
    }

    [Fact]
    public async Task Late_calls_and_messages_of_an_erased_member_neither_enrol_nor_earn_nor_leave_a_trace()
    {
        var log = new CapturedLog();
        await using var app = await TestApp.StartAsync(
            storage, change: options => Shortened(log.Capture(options)), settings: new() { ["Rewards:AbandonAfter"] = "00:00:01" });
        await LiveAsync(app);
        (await app.DeleteAsync($"members/{Member}")).Expect(HttpStatusCode.NoContent);
        await app.WhenIdleAsync();

        // What came before, what is new, and what comes by the tills' own way.
        await app.BuyAsync("p-1", Member, At, Shop.Basket(receipt: "r-1"));
        await app.BuyAsync("p-8", Member, At, Shop.Basket(receipt: "r-8"));
        await app.SendAsync("purchases", Shop.Purchase("p-9", Member, At).ToJsonString());
        Assert.Equal("member-erased", (await app.PutAsync($"members/{Member}", new { email = Email })).Expect(HttpStatusCode.Conflict).Reason);
        Assert.Equal("member-erased", (await app.PostAsync("campaigns/welcome/coupons", new { memberId = Member })).Expect(HttpStatusCode.Conflict).Reason);
        (await app.PostAsync("coupons/SUMMER20/redemptions", Shop.Redemption(Member, Shop.Basket(receipt: "r-9")))).Expect(HttpStatusCode.Created);
        await app.WhenIdleAsync();

        await NothingIsLeftAsync(app, log);
        foreach (var purchase in new[] { "p-1", "p-8", "p-9" })
        {
            var outcome = (await app.GetAsync($"purchases/{purchase}")).Expect(HttpStatusCode.OK);
            Assert.Equal("refused", outcome.Json["state"]!.GetValue<string>());
            Assert.Equal("member-erased", outcome.Reason);
        }

        var late = app.Topic.Events.TakeWhile(received => received.Type != "Rewards.MemberErased");
        Assert.All(late, received => Assert.DoesNotContain(Member, received.Json.GetRawText()));
    }

    [Fact]
    public async Task The_receipts_of_an_erased_member_earn_nobody_anything()
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.EnrolAsync("erased");
        await LiveAsync(app);
        (await app.DeleteAsync($"members/{Member}")).Expect(HttpStatusCode.NoContent);
        await app.WhenIdleAsync();

        await app.BuyAsync("p-1", "erased", At, Shop.Basket(receipt: "r-8"));
        await app.BuyAsync("p-8", "erased", At, Shop.Basket(receipt: "r-1"));
        await app.BuyAsync("p-9", "erased", At, Shop.Basket(receipt: "r-9"));
        await app.WhenIdleAsync();

        Assert.Equal("duplicate-receipt", (await app.GetAsync("purchases/p-8")).Reason);
        Assert.Equal("p-9", Assert.Single(await app.RowsAsync("Members", "PartitionKey eq 'erased' and RowKey ge 'entry:' and RowKey lt 'entry;'")).GetString("Purchase"));
    }

    [Fact]
    public async Task Erasing_one_member_leaves_the_purchases_of_others_as_they_are()
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.BuyAsync("p-1", "m-1", At, Shop.Basket(receipt: "r-1"));
        await app.WhenIdleAsync();
        await app.BuyAsync("p-1", Member, At, Shop.Basket(receipt: "r-2"));
        await app.WhenIdleAsync();
        await app.EnrolAsync(Member);
        (await app.DeleteAsync($"members/{Member}")).Expect(HttpStatusCode.NoContent);
        await app.WhenIdleAsync();

        Assert.Equal("awarded", (await app.GetAsync("purchases/p-1")).Expect(HttpStatusCode.OK).Json["state"]!.GetValue<string>());
    }

    [Fact]
    public async Task An_erasure_opens_no_limit_per_member_once_again()
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.DefineAsync("summer", campaign =>
        {
            SharedCode(campaign);
            campaign["limits"] = new JsonObject { ["perMember"] = 1 };
        });
        await app.EnrolAsync(Member);
        (await app.RedeemAsync("SUMMER20", Shop.Redemption(Member))).Expect(HttpStatusCode.Created);
        await app.WhenIdleAsync();
        (await app.DeleteAsync($"members/{Member}")).Expect(HttpStatusCode.NoContent);
        await app.WhenIdleAsync();

        var again = (await app.RedeemAsync("SUMMER20", Shop.Redemption(Member))).Expect(HttpStatusCode.Conflict);

        Assert.Equal("member-limit-reached", again.Reason);
        await app.WhenIdleAsync();
        Assert.DoesNotContain(await app.DumpAsync(), row => row.Contains(Member) && !row.StartsWith("Members:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_a_member_redeemed_before_enrolling_is_wiped_too()
    {
        var log = new CapturedLog();
        await using var app = await TestApp.StartAsync(storage, change: log.Capture);
        (await app.PutAsync("programme", new { currency = "EUR", timeZone = "Europe/Berlin", autoEnrol = false })).Expect(HttpStatusCode.OK);
        await app.DefineAsync("summer", SharedCode);
        (await app.RedeemAsync("SUMMER20", Shop.Redemption(Member))).Expect(HttpStatusCode.Created);
        await app.WhenIdleAsync();
        (await app.GetAsync($"members/{Member}")).Expect(HttpStatusCode.NotFound);
        await app.EnrolAsync(Member, new { email = Email });
        Assert.Single((await app.GetAsync($"members/{Member}/redemptions")).Expect(HttpStatusCode.OK).Json["redemptions"]!.AsArray());

        (await app.DeleteAsync($"members/{Member}")).Expect(HttpStatusCode.NoContent);
        await app.WhenIdleAsync();

        await NothingIsLeftAsync(app, log);
        Assert.Single(await app.RowsOfKindAsync("Coupons", "redemption"));
    }

    [Fact]
    public async Task Erasing_one_member_leaves_the_poison_of_others_however_short_the_id()
    {
        await using var app = await TestApp.StartAsync(storage, change: Shortened);
        await app.EnrolAsync("1");
        foreach (var (purchase, member) in new[] { ("p-4", "m-77"), ("p-5", "1") })
        {
            var bad = Shop.Purchase(purchase, member, At);
            bad["basket"]!["lines"]![0]!["amount"] = -1;
            await app.SendAsync("purchases", bad.ToJsonString());
        }

        await app.WhenIdleAsync();
        (await app.DeleteAsync("members/1")).Expect(HttpStatusCode.NoContent);
        await app.WhenIdleAsync();

        Assert.Contains("m-77", Assert.Single(await app.RowsAsync("Poison")).GetBinaryData("Body")!.ToString());
    }

    [Fact]
    public async Task A_redemption_in_flight_while_its_member_is_erased_is_kept_for_the_books_without_the_member()
    {
        var log = new CapturedLog();
        await using var app = await TestApp.StartAsync(
            storage, change: options => Shortened(log.Capture(options)) with { RunQueues = false });
        await app.EnrolAsync(Member, new { email = Email });
        await app.DefineAsync("welcome");
        await app.DefineAsync("summer", SharedCode);
        var code = await app.IssueAsync("welcome", Member);
        (await app.RedeemAsync(code, Shop.Redemption(Member))).Expect(HttpStatusCode.Created);
        (await app.RedeemAsync("SUMMER20", Shop.Redemption(Member))).Expect(HttpStatusCode.Created);

        // Everything that follows from all this comes only now, in whatever order.
        (await app.DeleteAsync($"members/{Member}")).Expect(HttpStatusCode.NoContent);
        await using (var other = await TestApp.StartAsync(
            storage, connectionString: app.ConnectionString, clock: app.Clock, change: options => Shortened(log.Capture(options))))
        {
            await other.WhenIdleAsync();
        }

        await NothingIsLeftAsync(app, log);
        Assert.Equal(2, (await app.RowsOfKindAsync("Coupons", "redemption")).Count);
    }

    [Theory]
    [InlineData("issue")]
    [InlineData("change")]
    [InlineData("award")]
    public async Task An_erasure_between_another_instances_loading_and_its_commit_wins(string command)
    {
        var log = new CapturedLog();
        var atCommit = new Interruption(request => request.Uri.ToUri().AbsolutePath.EndsWith("$batch", StringComparison.Ordinal));
        await using var app = await TestApp.StartAsync(storage, change: log.Capture);
        await using var other = await TestApp.StartAsync(
            storage,
            connectionString: app.ConnectionString,
            clock: app.Clock,
            services: atCommit.Insert(),
            change: options => log.Capture(options) with { RunQueues = false });
        await app.DefineAsync("welcome");
        await app.EnrolAsync(Member, new { email = Email });
        await app.WhenIdleAsync();
        atCommit.Before(async () => (await app.DeleteAsync($"members/{Member}")).Expect(HttpStatusCode.NoContent));

        switch (command)
        {
            case "issue":
                (await other.PostAsync("campaigns/welcome/coupons", new { memberId = Member })).Expect(HttpStatusCode.Conflict);
                break;
            case "change":
                (await other.PutAsync($"members/{Member}", new { email = Email })).Expect(HttpStatusCode.Conflict);
                break;
            case "award":
                await ActivatorUtilities.CreateInstance<PurchaseFunctions>(other.Host.Services)
                    .AwardAsync(Shop.Purchase("p-1", Member, At).ToJsonString(), CancellationToken.None);
                break;
        }

        await app.WhenIdleAsync();
        await NothingIsLeftAsync(app, log);
    }

    [Fact]
    public async Task A_purchase_that_was_given_up_does_not_hold_the_erasure_up()
    {
        var log = new CapturedLog();
        await using var app = await TestApp.StartAsync(storage, change: options => Shortened(log.Capture(options)));
        await app.EnrolAsync(Member, new { email = Email });
        await app.BuyAsync("p-1", Member, At);
        await app.WhenIdleAsync();
        Assert.True(await app.Host.Services.GetRequiredService<PartitionStore>().TryAbandonAsync(
            TableKeys.Members, Member, new OperationId("GIVENUP"), AwardCommand.Kind, CancellationToken.None));

        (await app.DeleteAsync($"members/{Member}")).Expect(HttpStatusCode.NoContent);
        await app.WhenIdleAsync();

        await NothingIsLeftAsync(app, log);
    }

    [Fact]
    public async Task An_erased_member_is_not_erased_twice_and_an_unknown_one_not_at_all()
    {
        await using var app = await TestApp.StartAsync(storage);
        Assert.Equal("unknown-member", (await app.DeleteAsync("members/m-1")).Expect(HttpStatusCode.NotFound).Reason);
        await app.EnrolAsync("m-1");
        (await app.DeleteAsync("members/m-1")).Expect(HttpStatusCode.NoContent);
        await app.WhenIdleAsync();
        (await app.DeleteAsync("members/m-1")).Expect(HttpStatusCode.NoContent);
        await app.WhenIdleAsync();

        Assert.Equal(2, (await app.RowsAsync("Members")).Count);
        Assert.Single(app.Topic.Events, received => received.Type == "Rewards.MemberErased");
    }

    /// <summary>Leaves rows of every kind: purchases awarded and refused, coupons, redemptions, the Agenda, poison.</summary>
    private static async Task LiveAsync(TestApp app)
    {
        await app.WakeAfterAsync("wake-up", Shop.Dormant(90));
        await app.DefineAsync("welcome");
        await app.DefineAsync("summer", SharedCode);
        await app.EnrolAsync(Member, new { email = Email, birthday = Birthday, consents = new { email = true } });
        await app.BuyAsync("p-1", Member, At, Shop.Basket(receipt: "r-1"));
        await app.BuyAsync("p-2", "m-1", At, Shop.Basket(receipt: "r-2"));
        await app.WhenIdleAsync();
        await app.BuyAsync("p-3", Member, At, Shop.Basket(receipt: "r-2"));
        var code = await app.IssueAsync("welcome", Member);
        await app.IssueAsync("wake-up", Member);
        var redeemed = (await app.RedeemAsync(code, Shop.Redemption(Member, Shop.Basket(receipt: "r-1")))).Expect(HttpStatusCode.Created);
        (await app.RedeemAsync("SUMMER20", Shop.Redemption(Member, Shop.Basket(receipt: "r-1")))).Expect(HttpStatusCode.Created);
        (await app.RedeemAsync(code, Shop.Redemption(Member, Shop.Basket(receipt: "r-5")))).Expect(HttpStatusCode.Conflict);
        await app.WhenIdleAsync();
        (await app.PostAsync($"redemptions/{redeemed.Json["redemptionId"]}/rollback", new { })).Expect(HttpStatusCode.OK);

        // Two that cannot be processed; one of them is still on its way to table Poison when the member leaves.
        var bad = Shop.Purchase("p-4", Member, At);
        bad["basket"]!["lines"]![0]!["amount"] = -1;
        await app.SendAsync("purchases", bad.ToJsonString());
        await app.WhenIdleAsync();
        await app.Host.FireTimerAsync("KeepPoison");
        await app.SendAsync("purchases", bad.ToJsonString());
        await app.WhenIdleAsync();
    }

    private static async Task NothingIsLeftAsync(TestApp app, CapturedLog log)
    {
        var left = (await app.DumpAsync()).Where(Names).ToList();
        Assert.All(left, row => Assert.StartsWith("Members:", row));
        Assert.True(left.Count == 2, string.Join(Environment.NewLine, left));
        Assert.Single(left, row => row.Contains($"RowKey=profile:{Member}") && row.Contains("ErasedAt="));
        Assert.Single(left, row => row.Contains("Kind=erase"));
        Assert.DoesNotContain(left, row => row.Contains(Email) || row.Contains(Birthday));
        Assert.DoesNotContain(await app.PeekAsync(), Names);
        Assert.DoesNotContain(log.Lines, line => line.Contains(Email) || line.Contains(Birthday));

        // The web server tells, where it is asked to, which addresses were called; that is not the app's own log.
        Assert.DoesNotContain(log.Lines, line => line.Contains(Member) && !line.StartsWith("Microsoft.AspNetCore.", StringComparison.Ordinal));
    }

    private static bool Names(string text) => text.Contains(Member) || text.Contains(Email) || text.Contains(Birthday);

    private static void SharedCode(JsonObject campaign)
    {
        campaign["codes"] = new JsonObject { ["kind"] = "shared", ["code"] = "SUMMER20" };
        campaign["limits"] = new JsonObject { ["perMember"] = 5 };
    }

    private static LocalHost.Hosting.FunctionsHostOptions Shortened(LocalHost.Hosting.FunctionsHostOptions options) =>
        options with { HostJson = options.HostJson! with { MaxDequeueCount = 2 } };
}
