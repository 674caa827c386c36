using System.Text.Json;
using Rewards.Functions.Programmes;

namespace Rewards.Functions.Tests.Programmes;

public sealed class ProgrammeJsonTests
{
    private const string Full = """
        {"currency":"CHF","timeZone":"Europe/Zurich","autoEnrol":false,"earn":{"points":3,"perAmount":250,"multipliers":[{"factor":1.5,"categories":["coffee"],"stores":["0042"],"days":["monday","sunday"]}]},"expiry":{"kind":"fixedDate","on":"2027-12-31"},"pending":{"kind":"onEvent","event":"delivered","daysAtLatest":30},"exchange":{"points":100,"amount":50},"returns":{"takeBack":"negative"},"reminderDays":30}
        """;

    [Fact]
    public void A_programme_goes_to_the_domain_and_back_without_loss()
    {
        var (programme, errors) = ProgrammeJson.ToDomain(Read(Full), 7);

        Assert.Empty(errors);
        Assert.Equal(7, programme!.Version);
        Assert.Equal(Full, JsonSerializer.Serialize(ProgrammeJson.FromDomain(programme), ProgrammeJsonContext.Default.ProgrammeBody));
        Assert.Equal(
            "{\"version\":7," + Full[1..],
            JsonSerializer.Serialize(ProgrammeJson.ReplyOf(programme), ProgrammeJsonContext.Default.ProgrammeReply));
    }

    [Fact]
    public void What_is_left_out_is_the_default()
    {
        var (programme, _) = ProgrammeJson.ToDomain(Read("""{"currency":"EUR","timeZone":"Europe/Berlin"}"""), 0);

        Assert.Equal(Domain.Points.Programme.Default, programme);
    }

    [Theory]
    [InlineData("""{"kind":"endOfMonth","months":0}""", "the end of this very month")]
    [InlineData("""{"kind":"fixedDate","on":"--02-29"}""", "a day that not every year has")]
    [InlineData("""{"kind":"rollingDays","days":730}""", "the longest")]
    [InlineData("""{"kind":"never"}""", "none")]
    public void Each_kind_of_expiry_goes_to_the_domain_and_back(string expiry, string why)
    {
        var (programme, errors) = ProgrammeJson.ToDomain(Read($$"""{"currency":"EUR","timeZone":"UTC","expiry":{{expiry}}}"""), 1);

        Assert.Empty(errors);
        Assert.True(JsonSerializer.Serialize(ProgrammeJson.FromDomain(programme!).Expiry, ProgrammeJsonContext.Default.ExpiryBody) == expiry, why);
    }

