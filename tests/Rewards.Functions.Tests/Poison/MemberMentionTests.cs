using Rewards.Domain.Identifiers;
using Rewards.Functions.Poison;

namespace Rewards.Functions.Tests.Poison;

/// <summary>An erasure takes away what names its member, and nothing of anybody else.</summary>
public sealed class MemberMentionTests
{
    [Theory]
    [InlineData("1", """{"purchaseId":"p","memberId":"1","basket":{}}""", true, "a purchase")]
    [InlineData("1", """{"purchaseId":"p","memberId":1}""", true, "a till that left the quotes out")]
    [InlineData("1", """{"memberId":"1","memberId":"m-77"}""", true, "named twice, first")]
    [InlineData("1", """{"memberId":"m-77","memberId":"1"}""", true, "named twice, last")]
    [InlineData("1", """[{"memberId":"m-77"},{"memberId":"1"}]""", true, "a list of purchases")]
    [InlineData("1", """{"purchase":{"memberId":"1"}}""", true, "a purchase in a wrapping")]
    [InlineData("m-1", """{"memberId":"m\u002d1"}""", true, "escaped")]
    [InlineData("1", """{"purchaseId":"1","memberId":"m-77","basket":{"tillId":"1","lines":[{"lineId":"1","sku":"1","amount":-1}]}}""", false, "a till, a line and a purchase of this name")]
    [InlineData("m-1", """{"memberId":"m-11"}""", false, "a longer id")]
    [InlineData("m-1", """{"memberId":"M-1"}""", false, "another member: ids tell capitals apart")]
    [InlineData("1", """{"table":"Members","partition":"1","operation":"O","kind":"award","since":1}""", true, "a follow-up")]
    [InlineData("1", """{"table":"Coupons","partition":"1","operation":"O","kind":"redeem","since":1}""", false, "a follow-up in another table")]
    [InlineData("1", """{"member":"1","day":"2026-05-04"}""", true, "a look")]
    [InlineData("1", """{"id":"O-0","member":"1","campaign":"spring","version":1,"occurrence":"2026","time":"2026-05-04T09:30:00Z"}""", true, "a campaign's message")]
    [InlineData("1", """{"id":"1","member":"m-77","campaign":"1","version":1,"occurrence":"1","time":"2026-05-04T09:30:00Z"}""", false, "a campaign's message to another")]
    [InlineData("1", """{"event":{"id":"1","subject":"members/1","data":{"memberId":"1"}},"since":1,"tries":1}""", true, "an event")]
    [InlineData("1", """{"event":{"id":"1","subject":"campaigns/1","data":{"campaignId":"1"}},"since":1,"tries":1}""", false, "an event of nobody")]
    [InlineData("1", """{"memberId" : "1", "basket": """, true, "no JSON, but it says whose")]
    [InlineData("m.1", """{"memberId":"m-1", "basket": """, false, "no JSON, and a dot is a dot")]
    [InlineData("1", """{"memberId":"m-77","lines":[{"lineId":"1", """, false, "no JSON, of another")]
    [InlineData("1", """{"purchaseId":"p","cardNumber":"4006381333931"}""", true, "a purchase by the member's card")]
    [InlineData("1", """{"purchaseId":"p","cardNumber":4006381333931}""", true, "a card as a number")]
    [InlineData("1", """{"cardNumber": "4006381333931", "basket": """, true, "no JSON, but it says which card")]
    [InlineData("1", """{"purchaseId":"4006381333931","cardNumber":"5901234123457"}""", false, "another card")]
    [InlineData("1", "\"1\"", false, "a text")]
    [InlineData("1", "", false, "nothing at all")]
    public void A_message_names_a_member_only_where_messages_name_one(string member, string body, bool names, string why) =>
        Assert.True(names == MemberMention.IsIn(BinaryData.FromString(body), MemberId.Parse(member), ["4006381333931"]), why);
}
