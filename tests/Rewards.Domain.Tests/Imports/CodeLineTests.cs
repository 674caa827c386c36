using Rewards.Domain.Coupons;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Imports;

namespace Rewards.Domain.Tests.Imports;

public sealed class CodeLineTests
{
    private const string Campaign = "spring-coffee";

    /// <summary>Tag 7KQ2, shard 10; its check character holds.</summary>
    private const string LikeOurs = "7KQ2A-01234-56789-ABM";

    [Theory]
    [InlineData("abc", "ABC", "3, the shortest")]
    [InlineData("welcome-10", "WE1C0ME10", "read as people type it")]
    [InlineData("0123456789012345678901234567890123456789", "0123456789012345678901234567890123456789", "40, the longest")]
    [InlineData("7KQ2A0123456789ABN", "7KQ2A0123456789ABN", "no check character")]
    [InlineData(LikeOurs, "7KQ2A0123456789ABM", "as if it were ours")]
    public void A_foreign_code_is_read_whatever_it_looks_like(string typed, string expected, string why)
    {
        var (line, _) = CodeLine.Parse(new CodeFields(typed, Campaign, ""));

        Assert.True(expected == line?.Code.Value, why);
        Assert.Null(line!.Member);
    }

    [Theory]
    [InlineData("AB", Campaign, "", "code", "2 characters")]
    [InlineData("01234567890123456789012345678901234567890", Campaign, "", "code", "41 characters")]
    [InlineData("SUMMER_20", Campaign, "", "code", "a character of no code")]
    [InlineData("", Campaign, "", "code", "empty")]
    [InlineData("SUMMER20", "", "", "campaignId", "empty")]
    [InlineData("SUMMER20", "spring/coffee", "", "campaignId", "no id")]
    [InlineData("SUMMER20", Campaign, "a@b", "memberId", "an e-mail address")]
    public void What_is_wrong_is_named_by_its_column(string code, string campaign, string member, string column, string why)
    {
        var (line, errors) = CodeLine.Parse(new CodeFields(code, campaign, member));

        Assert.Null(line);
        Assert.True(column == Assert.Single(errors).Field, why);
    }

    [Theory]
    [InlineData("WELCOME10", null, null, "foreign", "a short one")]
    [InlineData("7KQ2A0123456789ABN", null, null, "foreign", "no campaign's tag")]
    [InlineData(LikeOurs, null, null, "foreign", "no campaign's tag, though its check character holds")]
    [InlineData("7KQ2A0123456789ABN", Campaign, null, "refused", "it could not be told from a mistyped code of the campaign")]
    [InlineData(LikeOurs, "another", null, "refused", "it would be looked for in another campaign")]
    [InlineData(LikeOurs, Campaign, null, "own 10", "made for this very campaign")]
    [InlineData(LikeOurs, Campaign, 10, "own 10", "and for a member of its shard")]
    [InlineData(LikeOurs, Campaign, 11, "refused", "a member whose uses are counted in another shard")]
    public void A_code_has_its_place(string code, string? tagOwner, int? memberShard, string expected, string why)
    {
        Assert.True(expected == PlaceOf(code, tagOwner, 16, memberShard), why);
    }

    [Fact]
    public void A_shard_that_the_campaign_does_not_have_holds_nothing() =>
        Assert.Equal(("refused", "own 10"), (PlaceOf(LikeOurs, Campaign, 10, null), PlaceOf(LikeOurs, Campaign, 11, null)));

    private static string PlaceOf(string code, string? tagOwner, int shards, int? memberShard)
    {
        var line = new CodeLine(CouponCode.Parse(code), CampaignId.Parse(Campaign), null);
        return CodePlace.Of(line, tagOwner is null ? null : CampaignId.Parse(tagOwner), shards, memberShard) switch
        {
            CodePlace.Own own => $"own {own.Shard}",
            CodePlace.Foreign => "foreign",
            CodePlace.Refused { Error.Field: "code" } => "refused",
            var other => other.ToString(),
        };
    }
}
