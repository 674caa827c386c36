using NodaTime;
using Rewards.Domain.Access;
using Rewards.Domain.Identifiers;

namespace Rewards.Domain.Tests.Access;

public sealed class TillTests
{
    private static readonly Instant Now = Instant.FromUtc(2026, 5, 4, 10, 0);

    private static readonly Till Fresh = new(TillId.Parse("t-1"), 1, "0042", [], []);

    [Fact]
    public void A_till_has_two_keys_at_most_and_a_third_when_one_is_taken_out()
    {
        var two = With(With(Fresh, "a"), "b");

        Assert.IsType<TillKeyDecision.TooMany>(two.AddKey(Key("c")));
        Assert.Equal(["b", "c"], With(two.Revoke("a")!, "c").Keys.Select(key => key.Id));
    }

    [Fact]
    public void The_same_key_again_is_the_one_that_there_is()
    {
        var one = With(Fresh, "a");

        var again = Assert.IsType<TillKeyDecision.Accepted>(one.AddKey(Key("a") with { CreatedAt = Now + Duration.FromDays(1) }));

        Assert.Same(one, again.Till);
        Assert.Equal(Now, again.Key.CreatedAt);
    }

    [Fact]
    public void A_key_that_was_taken_out_never_comes_back_and_is_taken_out_once()
    {
        var without = With(Fresh, "a").Revoke("a")!;

        Assert.IsType<TillKeyDecision.Revoked>(without.AddKey(Key("a")));
        Assert.Same(without, without.Revoke("a"));
        Assert.Null(without.Revoke("never-there"));
    }

    [Fact]
    public void The_latest_fifty_that_were_taken_out_are_known()
    {
        var till = Enumerable.Range(0, Till.MaxRevoked + 1).Aggregate(Fresh, (now, i) => With(now, $"k-{i}").Revoke($"k-{i}")!);

        Assert.Equal(Enumerable.Range(1, Till.MaxRevoked).Select(i => $"k-{i}"), till.RevokedKeys);
    }

    private static TillKey Key(string id) => new(id, "secret-1", Now);

    private static Till With(Till till, string key) => Assert.IsType<TillKeyDecision.Accepted>(till.AddKey(Key(key))).Till;
}
