using System.Text.Json;
using Rewards.Functions.Programmes;

namespace Rewards.Functions.Tests.Programmes;

public sealed class ActivityJsonTests
{
    [Fact]
    public void Activities_and_referral_go_to_the_domain_and_back_without_loss()
    {
        const string parts = """
            "activities":[{"kind":"review","points":50,"perUnit":false,"cooldownSeconds":86400,"capPoints":200,"capPeriod":"month","oncePerReference":true},{"kind":"steps","points":1,"perUnit":true,"cooldownSeconds":0,"maxPerTransaction":500,"capPoints":1000,"oncePerReference":false}],"referral":{"referrerPoints":100,"friendPoints":50,"minimumAmount":2500,"withinDays":30,"maxPerReferrer":10}
            """;
        var (programme, errors) = Read(parts);

        Assert.Empty(errors);
        Assert.Contains(parts, JsonSerializer.Serialize(ProgrammeJson.FromDomain(programme!), ProgrammeJsonContext.Default.ProgrammeBody));
        Assert.Contains(parts, JsonSerializer.Serialize(ProgrammeJson.ReplyOf(programme!), ProgrammeJsonContext.Default.ProgrammeReply));
    }

    [Fact]
    public void What_is_left_out_is_the_default()
    {
        var (programme, _) = Read("""
            "activities":[{"kind":"review","points":50}],"referral":{"referrerPoints":0,"friendPoints":0}
            """);

        var rule = Assert.Single(programme!.Activities);
        Assert.Equal(new("review", new(50), false, 0, null, null, false), rule);
        Assert.Equal(new(new(0), new(0), new(0), null, null), programme.Referral);
    }

    [Theory]
    [InlineData("""[null]""", "activities[0]", "no object")]
    [InlineData("""[{}]""", "activities[0].kind activities[0].points", "an empty rule")]
    [InlineData("""[{"kind":"a","points":1,"capPeriod":"month"}]""", "activities[0].capPoints", "a period of nothing")]
    [InlineData("""[{"kind":"a","points":1,"capPoints":1,"capPeriod":"year"}]""", "activities[0].capPeriod", "no period")]
    [InlineData("""[{"kind":"a","points":1,"capPoints":1,"capPeriod":"whole"}]""", "activities[0].capPeriod", "for ever is said by leaving it out")]
    [InlineData("""[{"kind":"a","points":1},{"kind":"a","points":0}]""", "activities[1].kind activities[1].points", "out of range, and there twice")]
    public void What_is_wrong_with_activities_is_named_by_its_path(string activities, string fields, string why) =>
        WrongIs(fields, $"\"activities\":{activities}", why);

    [Theory]
    [InlineData("""{}""", "referral.referrerPoints referral.friendPoints", "an empty rule")]
    [InlineData("""{"referrerPoints":-1,"friendPoints":1,"withinDays":0}""", "referral.referrerPoints referral.withinDays", "out of range")]
    public void What_is_wrong_with_a_referral_is_named_by_its_path(string referral, string fields, string why) =>
        WrongIs(fields, $"\"referral\":{referral}", why);

    private static void WrongIs(string fields, string parts, string why)
    {
        var (programme, errors) = Read(parts);

        Assert.Null(programme);
        Assert.True(fields == string.Join(' ', errors.Select(error => error.Field)), why);
    }

    private static (Domain.Points.Programme? Programme, IReadOnlyList<Domain.FieldError> Errors) Read(string parts)
    {
        var json = $$"""{"currency":"EUR","timeZone":"Europe/Berlin",{{parts}}}""";
        return ProgrammeJson.ToDomain(JsonSerializer.Deserialize(json, ProgrammeJsonContext.Default.ProgrammeBody)!, 1);
    }
}
