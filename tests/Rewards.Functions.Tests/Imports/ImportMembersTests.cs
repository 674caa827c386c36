using System.Net;
using Rewards.Functions.Tests.Support;
using static Rewards.Functions.Tests.Imports.ImportShop;

namespace Rewards.Functions.Tests.Imports;

public sealed class ImportMembersTests(TestStorage storage)
{
    [Fact]
    public async Task Members_come_with_their_points_by_expiry_their_purchases_and_nothing_else()
    {
        await using var app = await TestApp.StartAsync(storage, settings: SmallSlices);

        var import = await app.ImportAsync(MembersPath, Header
            + "anna,2020-01-02,2026-04-01,12,123450,2027-01-31:500;2027-02-28:200;never:50\n"
            + "ben,,,,,\n"
            + "\"carla\", 2021-05-06 ,,,,\"2027-01-31:5;2027-01-31:6\"\r\n\n");

        Assert.Equal(("completed", 3, 0, 0), Counts(import));
        Assert.Equal(3, import["rows"]!.GetValue<int>());
        var anna = (await app.GetAsync("members/anna")).Expect(HttpStatusCode.OK).Json;
        Assert.Equal(("2020-01-02", "2026-04-01"), (anna["joinedOn"]!.GetValue<string>(), anna["lastPurchaseOn"]!.GetValue<string>()));
        Assert.Equal((12, 123_450), (anna["purchases"]!.GetValue<long>(), anna["spend"]!.GetValue<long>()));
        var points = (await app.GetAsync("members/anna/points")).Json;
        Assert.Equal(750, points["balance"]!.GetValue<long>());
        Assert.Equal(["2027-01-31 500", "2027-02-28 200", " 50"], points["lots"]!.AsArray().Select(lot => $"{lot!["expiresOn"]} {lot["points"]}"));
        Assert.Equal("opening", Assert.Single(points["entries"]!.AsArray())!["kind"]!.GetValue<string>());
        Assert.Equal(11, (await app.GetAsync("members/carla/points")).Json["balance"]!.GetValue<long>());
        Assert.Equal("2026-05-04", (await app.GetAsync("members/ben")).Json["joinedOn"]!.GetValue<string>());
        Assert.DoesNotContain(app.Topic.Events, received => received.Type == "Rewards.MemberEnrolled");
        Assert.Equal(["20270201"], (await app.RowsAsync("Agenda", "RowKey eq 'anna:look'")).Select(row => row.PartitionKey[..8]));
    }

    [Fact]
    public async Task The_same_file_again_under_its_key_or_another_does_nothing_a_second_time()
    {
        await using var app = await TestApp.StartAsync(storage, settings: SmallSlices);
        var file = Header + "anna,,,,,never:50\nben,,,,,never:60\ncarla,,,,,never:70\n";
        var first = (await app.PostAsync(MembersPath, file, "k-1")).Expect(HttpStatusCode.Accepted);
        await app.WhenIdleAsync();

        Assert.Equal(first, await app.PostAsync(MembersPath, file, "k-1"));
        await app.WhenIdleAsync();
        Assert.Equal(("completed", 3, 0, 0), Counts((await app.GetAsync($"imports/{first.Json["importId"]}")).Json));
        Assert.Equal(("completed", 0, 3, 0), Counts(await app.ImportAsync(MembersPath, file, "k-2")));
        Assert.Equal(("completed", 0, 1, 0), Counts(await app.ImportAsync(MembersPath, Header + "anna,,,,,never:999\n")));
        (await app.PostAsync(MembersPath, file + "dora,,,,,\n", "k-1")).Expect(HttpStatusCode.UnprocessableEntity);
        await app.WhenIdleAsync();

        Assert.Equal(3, (await app.RowsOfKindAsync("Members", "entry")).Count);
        Assert.Equal(50, (await app.GetAsync("members/anna/points")).Json["balance"]!.GetValue<long>());
        Assert.Equal(3, (await app.RowsAsync("Facts", "Type eq 'Rewards.PointsOpened'")).Count);
        Assert.Empty(await app.RowsOfKindAsync("Imports", "slice"));
    }

    [Fact]
    public async Task A_bad_line_is_told_by_its_line_and_column_and_changes_nothing_and_the_others_are_carried_out()
    {
        await using var app = await TestApp.StartAsync(storage, settings: SmallSlices);

        var import = await app.ImportAsync(MembersPath, Header
            + "anna,,,,,never:50\n"
            + "ben@example.org,,,,,never:50\n"
            + "carla,2026-05-05,,-1,,2020-01-31:500\n"
            + "\n"
            + "dora,,,,\n"
            + "\"ellen,,,,,\n"
            + "frida,,,,,never:60\n");

        Assert.Equal(("completed", 2, 0, 4), Counts(import));
        Assert.Equal(["3 memberId", "4 joinedOn", "4 purchases", "4 balances", "6 body", "7 body"], Errors(import));
        Assert.Equal(["anna", "frida"], (await app.RowsOfKindAsync("Members", "profile")).Select(row => row.PartitionKey).Order());
        Assert.Equal(50, (await app.GetAsync("members/anna/points")).Json["balance"]!.GetValue<long>());
    }

