using System.Net;
using Rewards.Functions.Tests.Support;
using static Rewards.Functions.Tests.Cards.CardShop;

namespace Rewards.Functions.Tests.Cards;

/// <summary>Cards are given, lost and replaced; each number is one member's for ever.</summary>
public sealed class CardTests(TestStorage storage)
{
    [Fact]
    public async Task A_card_is_assigned_lost_and_replaced_and_says_so_at_every_step()
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.EnrolAsync("m-1");

        var assigned = (await app.AssignAsync("m-1", Old)).Expect(HttpStatusCode.Created);
        Assert.Equal($$"""{"number":"{{Old}}","memberId":"m-1","state":"active","since":"2026-05-04T10:00:00Z"}""", assigned.Text);
        Assert.Equal(assigned.Text, (await app.GetAsync($"cards/{Old}")).Text);

        app.Clock.Set("2026-05-05T10:00:00Z");
        var lost = (await app.LoseAsync(Old)).Expect(HttpStatusCode.OK);
        Assert.Equal(("lost", "2026-05-05T10:00:00Z"), (lost.Json["state"]!.GetValue<string>(), lost.Json["since"]!.GetValue<string>()));

        app.Clock.Set("2026-05-06T10:00:00Z");
        var next = (await app.ReplaceAsync(Old, New)).Expect(HttpStatusCode.Created);
        Assert.Equal((New, "active"), (next.Json["number"]!.GetValue<string>(), next.Json["state"]!.GetValue<string>()));
        var old = (await app.GetAsync($"cards/{Old}")).Json;
        Assert.Equal(("replaced", "2026-05-05T10:00:00Z", New), (old["state"]!.GetValue<string>(), old["since"]!.GetValue<string>(), old["replacedBy"]!.GetValue<string>()));
        var listed = (await app.GetAsync("members/m-1/cards")).Json["cards"]!.AsArray();
        Assert.Equal([New, Old], listed.Select(card => card!["number"]!.GetValue<string>()));
    }

    [Theory]
    [InlineData("4006381333932", "a wrong check digit")]
    [InlineData("", "empty")]
    [InlineData("anna@example.org", "an e-mail address")]
    public async Task What_is_no_card_number_is_named_and_changes_nothing(string number, string why)
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.EnrolWithCardAsync("m-1");

        foreach (var answer in new[] { await app.AssignAsync("m-1", number), await app.ReplaceAsync(Old, number) })
        {
            Assert.True(answer.Expect(HttpStatusCode.BadRequest).Field == "number", $"{why}: {answer.Text}");
        }

        Assert.Equal("active", await app.StateAsync(Old));
        Assert.Single(await app.RowsAsync("Claims", "PartitionKey ge 'card:' and PartitionKey lt 'card;'"));
    }

    [Fact]
    public async Task A_qr_text_with_whatever_a_url_has_is_found_by_its_path()
    {
        await using var app = await TestApp.StartAsync(storage);
        const string Text = "https://shop.example/c/1?x=%25&y=ü #1";
        await app.EnrolWithCardAsync("m-1", Text);

        var found = (await app.GetAsync($"cards/{Uri.EscapeDataString(Text)}")).Expect(HttpStatusCode.OK);

        Assert.Equal((Text, "m-1"), (found.Json["number"]!.GetValue<string>(), found.Json["memberId"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Of_many_members_who_want_one_number_one_gets_it()
    {
        await using var app = await TestApp.StartAsync(storage, change: options => options with { RunQueues = false });
        foreach (var i in Enumerable.Range(0, 8))
        {
            await app.EnrolAsync($"m-{i}");
        }

        var race = await Race.RunAsync(8, i => app.AssignAsync($"m-{i}", Old));

        var winner = Assert.Single(race.Answers, answer => answer.Status == HttpStatusCode.Created);
        Assert.All(race.Answers.Except([winner]), answer => Assert.Contains(answer.Expect(HttpStatusCode.Conflict).Reason, (string[])["card-taken", "abandoned"]));
        Assert.Equal(winner.Json["memberId"]!.GetValue<string>(), (await app.GetAsync($"cards/{Old}")).Json["memberId"]!.GetValue<string>());
        Assert.Single(await app.RowsOfKindAsync("Members", "number"));
    }

    [Fact]
    public async Task Refusals_leave_the_number_to_others()
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.EnrolWithCardAsync("m-1");
        await app.EnrolAsync("m-2");
        await app.EnrolAsync("m-3");

        Assert.Equal("unknown-member", (await app.AssignAsync("m-unknown", New)).Expect(HttpStatusCode.NotFound).Reason);
        Assert.Equal("card-taken", (await app.AssignAsync("m-2", Old)).Expect(HttpStatusCode.Conflict).Reason);
        Assert.Equal("unknown-card", (await app.LoseAsync(New)).Expect(HttpStatusCode.NotFound).Reason);
        Assert.Equal("unknown-card", (await app.ReplaceAsync(New, "another")).Expect(HttpStatusCode.NotFound).Reason);
        Assert.Equal("card-taken", (await app.ReplaceAsync(Old, Old)).Expect(HttpStatusCode.Conflict).Reason);

        (await app.ReplaceAsync(Old, New)).Expect(HttpStatusCode.Created);
        Assert.Equal("card-replaced", (await app.ReplaceAsync(Old, "another")).Expect(HttpStatusCode.Conflict).Reason);
        Assert.Equal("card-replaced", (await app.LoseAsync(Old)).Expect(HttpStatusCode.Conflict).Reason);
        Assert.Equal("card-replaced", (await app.AssignAsync("m-1", Old)).Expect(HttpStatusCode.Conflict).Reason);
        Assert.Equal("card-taken", (await app.AssignAsync("m-2", Old)).Expect(HttpStatusCode.Conflict).Reason);
        (await app.AssignAsync("m-3", "another")).Expect(HttpStatusCode.Created);
        Assert.Equal(["m-1", "m-1", "m-3"], (await app.RowsOfKindAsync("Members", "number")).Select(row => row.PartitionKey).Order());
    }

    [Fact]
    public async Task The_same_key_gets_the_same_bytes_whatever_became_of_the_card_and_another_number_is_422()
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.EnrolAsync("m-1");
        await app.EnrolAsync("m-2");

        var assigned = await app.AssignAsync("m-1", Old, "key-1");
        Assert.Equal(assigned, await app.AssignAsync("m-1", Old, "key-1"));
        Assert.Equal(assigned.Text, (await app.AssignAsync("m-1", Old, "key-2")).Expect(HttpStatusCode.Created).Text);
        (await app.AssignAsync("m-1", "another", "key-1")).Expect(HttpStatusCode.UnprocessableEntity);
        var lost = (await app.LoseAsync(Old, "key-1")).Expect(HttpStatusCode.OK);
        Assert.Equal(lost, await app.LoseAsync(Old, "key-1"));
        var replaced = (await app.ReplaceAsync(Old, New, "key-1")).Expect(HttpStatusCode.Created);

        Assert.Equal(replaced, await app.ReplaceAsync(Old, New, "key-1"));
        Assert.Equal(lost, await app.LoseAsync(Old, "key-1"));
        Assert.Equal(assigned, await app.AssignAsync("m-1", Old, "key-1"));
        (await app.ReplaceAsync(Old, "another", "key-1")).Expect(HttpStatusCode.UnprocessableEntity);

        // What a key that was used with another number had claimed is free again.
        (await app.AssignAsync("m-2", "another")).Expect(HttpStatusCode.Created);
    }
}
