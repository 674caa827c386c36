using FsCheck;
using FsCheck.Fluent;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.Points;

/// <summary>Random lives of two members over HTTP on the real storage, compared at every step with points kept one by one, replays included.</summary>
public sealed class PointsLifeTests(TestStorage storage)
{
    private const int Lives = 6;

    [Theory]
    [InlineData("""{ "expiry": { "kind": "rollingDays", "days": 5 }, "pending": { "kind": "afterDays", "days": 1 }, "returns": { "takeBack": "negative" } }""")]
    [InlineData("""{ "expiry": { "kind": "endOfMonth", "months": 0 }, "pending": { "kind": "onEvent", "event": "delivered", "daysAtLatest": 9 } }""")]
    public async Task Every_life_of_two_members_is_that_of_single_points(string programme)
    {
        var seed = (ulong)Random.Shared.NextInt64();
        TestContext.Current.TestOutputHelper!.WriteLine($"Seed {seed}");
        await using var app = await TestApp.StartAsync(storage, "2026-06-20T10:00:00Z");
        await app.ProgrammeAsync(programme);
        var config = Config.QuickThrowOnFailure.WithMaxTest(Lives).WithStartSize(40).WithEndSize(60).WithReplay(seed, 1);

        // Without a shorter life: whoever fails tells the seed, and each life takes seconds.
        var lives = Prop.ForAll(Arb.From(Steps()), (Action<LifeStep[]>)(steps =>
        {
            var life = PointsLife.BeginAsync(app).GetAwaiter().GetResult();
            life.LiveAsync(steps).GetAwaiter().GetResult();
        }));
        await Task.Run(() => Check.One(config, lives), TestContext.Current.CancellationToken);
    }

    private static Gen<LifeStep[]> Steps()
    {
        var step =
            from act in Gen.Elements(Enum.GetValues<LifeAct>())
            from count in Gen.Choose(1, 12)
            from pick in Gen.Choose(0, 999)
            from flag in Gen.Elements(true, false)
            select new LifeStep(act, count, pick, flag);
        return step.ArrayOf();
    }
}
