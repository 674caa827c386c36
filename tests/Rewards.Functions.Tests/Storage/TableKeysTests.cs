using System.Text;
using NodaTime;
using Rewards.Domain.Baskets;
using Rewards.Domain.Coupons;
using Rewards.Domain.Identifiers;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Tests.Storage;

/// <summary>Whatever comes from outside becomes a key that the storage takes, and no two things become the same one.</summary>
public sealed class TableKeysTests
{
    /// <summary>A key has at most 1 KiB in UTF-16.</summary>
    private const int MaxKeyLength = 512;

    public static TheoryData<string, string, string> Escaped => new()
    {
        { "0042", "0042", "plain text stays" },
        { "A-z.0_9~", "A-z.0_9~", "all that stays" },
        { "", "", "nothing" },
        { "a/b", "a=2Fb", "a slash" },
        { @"a\b", "a=5Cb", "a backslash" },
        { "a#b", "a=23b", "a hash" },
        { "a?b", "a=3Fb", "a question mark" },
        { "a%b", "a=25b", "a percent sign" },
        { "a=b", "a=3Db", "the escape itself" },
        { "a:b", "a=3Ab", "what parts are joined with" },
        { "a b", "a=20b", "a blank" },
        { "a'b", "a=27b", "a quote" },
        { "a\tb\u007f", "a=09b=7F", "control characters" },
        { "Ä", "=C3=84", "two bytes" },
        { "€", "=E2=82=AC", "three bytes" },
        { "🎁", "=F0=9F=8E=81", "a surrogate pair" },
    };

    [Theory]
    [MemberData(nameof(Escaped))]
    public void Text_is_escaped_byte_by_byte_and_can_be_read_back(string text, string escaped, string why)
    {
        Assert.True(escaped == TableKeys.Escape(text), $"{why}: {TableKeys.Escape(text)}");
        Assert.Equal(text, Unescape(escaped));
    }

    [Fact]
    public void A_key_tells_its_kind_and_an_agenda_row_its_member()
    {
        var member = MemberId.Parse("m-1");

        Assert.Equal("profile", TableKeys.KindOf(TableKeys.ProfileRow(member)));
        Assert.Equal("", TableKeys.KindOf(TableKeys.WatermarkRow));
        Assert.Equal("m-1", TableKeys.MemberOfAgendaRow(TableKeys.AgendaRow(member, "dormant")));
        Assert.Equal("spring:7", TableKeys.CouponPartitionOfAgendaRow(TableKeys.AgendaShardRow("spring:7")));
        Assert.Null(TableKeys.CouponPartitionOfAgendaRow(TableKeys.AgendaRow(member, "look")));
    }

    [Fact]
    public void No_key_made_of_anything_a_till_may_send_is_too_long_or_has_a_forbidden_character()
    {
        var code = CouponCode.Unique("ABCD", 7, new byte[20]);
        var campaign = CampaignId.Parse(new string('c', 64));
        var member = MemberId.Parse(new string('~', 64));
        foreach (var character in new[] { "x", "/", "=", "ÿ", "€", "#" })
        {
            var text = string.Concat(Enumerable.Repeat(character, 64));
            var receipt = new Receipt(text, text, text);
            string[] keys =
            [
                TableKeys.ReceiptRow(code, receipt, TableKeys.CouponPartition(campaign, 31)),
                TableKeys.ClaimPartition(TableKeys.ReceiptClaim, TableKeys.ReceiptText(receipt)),
                TableKeys.ClaimPartition(TableKeys.ReceiptUseClaim, TableKeys.ReceiptUseText(code, receipt)),
                TableKeys.ClaimPartition(TableKeys.PurchaseClaim, text + text),
                TableKeys.ClaimRow(campaign, text, member),
            ];
            Assert.All(keys, key => Assert.InRange(key.Length, 1, MaxKeyLength));
            Assert.All(keys, key => Assert.DoesNotContain(key, c => c is '/' or '\\' or '#' or '?' or '%' || char.IsControl(c) || c > 127));
        }
    }

    [Fact]
    public void Different_receipts_and_occurrences_have_different_keys_however_long()
    {
        var campaign = CampaignId.Parse("c");
        var member = MemberId.Parse("m");
        var parts = new[] { "a", "b", "a:b", "a=3Ab", "==x", new string('€', 63) + "1", new string('€', 63) + "2", new string('€', 64) };
        var receipts = from store in parts from till in parts from id in parts select new Receipt(store, till, id);

        var claims = receipts.Select(receipt => TableKeys.ClaimPartition(TableKeys.ReceiptClaim, TableKeys.ReceiptText(receipt))).ToList();
        var occurrences = parts.Select(part => TableKeys.ClaimRow(campaign, part, member)).ToList();

        Assert.Equal(claims.Count, claims.Distinct().Count());
        Assert.Equal(occurrences.Count, occurrences.Distinct().Count());
    }

    [Fact]
    public void A_hash_tells_parts_from_one_another_and_missing_from_empty()
    {
        string[] hashes =
        [
            TableKeys.Hash("ab", "c"), TableKeys.Hash("a", "bc"), TableKeys.Hash("abc"), TableKeys.Hash("abc", ""), TableKeys.Hash("abc", null), TableKeys.Hash("", "abc"),
        ];

        Assert.Equal(hashes.Length, hashes.Distinct().Count());
        Assert.All(hashes, hash => Assert.Equal(26, hash.Length));
        Assert.All(hashes, hash => Assert.All(hash, c => Assert.Contains(c, Base32.Alphabet)));
        Assert.Equal(TableKeys.Hash("ab", "c"), TableKeys.Hash("ab", "c"));
    }

    [Fact]
    public void Days_are_found_by_range_and_read_back()
    {
        var member = MemberId.Parse("m-1");
        var day = new LocalDate(2026, 2, 28);
        var (from, to) = TableKeys.DayPartitions(day, day);

        var partition = TableKeys.AgendaPartition(day, member);

        Assert.True(string.CompareOrdinal(from, partition) < 0 && string.CompareOrdinal(partition, to) < 0, partition);
        Assert.True(string.CompareOrdinal(TableKeys.AgendaPartition(day.PlusDays(1), member), to) > 0);
        Assert.True(string.CompareOrdinal(TableKeys.AgendaPartition(day.PlusDays(-1), member), from) < 0);
        Assert.Equal(day, TableKeys.DayOfPartition(partition));
    }

    [Fact]
    public void Later_redemptions_and_entries_stand_first()
    {
        var member = MemberId.Parse("m-1");
        var id = Rewards.Domain.Redemptions.RedemptionId.Parse("R" + new string('0', 25));
        var earlier = Instant.FromUtc(2026, 5, 4, 10, 0);

        Assert.True(string.CompareOrdinal(TableKeys.MemberRedemptionRow(id, earlier + Duration.FromMilliseconds(1)), TableKeys.MemberRedemptionRow(id, earlier)) < 0);
        Assert.True(string.CompareOrdinal(TableKeys.EntryRow(10, member), TableKeys.EntryRow(9, member)) < 0);
    }

    private static string Unescape(string escaped)
    {
        List<byte> bytes = [];
        for (var i = 0; i < escaped.Length; i++)
        {
            if (escaped[i] == '=')
            {
                bytes.Add(Convert.ToByte(escaped.Substring(i + 1, 2), 16));
                i += 2;
            }
            else
            {
                bytes.Add((byte)escaped[i]);
            }
        }

        return Encoding.UTF8.GetString([.. bytes]);
    }
}
