using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using Rewards.Domain.Points;
using Rewards.Domain.Tests.Points.Model;

namespace Rewards.Domain.Tests.Points;

/// <summary>Random lives of a ledger, compared at every step with points kept one by one. A failure prints the seed and the shortest life that shows it.</summary>
public sealed class LedgerModelTests
{
    private const int Lives = 400;

    private static readonly Programme[] Programmes =
    [
        With(new ExpiryPolicy.EndOfMonth(1), new PendingRule.None(), TakeBackPolicy.Clamp),
        With(new ExpiryPolicy.RollingDays(10), new PendingRule.AfterDays(4), TakeBackPolicy.Negative),
        With(new ExpiryPolicy.RollingDays(3), new PendingRule.AfterDays(5), TakeBackPolicy.Negative),
        With(new ExpiryPolicy.FixedDate(3, 31, null), new PendingRule.OnEvent("delivered", 6), TakeBackPolicy.Negative),
        With(new ExpiryPolicy.Never(), new PendingRule.OnEvent("delivered", null), TakeBackPolicy.Clamp),
    ];

    [Fact]
    public void Every_life_of_a_ledger_is_that_of_single_points()
    {
        var seed = (ulong)Random.Shared.NextInt64();
        TestContext.Current.TestOutputHelper!.WriteLine($"Seed {seed}");
        var config = Config.QuickThrowOnFailure.WithMaxTest(Lives).WithEndSize(60).WithReplay(seed, 1);
        var lives = Gen.Zip(Gen.Elements(Programmes), Steps()).Select(life => new Life(life.Item1, life.Item2));
        Check.One(config, Prop.ForAll(Arb.From(lives, Shorter), (Action<Life>)(life => new LedgerLife(life.Programme).Live(life.Steps))));
    }

    private static Programme With(ExpiryPolicy expiry, PendingRule pending, TakeBackPolicy takeBack) =>
        Programme.Default with { Points = PointsRules.Default with { Expiry = expiry, Pending = pending, TakeBack = takeBack } };

    private static Gen<Step[]> Steps()
    {
        var step =
            from act in Gen.Elements(Enum.GetValues<Act>())
            from count in Gen.Choose(1, 12)
            from pick in Gen.Choose(0, 999)
            from flag in Gen.Elements(true, false)
            select new Step(act, count, pick, flag);
        return step.ArrayOf();
    }

    /// <summary>Without each of its steps in turn.</summary>
    private static IEnumerable<Life> Shorter(Life life) =>
        life.Steps.Select((_, i) => life with { Steps = [.. life.Steps.Where((_, j) => j != i)] });

    private sealed record Life(Programme Programme, Step[] Steps)
    {
        public override string ToString() => $"{Programme.Points}: {string.Join(", ", Steps.Select(step => step.ToString()))}";
    }
}