    [Theory]
    [InlineData("""{}""", "currency timeZone", "what must be there")]
    [InlineData("""{"currency":"eur","timeZone":"Berlin"}""", "currency timeZone", "neither a currency nor a zone")]
    [InlineData("""{"currency":"EUR","timeZone":"UTC","earn":{}}""", "earn.points earn.perAmount", "an empty rule")]
    [InlineData("""{"currency":"EUR","timeZone":"UTC","earn":{"points":-1,"perAmount":0}}""", "earn.points earn.perAmount", "out of range")]
    [InlineData("""{"currency":"EUR","timeZone":"UTC","earn":{"points":1,"perAmount":1,"multipliers":[null]}}""", "earn.multipliers[0]", "no object")]
    [InlineData("""{"currency":"EUR","timeZone":"UTC","earn":{"points":1,"perAmount":1,"multipliers":[{"factor":1},{}]}}""", "earn.multipliers[1].factor", "no factor")]
    [InlineData("""{"currency":"EUR","timeZone":"UTC","earn":{"points":1,"perAmount":1,"multipliers":[{"factor":1.005},{"factor":100.01},{"factor":-0.01},{"factor":1e20}]}}""", "earn.multipliers[0].factor earn.multipliers[1].factor earn.multipliers[2].factor earn.multipliers[3].factor", "factors out of range or too fine")]
    [InlineData("""{"currency":"EUR","timeZone":"UTC","earn":{"points":1,"perAmount":1,"multipliers":[{"factor":1,"days":["Monday",null,"none","1"]}]}}""", "earn.multipliers[0].days[0] earn.multipliers[0].days[1] earn.multipliers[0].days[2] earn.multipliers[0].days[3]", "no days")]
    [InlineData("""{"currency":"EUR","timeZone":"UTC","earn":{"points":1,"perAmount":1,"multipliers":[{"factor":1,"categories":[null]}]}}""", "earn.multipliers[0].categories[0]", "no name")]
    [InlineData("""{"currency":"EUR","timeZone":"UTC","expiry":{},"pending":{"kind":"later"},"returns":{"takeBack":"all"}}""", "expiry.kind pending.kind returns.takeBack", "kinds that there are not")]
    [InlineData("""{"currency":"EUR","timeZone":"UTC","expiry":{"kind":"endOfMonth","days":3},"pending":{"kind":"afterDays","event":"x"},"exchange":{}}""", "expiry.days expiry.months pending.event pending.days exchange.points exchange.amount", "members of another kind, and missing ones")]
    [InlineData("""{"currency":"EUR","timeZone":"UTC","expiry":{"kind":"fixedDate","on":"02-30"}}""", "expiry.on", "no day")]
    [InlineData("""{"currency":"EUR","timeZone":"UTC","expiry":{"kind":"fixedDate","on":"9999-12-31"}}""", "expiry.on", "a day after which there is none, so that no purchase could earn")]
    [InlineData("""{"currency":"EUR","timeZone":"UTC","expiry":{"kind":"rollingDays","days":731},"pending":{"kind":"onEvent","event":"a b","daysAtLatest":181},"exchange":{"points":0,"amount":1000001},"reminderDays":-1}""", "expiry.days pending.daysAtLatest pending.event exchange.points exchange.amount reminderDays", "out of range")]
    public void Everything_that_is_wrong_is_named_by_its_path(string json, string fields, string why)
    {
        var (programme, errors) = ProgrammeJson.ToDomain(Read(json), 1);

        Assert.Null(programme);
        Assert.True(fields == string.Join(' ', errors.Select(error => error.Field)), why);
    }

