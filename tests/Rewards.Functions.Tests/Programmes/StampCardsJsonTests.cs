using System.Text.Json;
using Rewards.Domain.Stamps;
using Rewards.Functions.Programmes;

namespace Rewards.Functions.Tests.Programmes;

public sealed class StampCardsJsonTests
{
    private const string Full = """
        {"id":"coffee","name":"Ten coffees","by":"units","products":{"skus":["arabica-1kg"],"categories":["coffee"],"tags":["bio"]},"maxStampsPerPurchase":5,"stampsPerCard":10,"campaignId":"free-coffee","validDays":365,"validFrom":"2026-01-01","validTo":"2026-12-31"}
        """;

    private const string Bare = """{"id":"visits","name":"Ten visits","by":"purchases","minimumAmount":500,"stampsPerCard":10,"campaignId":"ten-visits"}""";

    [Fact]
    public void The_stamp_cards_go_to_the_domain_and_back_without_loss()
    {
        var (programme, errors) = ProgrammeJson.ToDomain(Read($"{Full},{Bare}"), 7);

        Assert.Empty(errors);
        Assert.Contains($"\"stampCards\":[{Full},{Bare}]", JsonSerializer.Serialize(ProgrammeJson.FromDomain(programme!), ProgrammeJsonContext.Default.ProgrammeBody));
        Assert.Contains($"\"stampCards\":[{Full},{Bare}]", JsonSerializer.Serialize(ProgrammeJson.ReplyOf(programme!), ProgrammeJsonContext.Default.ProgrammeReply));
        Assert.Equal(StampBasis.Purchases, programme!.StampCards[1].By);
    }

    [Fact]
    public void None_are_left_out_and_a_filter_that_names_nothing_is_none()
    {
        var (none, _) = ProgrammeJson.ToDomain(Read(""), 1);
        var (all, _) = ProgrammeJson.ToDomain(Read(Bare.Replace("\"minimumAmount\"", "\"products\":{\"skus\":[]},\"minimumAmount\"")), 1);

        Assert.DoesNotContain("stampCards", JsonSerializer.Serialize(ProgrammeJson.FromDomain(none!), ProgrammeJsonContext.Default.ProgrammeBody));
        Assert.Null(Assert.Single(all!.StampCards).Products);
    }

    [Theory]
    [InlineData("""{}""", "id name by stampsPerCard campaignId", "what must be there")]
    [InlineData("""null""", "", "no object")]
    [InlineData("""{"id":"a","name":"a","by":"Units","stampsPerCard":10,"campaignId":"c@d"}""", "by campaignId", "neither a basis nor a campaign")]
    [InlineData("""{"id":"a","name":"a","by":"units","stampsPerCard":10,"campaignId":"c","validFrom":"1.3.2026","validTo":"2026-02-30"}""", "validFrom validTo", "no days")]
    [InlineData("""{"id":"a","name":"a","by":"units","stampsPerCard":10,"campaignId":"c","products":{"skus":[null]}}""", "products.skus[0]", "no name")]
    [InlineData("""{"id":"a@b","name":"","by":"units","stampsPerCard":1,"campaignId":"c","minimumAmount":1}""", "id name stampsPerCard minimumAmount", "out of range")]
    public void Everything_that_is_wrong_is_named_by_its_path(string json, string fields, string why)
    {
        var (programme, errors) = ProgrammeJson.ToDomain(Read($"{Bare},{json}"), 1);

        Assert.Null(programme);
        var wanted = fields.Split(' ').Select(field => field == "" ? "stampCards[1]" : $"stampCards[1].{field}");
        Assert.True(wanted.SequenceEqual(errors.Select(error => error.Field)), $"{why}: {string.Join(' ', errors)}");
    }

    [Theory]
    [InlineData("""{"stamps":10}""", "an unknown member")]
    [InlineData("""{"stampsPerCard":9.5}""", "a part of a stamp")]
    [InlineData("""{"stampsPerCard":2147483648}""", "more than 32 bits")]
    public void What_has_another_shape_is_not_read(string json, string why) =>
        Assert.True(Record.Exception(() => Read(json)) is JsonException, why);

    private static ProgrammeBody Read(string cards) => JsonSerializer.Deserialize(
        $$"""{"currency":"EUR","timeZone":"Europe/Berlin","stampCards":[{{cards}}]}""", ProgrammeJsonContext.Default.ProgrammeBody)!;
}