    [Theory]
    [InlineData("", "body", "nothing at all", "header")]
    [InlineData("memberId\n", "body", "a header only")]
    [InlineData("joinedOn\n2020-01-01\n", "memberId", "no id")]
    [InlineData("memberId,email\nanna,a@b.c\n", "email", "personal data")]
    [InlineData("memberId,balances,balances\nanna,,\n", "balances", "a column twice")]
    [InlineData("memberId,balances\nanna,never:1\nben,\n\"anna\",never:2\n", "memberId", "a member on two lines")]
    [InlineData("memberId;balances\nanna;\n", "memberId;balances", "another separator")]
    public async Task A_file_that_is_none_is_refused_as_a_whole(string file, string field, string why, string? otherField = null)
    {
        await using var app = await TestApp.StartAsync(storage);

        var answer = (await app.PostAsync(MembersPath, file)).Expect(HttpStatusCode.BadRequest);

        Assert.True(answer.Field == field || answer.Field == otherField || (file.Length == 0 && answer.Field == "memberId"), $"{why}: {answer.Text}");
        Assert.Empty(await app.RowsAsync("Imports"));
    }

    [Fact]
    public async Task Neither_a_body_of_another_kind_nor_a_long_line_is_taken()
    {
        await using var app = await TestApp.StartAsync(storage);
        using var json = new StringContent("memberId\nanna\n", System.Text.Encoding.UTF8, "application/json");
        using var latin = new ByteArrayContent([.. "memberId\n"u8, 0xFC, (byte)'\n']);
        latin.Headers.ContentType = new("text/csv");
        foreach (var (content, field) in new (HttpContent, string)[] { (json, "Content-Type"), (latin, "body") })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, MembersPath) { Content = content };
            request.Headers.Add("Idempotency-Key", "k-1");
            using var response = await app.Client.SendAsync(request);
            Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
            Assert.Contains($"\"{field}\"", await response.Content.ReadAsStringAsync());
        }

        Assert.Equal("body", (await app.PostAsync(MembersPath, $"memberId\n{new string('a', 8193)}\n")).Expect(HttpStatusCode.BadRequest).Field);
        Assert.Equal("Idempotency-Key", (await app.PostAsync(MembersPath, "memberId\nanna\n", key: "")).Expect(HttpStatusCode.BadRequest).Field);
        (await app.GetAsync("imports/no%27thing")).Expect(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task An_erased_member_does_not_come_back_and_nothing_of_an_import_survives_an_erasure()
    {
        const string Member = "m-4711";
        await using var app = await TestApp.StartAsync(storage, settings: SmallSlices);
        var file = Header + $"anna,,,,,never:50\n{Member},2020-01-02,,,,never:50\nben,,,,,\n";
        await app.ImportAsync(MembersPath, file, "k-1");
        Assert.DoesNotContain(await app.DumpAsync(), row => row.StartsWith("Imports:", StringComparison.Ordinal) && row.Contains(Member));
        (await app.DeleteAsync($"members/{Member}")).Expect(HttpStatusCode.NoContent);
        await app.WhenIdleAsync();

        var again = await app.ImportAsync(MembersPath, file, "k-2");

        Assert.Equal(("completed", 0, 2, 1), Counts(again));
        Assert.Equal(["3 memberId"], Errors(again));
        Assert.DoesNotContain(Member, again.ToJsonString());
        Assert.DoesNotContain(
            await app.DumpAsync(), row => row.Contains(Member) && !row.Contains($"RowKey=profile:{Member}") && !row.StartsWith("Facts", StringComparison.Ordinal) && !row.Contains("Kind=erase"));
        (await app.GetAsync($"members/{Member}")).Expect(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Cards_come_along_and_one_that_another_member_has_is_told_and_holds_up_nothing_else()
    {
        await using var app = await TestApp.StartAsync(storage);
        await app.EnrolAsync("ben");
        (await app.PostAsync("members/ben/cards", new { number = "4006381333931" })).Expect(HttpStatusCode.Created);
        const string File = "memberId,balances,cardNumbers\nanna,never:50,QR-7;4006381333931\ncarla,never:50,4006381333930\n";

        var import = await app.ImportAsync(MembersPath, File);
        var again = await app.ImportAsync(MembersPath, File);

        Assert.Equal(("completed", 1, 0, 1), Counts(import));
        Assert.Equal(["2 cardNumbers", "3 cardNumbers"], Errors(import));
        Assert.Equal(("completed", 0, 1, 1), Counts(again));
        Assert.Equal("anna", (await app.GetAsync("cards/QR-7")).Expect(HttpStatusCode.OK).Json["memberId"]!.GetValue<string>());
        Assert.Equal("ben", (await app.GetAsync("cards/4006381333931")).Json["memberId"]!.GetValue<string>());
        (await app.GetAsync("members/carla")).Expect(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Two_thousand_lines_are_worked_off_within_two_minutes()
    {
        await using var app = await TestApp.StartAsync(storage);
        var lines = Enumerable.Range(0, 2_000).Select(i => $"m-{i},2020-01-02,2026-04-01,12,123450,2027-01-31:{i + 1};never:50\n");
        var import = await app.StartImportAsync(MembersPath, Header + string.Concat(lines));

        await app.Host.WhenQueuesIdleAsync(TimeSpan.FromMinutes(2), CancellationToken.None);

        Assert.Equal(("completed", 2_000, 0, 0), Counts((await app.GetAsync($"imports/{import}")).Json));
        Assert.Equal(2_049, (await app.GetAsync("members/m-1998/points")).Json["balance"]!.GetValue<long>());
    }
}
