using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.Programmes;

public sealed class ProgrammeCallTests(TestStorage storage)
{
    [Fact]
    public async Task Until_one_is_put_the_programme_is_the_default_and_each_put_is_a_version()
    {
        await using var app = await TestApp.StartAsync(storage);
        var first = (await app.GetAsync("programme")).Expect(HttpStatusCode.OK).Json;
        Assert.Equal(0, first["version"]!.GetValue<int>());
        Assert.Equal("EUR", first["currency"]!.GetValue<string>());
        Assert.Equal("Europe/Berlin", first["timeZone"]!.GetValue<string>());
        Assert.True(first["autoEnrol"]!.GetValue<bool>());
        Assert.Equal(1, first["earn"]!["points"]!.GetValue<long>());
        Assert.Equal(100, first["earn"]!["perAmount"]!.GetValue<long>());

        var put = (await app.PutAsync("programme", Body(programme => programme["autoEnrol"] = false))).Expect(HttpStatusCode.OK).Json;
        Assert.Equal(1, put["version"]!.GetValue<int>());
        Assert.False(put["autoEnrol"]!.GetValue<bool>());
        Assert.Equal(2, (await app.PutAsync("programme", Body())).Expect(HttpStatusCode.OK).Json["version"]!.GetValue<int>());
        Assert.Equal(2, (await app.GetAsync("programme")).Json["version"]!.GetValue<int>());
        Assert.Equal(3, (await app.RowsAsync("Campaigns", "PartitionKey eq 'programme'")).Count);
    }

    [Theory]
    [InlineData("currency", "USD")]
    [InlineData("timeZone", "Europe/Paris")]
    public async Task Currency_and_zone_change_until_there_is_a_member_and_never_again(string field, string value)
    {
        await using var app = await TestApp.StartAsync(storage);
        (await app.PutAsync("programme", Body(programme => programme[field] = value))).Expect(HttpStatusCode.OK);
        (await app.PutAsync("programme", Body())).Expect(HttpStatusCode.OK);
        await app.EnrolAsync("m-1");

        Assert.Equal("immutable", (await app.PutAsync("programme", Body(programme => programme[field] = value))).Expect(HttpStatusCode.Conflict).Reason);
        (await app.PutAsync("programme", Body(programme => programme["autoEnrol"] = false))).Expect(HttpStatusCode.OK);

        // Neither when the only one has left: the books are in the old currency.
        (await app.DeleteAsync("members/m-1")).Expect(HttpStatusCode.NoContent);
        await app.WhenIdleAsync();
        Assert.Equal("immutable", (await app.PutAsync("programme", Body(programme => programme[field] = value))).Expect(HttpStatusCode.Conflict).Reason);
    }

    [Theory]
    [InlineData("""{"timeZone":"Europe/Berlin"}""", "currency", "no currency")]
    [InlineData("""{"currency":"euro","timeZone":"Europe/Berlin"}""", "currency", "no currency of ISO 4217")]
    [InlineData("""{"currency":"EUR","timeZone":"Berlin"}""", "timeZone", "no IANA zone")]
    [InlineData("""{"currency":"EUR","timeZone":"Europe/Berlin","earn":{"points":-1,"perAmount":100}}""", "earn.points", "negative points")]
    [InlineData("""{"currency":"EUR","timeZone":"Europe/Berlin","earn":{"points":1,"perAmount":0}}""", "earn.perAmount", "points for nothing")]
    [InlineData("""{"currency":"EUR","timeZone":"Europe/Berlin","earn":{"points":1,"perAmount":100,"multipliers":[{"factor":2},{"factor":101}]}}""", "earn.multipliers[1].factor", "too large a factor")]
    [InlineData("""{"currency":"EUR","timeZone":"Europe/Berlin","earn":{"points":1,"perAmount":100,"multipliers":[{"factor":2,"days":["sonntag"]}]}}""", "earn.multipliers[0].days[0]", "no day")]
    [InlineData("""{"currency":"EUR","timeZone":"Europe/Berlin","tiers":[]}""", "tiers", "an unknown member")]
    public async Task Bad_input_is_named_by_its_path_and_changes_nothing(string body, string field, string why)
    {
        await using var app = await TestApp.StartAsync(storage);
        var answer = (await app.SendAsync(HttpMethod.Put, "programme", body, null)).Expect(HttpStatusCode.BadRequest);

        Assert.True(answer.Field == field, $"{why}: {answer.Text}");
        Assert.Empty(await app.DumpAsync());
    }

