using Rewards.Domain.Identifiers;
using Rewards.Domain.Redemptions;

namespace Rewards.Domain.Tests.Redemptions;

public sealed class RedemptionIdTests
{
    private static readonly OperationId Operation = new("0123456789ABCDEFGHJKMNPQRS");

    [Theory]
    [InlineData(0, "R7KQ200123456789ABCDEFGHJK")]
    [InlineData(31, "R7KQ2Z0123456789ABCDEFGHJK")]
    public void An_id_carries_its_address_and_its_operation(int shard, string expected)
    {
        var id = RedemptionId.Of("7KQ2", shard, Operation);

        Assert.Equal(expected, id.Value);
        Assert.Equal("7KQ2", id.Tag);
        Assert.Equal(shard, id.Shard);
        Assert.True(RedemptionId.TryParse(expected.ToLowerInvariant(), out var parsed));
        Assert.Equal(id, parsed);
    }

    [Theory]
    [InlineData(null, "nothing")]
    [InlineData("", "empty")]
    [InlineData("R7KQ200123456789ABCDEFGHJ", "a character short")]
    [InlineData("R7KQ200123456789ABCDEFGHJK0", "a character long")]
    [InlineData("X7KQ200123456789ABCDEFGHJK", "another first letter")]
    [InlineData("R7KQ200123456789ABCDEFGHJU", "a letter outside the alphabet")]
    [InlineData("R7KQ2001234-6789ABCDEFGHJK", "a hyphen")]
    [InlineData("R7KQ20O123456789ABCDEFGHJK", "no reading of O as 0: ids are copied, not typed")]
    [InlineData("R7KQ200123456789ABCDEFGHJſ", "a letter whose upper case is in the alphabet")]
    public void What_is_not_an_id_is_not_read(string? text, string why) => Assert.False(RedemptionId.TryParse(text, out _), why);

    [Theory]
    [InlineData("7KQ", 0, "0123456789ABCDEFGHJKMNPQRS", "a short tag")]
    [InlineData("7KQU", 0, "0123456789ABCDEFGHJKMNPQRS", "a tag with U")]
    [InlineData("7KQ2", 32, "0123456789ABCDEFGHJKMNPQRS", "no such shard")]
    [InlineData("7KQ2", 0, "0123456789ABCDEFGHJ", "an operation too short")]
    [InlineData("7KQ2", 0, "0123456789ABCDEFGHJL", "an operation outside the alphabet")]
    public void What_is_not_an_address_makes_no_id(string tag, int shard, string operation, string why) =>
        Assert.True(Record.Exception(() => RedemptionId.Of(tag, shard, new OperationId(operation))) is ArgumentException, why);
}