    [Theory]
    [InlineData("""{"by":"points","period":{"kind":"rolling","months":12},"graceDays":30,"noDowngrade":false,"levels":[{"id":"silver","name":"Silver","from":500,"factor":1.25}]}""")]
    [InlineData("""{"by":"spend","period":{"kind":"calendarYear"},"graceDays":0,"noDowngrade":true,"levels":[{"id":"a","name":"A","from":1,"factor":1},{"id":"b","name":"B","from":2,"factor":100}]}""")]
    [InlineData("""{"by":"points","period":{"kind":"sinceJoining"},"graceDays":0,"noDowngrade":false,"levels":[{"id":"a","name":"A","from":1,"factor":1}]}""")]
    public void Tiers_and_clubs_go_to_the_domain_and_back_without_loss(string tiers)
    {
        var members = $$"""
            "tiers":{{tiers}},"clubs":[{"id":"coffee-club","name":"Coffee club","factor":1.5}]}
            """;
        var (programme, errors) = ProgrammeJson.ToDomain(Read($$"""{"currency":"EUR","timeZone":"UTC",{{members}}"""), 7);

        Assert.Empty(errors);
        Assert.EndsWith(members, JsonSerializer.Serialize(ProgrammeJson.FromDomain(programme!), ProgrammeJsonContext.Default.ProgrammeBody), StringComparison.Ordinal);
        Assert.EndsWith(members, JsonSerializer.Serialize(ProgrammeJson.ReplyOf(programme!), ProgrammeJsonContext.Default.ProgrammeReply), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"tiers":{}}""", "tiers.by tiers.period tiers.levels", "what must be there")]
    [InlineData("""{"tiers":{"by":"visits","period":{},"levels":[null,{}]}}""", "tiers.by tiers.period.kind tiers.levels[0] tiers.levels[1].id tiers.levels[1].name tiers.levels[1].from", "nothing of it is known")]
    [InlineData("""{"tiers":{"by":"spend","period":{"kind":"rolling"},"levels":[]}}""", "tiers.period.months", "rolling over what")]
    [InlineData("""{"tiers":{"by":"spend","period":{"kind":"calendarYear","months":12},"levels":[]}}""", "tiers.period.months", "of another kind")]
    [InlineData("""{"tiers":{"by":"spend","period":{"kind":"calendarYear"},"levels":[]}}""", "tiers.levels", "no level: the Domain's check")]
    [InlineData("""{"tiers":{"by":"spend","period":{"kind":"calendarYear"},"levels":[{"id":"a","name":"A","from":1,"factor":0.99},{"id":"b","name":"B","from":2,"factor":1.005}]}}""", "tiers.levels[0].factor tiers.levels[1].factor", "factors")]
    [InlineData("""{"clubs":[null,{},{"id":"a","name":"A","factor":100.01}]}""", "clubs[0] clubs[1].id clubs[1].name clubs[2].factor", "clubs")]
    public void What_is_wrong_with_tiers_and_clubs_is_named_by_its_path(string json, string fields, string why)
    {
        var body = Read(json) with { Currency = "EUR", TimeZone = "UTC" };

        var (_, errors) = ProgrammeJson.ToDomain(body, 1);

        Assert.True(fields == string.Join(' ', errors.Select(error => error.Field)), why + ": " + string.Join(' ', errors.Select(error => error.Field)));
    }

    [Theory]
    [InlineData("""{"cap":{"count":2,"days":7},"quietHours":{"from":"21:00","to":"08:00"}}""", "both")]
    [InlineData("""{"cap":{"count":1,"days":366}}""", "a cap alone")]
    [InlineData("""{"quietHours":{"from":"00:00","to":"06:30"}}""", "quiet hours alone")]
    public void What_holds_of_messages_goes_to_the_domain_and_back_without_loss(string messages, string why)
    {
        var (programme, errors) = ProgrammeJson.ToDomain(Read($$"""{"messages":{{messages}}}""") with { Currency = "EUR", TimeZone = "UTC" }, 1);

        Assert.Empty(errors);
        Assert.True(JsonSerializer.Serialize(ProgrammeJson.FromDomain(programme!).Messages, ProgrammeJsonContext.Default.MessageRulesBody) == messages, why);
        Assert.True(JsonSerializer.Serialize(ProgrammeJson.ReplyOf(programme!).Messages, ProgrammeJsonContext.Default.MessageRulesBody) == messages, why);
    }

    [Theory]
    [InlineData("""{"cap":{},"quietHours":{}}""", "messages.cap.count messages.cap.days messages.quietHours.from messages.quietHours.to", "what must be there")]
    [InlineData("""{"cap":{"count":0,"days":367}}""", "messages.cap.count messages.cap.days", "out of range")]
    [InlineData("""{"quietHours":{"from":"9 pm","to":"24:00"}}""", "messages.quietHours.from messages.quietHours.to", "no times of day")]
    [InlineData("""{"quietHours":{"from":"21:00","to":"21:00"}}""", "messages.quietHours.to", "no time, or all of it")]
    public void What_is_wrong_with_messages_is_named_by_its_path(string messages, string fields, string why)
    {
        var (programme, errors) = ProgrammeJson.ToDomain(Read($$"""{"messages":{{messages}}}""") with { Currency = "EUR", TimeZone = "UTC" }, 1);

        Assert.Null(programme);
        Assert.True(fields == string.Join(' ', errors.Select(error => error.Field)), why);
    }

    [Theory]
    [InlineData("""{"currency":"EUR","currency":"CHF"}""", "a duplicate member")]
    [InlineData("""{"color":"EUR"}""", "an unknown member")]
    [InlineData("""{"version":1}""", "a version, which is the platform's to give")]
    [InlineData("""{"currency":3}""", "another type")]
    [InlineData("""{"earn":{"points":1.5}}""", "a part of a point")]
    [InlineData("""{"earn":{"points":9223372036854775808}}""", "more than 64 bits")]
    public void What_has_another_shape_is_not_read(string json, string why) =>
        Assert.True(Record.Exception(() => Read(json)) is JsonException, why);

    private static ProgrammeBody Read(string json) => JsonSerializer.Deserialize(json, ProgrammeJsonContext.Default.ProgrammeBody)!;
}