    [Theory]
    [InlineData("+", 100, "what a page would escape")]
    [InlineData("é", 50, "what is beyond ASCII")]
    public async Task A_programme_is_stored_in_about_the_size_in_which_it_was_sent(string letter, int length, string why)
    {
        await using var app = await TestApp.StartAsync(storage);
        var body = WithNames(letter, length);
        Assert.InRange(Encoding.UTF8.GetByteCount(body), 20_000, 32 * 1024);

        var put = (await app.SendAsync(HttpMethod.Put, "programme", body, null)).Expect(HttpStatusCode.OK);

        var stored = (await app.GetAsync("programme")).Expect(HttpStatusCode.OK);
        Assert.True(put == stored, why);
        var rows = await app.RowsAsync("Campaigns", "PartitionKey eq 'programme'");
        Assert.All(rows, row => Assert.InRange(row.GetBinary("Json")!.Length, 20_000, Encoding.UTF8.GetByteCount(body) + 300));
    }

    [Fact]
    public async Task A_programme_that_does_not_fit_into_a_row_names_its_multipliers()
    {
        await using var app = await TestApp.StartAsync(storage);

        // Of four bytes each, written down as twelve.
        var answer = await app.SendAsync(HttpMethod.Put, "programme", WithNames("😀", 39), null);

        Assert.Equal("earn.multipliers", answer.Expect(HttpStatusCode.BadRequest).Field);
        Assert.Empty(await app.DumpAsync());
    }

    /// <summary>As a client sends it that escapes only what it must.</summary>
    private static string WithNames(string letter, int length)
    {
        var name = string.Concat(Enumerable.Repeat(letter, length));
        var names = string.Join(',', Enumerable.Range(0, 100).Select(i => $"\"{name}{i:D3}\""));
        return $$$"""
            {"currency":"EUR","timeZone":"Europe/Berlin","earn":{"points":1,"perAmount":100,"multipliers":[{"factor":2,"categories":[{{{names}}}],"stores":[{{{names}}}]}]}}
            """;
    }

    [Fact]
    public async Task Of_versions_put_at_once_every_accepted_one_is_kept()
    {
        await using var app = await TestApp.StartAsync(storage);
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => app.PutAsync("programme", Body())));

        var accepted = answers.Where(answer => answer.Status == HttpStatusCode.OK).Select(answer => answer.Json["version"]!.GetValue<int>()).Order().ToList();
        Assert.Equal(Enumerable.Range(1, accepted.Count), accepted);
        Assert.All(answers.Where(answer => answer.Status != HttpStatusCode.OK), answer => answer.Expect(HttpStatusCode.ServiceUnavailable));
        Assert.Equal(accepted.Count + 1, (await app.RowsAsync("Campaigns", "PartitionKey eq 'programme'")).Count);
    }

    [Theory]
    [InlineData(Fault.DieBefore)]
    [InlineData(Fault.DieAfter)]
    public async Task New_tiers_whose_process_dies_at_their_commit_have_their_walk(Fault fault)
    {
        var faults = new StorageFaults();
        await using var app = await TestApp.StartAsync(storage, services: faults.Insert(), change: options => options with { RunQueues = false });
        var body = Body(programme => programme["tiers"] = JsonNode.Parse(
            $$"""{ "by": "points", "period": { "kind": "rolling", "months": 12 }, "levels": [{{TierShop.Silver}}] }"""));
        faults.AtBatches(fault);
        (await app.PutAsync("programme", body.DeepClone())).Expect(HttpStatusCode.InternalServerError);

        (await app.PutAsync("programme", body)).Expect(HttpStatusCode.OK);

        Assert.NotEmpty((await app.Queue("walks").PeekMessagesAsync(32)).Value);
    }

    private static JsonObject Body(Action<JsonObject>? change = null)
    {
        var body = new JsonObject { ["currency"] = "EUR", ["timeZone"] = "Europe/Berlin" };
        change?.Invoke(body);
        return body;
    }
}
