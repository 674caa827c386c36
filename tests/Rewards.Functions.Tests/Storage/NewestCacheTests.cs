using Rewards.Functions.Storage;

namespace Rewards.Functions.Tests.Storage;

public sealed class NewestCacheTests
{
    private readonly SetTime time = new();
    private readonly NewestCache<Definition> cache;

    public NewestCacheTests() => cache = new(time, new RewardsOptions { DefinitionAge = TimeSpan.FromSeconds(30) }, definition => definition.Version);

    [Fact]
    public void Nothing_is_remembered_at_first() => Assert.Null(cache.Newest);

    [Theory]
    [InlineData(1, 1, 1, "read once more")]
    [InlineData(1, 2, 2, "written anew")]
    [InlineData(2, 1, 2, "read before the newer one was written, and answered late")]
    public void The_later_version_is_remembered_whichever_comes_last(int first, int second, int remembered, string why)
    {
        cache.Put(new(first));
        cache.Put(new(second));

        Assert.True(cache.Newest == new Definition(remembered), why);
    }

    [Theory]
    [InlineData(29.999, true, "just before its age")]
    [InlineData(30, false, "at its age")]
    public void It_is_remembered_for_its_age(double seconds, bool isRemembered, string why)
    {
        cache.Put(new(1));
        time.Passed = TimeSpan.FromSeconds(seconds);

        Assert.True(isRemembered == cache.Newest is not null, why);
    }

    [Fact]
    public void The_same_version_once_more_is_remembered_anew()
    {
        cache.Put(new(1));
        time.Passed = TimeSpan.FromSeconds(20);
        cache.Put(new(1));
        time.Passed = TimeSpan.FromSeconds(40);

        Assert.NotNull(cache.Newest);
    }

    private sealed record Definition(int Version);

    private sealed class SetTime : TimeProvider
    {
        public TimeSpan Passed { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Passed.Ticks;
    }
}
