using System.Diagnostics;
using System.Globalization;

namespace Rewards.Faults.Histories;

public sealed class OrderSearchTests(ITestOutputHelper output)
{
    /// <summary>A history as a text: client, call and outcome, from and to; ? where nothing is known. Two tickets are there.</summary>
    [Theory]
    [InlineData(true, "", "nothing happened")]
    [InlineData(true, "take: given 0-1, take: given 2-3, take: sold out 4-5", "one after the other")]
    [InlineData(false, "take: given 0-1, take: given 2-3, take: given 4-5", "one more than there are")]
    [InlineData(false, "take: sold out 0-1, take: given 2-3, take: given 4-5", "refused before the last one was given")]
    [InlineData(true, "take: sold out 0-9, take: given 2-3, take: given 4-5", "refused while the others were given")]
    [InlineData(false, "take: given 0-1, take: sold out 2-4, take: given 5-6", "refused although one was left all the time")]
    [InlineData(true, "take: given 0-1, take: given 2-3, give back: thanks 4-8, take: given 5-6", "taken as soon as it was given back")]
    [InlineData(false, "take: given 0-1, take: given 2-3, take: given 4-5, give back: thanks 6-7", "taken before it was given back")]
    [InlineData(true, "take: given 0-1, take: ? 2-?, take: sold out 4-5", "the call without an answer got it")]
    [InlineData(true, "take: given 0-1, take: ? 2-?, take: given 4-5", "the call without an answer got nothing")]
    [InlineData(false, "take: given 0-1, take: ? 6-?, take: sold out 4-5", "the call without an answer was made too late")]
    [InlineData(true, "take: ? 0-?, take: given 10-11, take: given 12-13, give back: thanks 14-15, take: sold out 16-17", "the call without an answer took effect very late")]
    [InlineData(true, "give back: nothing to give back 0-1, take: given 2-3", "a call out of turn that is refused")]
    [InlineData(true, "take: given 0-5, take: given 5-9, take: sold out 3-5", "what meets in an instant overlaps")]
    public void A_history_is_explained_where_some_order_of_overlapping_calls_explains_it(bool isExplained, string history, string why)
    {
        var verdict = OrderSearch.Run(new Tickets(2), Parse(history));

        Assert.True(verdict.Finding == (isExplained ? Finding.Explained : Finding.Unexplained), $"{why}: {verdict.Describe(0)}");
    }

    [Fact]
    public void What_no_order_explains_is_told_with_the_longest_beginning_of_an_order_and_what_should_have_come_next()
    {
        var verdict = OrderSearch.Run(new Tickets(1), Parse("take: given 0-1, take: given 2-3, take: ? 2-?"));

        Assert.Equal(["take: given"], verdict.Order.Select(call => $"{call.Call}: {call.Outcome}"));
        var told = verdict.Describe(seed: 4711);
        Assert.Contains("1 of 3 calls in order", told);
        Assert.Contains("seed 4711", told);
        Assert.Contains("    1  client  0       0.00 to", told);
        Assert.Contains("take: given, where the model says: sold out", told);
        Assert.Contains("? ms  take: no answer", told);
    }

    [Fact]
    public void A_search_beyond_its_limit_is_given_up_and_says_so()
    {
        var history = Enumerable.Range(0, 20).Select(client => new HistoricCall<string>(client, "take", 0, 9, "given"));

        Assert.Equal(Finding.GivenUp, OrderSearch.Run(new Tickets(19), history, limit: 10).Finding);
    }

    [Fact]
    public void Every_run_one_by_one_is_explained_however_far_its_calls_are_stretched()
    {
        var (seed, random) = Seeded();
        for (var round = 0; round < 200; round++)
        {
            var history = Stretched(random, tickets: 5, calls: 200);
            var verdict = OrderSearch.Run(new Tickets(5), history);

            Assert.True(verdict.Finding == Finding.Explained, verdict.Describe(seed));
        }
    }

    [Fact]
    public void One_outcome_that_is_told_wrong_is_found_in_a_history_of_any_size()
    {
        var (seed, random) = Seeded();
        for (var round = 0; round < 200; round++)
        {
            // Nothing is given back: exactly five are given, and whoever is refused was so after them.
            var history = Stretched(random, tickets: 5, calls: 60, giveBacks: false);
            var wrong = random.Next(history.Count);
            history[wrong] = history[wrong] with { Outcome = history[wrong].Outcome == Tickets.Given ? Tickets.SoldOut : Tickets.Given };

            var verdict = OrderSearch.Run(new Tickets(5), history);

            Assert.True(verdict.Finding == Finding.Unexplained, verdict.Describe(seed));
        }
    }

    [Fact]
    public void The_verdict_on_any_small_history_is_that_of_trying_every_order()
    {
        var (seed, random) = Seeded();
        var findings = new Dictionary<bool, int>();
        for (var round = 0; round < 5_000; round++)
        {
            var tickets = new Tickets(random.Next(1, 3));
            var history = Enumerable.Range(0, 6).Select(client => Any(random, client)).ToList();
            var expected = TryEveryOrder(tickets, tickets.Initial, history);

            var verdict = OrderSearch.Run(tickets, history);

            Assert.True(verdict.Finding == (expected ? Finding.Explained : Finding.Unexplained), verdict.Describe(seed));
            findings[expected] = findings.GetValueOrDefault(expected) + 1;
        }

        Assert.True(findings[true] > 500 && findings[false] > 500, $"seed {seed}: one-sided histories show nothing");
    }

    private (int Seed, Random Random) Seeded()
    {
        var seed = Random.Shared.Next();
        output.WriteLine($"Seed {seed}");
        return (seed, new Random(seed));
    }

    private static List<HistoricCall<string>> Parse(string history) =>
    [
        .. history.Split(", ", StringSplitOptions.RemoveEmptyEntries).Select((text, client) =>
        {
            var (call, rest) = (text[..text.IndexOf(':')], text[(text.IndexOf(':') + 2)..]);
            var (outcome, times) = (rest[..rest.LastIndexOf(' ')], rest[(rest.LastIndexOf(' ') + 1)..].Split('-'));
            return new HistoricCall<string>(client, call, Ticks(times[0])!.Value, Ticks(times[1]), outcome == "?" ? null : outcome);
        }),
    ];

    private static long? Ticks(string milliseconds) =>
        milliseconds == "?" ? null : long.Parse(milliseconds, CultureInfo.InvariantCulture) * Stopwatch.Frequency / 1_000;

    /// <summary>A run one by one whose calls begin earlier and return later than they took effect; some answers are lost.</summary>
    private static List<HistoricCall<string>> Stretched(Random random, int tickets, int calls, bool giveBacks = true)
    {
        var model = new Tickets(tickets);
        var state = model.Initial;
        List<HistoricCall<string>> history = [];
        for (var i = 0; i < calls; i++)
        {
            var call = giveBacks && random.Next(3) == 0 ? Tickets.GiveBack : Tickets.Take;
            (state, var outcome) = model.Step(state, call);
            var isLost = giveBacks && random.Next(20) == 0;
            history.Add(new HistoricCall<string>(
                random.Next(64), call, (10 * i) - random.Next(300), isLost ? null : (10 * i) + random.Next(300), isLost ? null : outcome));
        }

        return history;
    }

    private static HistoricCall<string> Any(Random random, int client)
    {
        var call = random.Next(3) == 0 ? Tickets.GiveBack : Tickets.Take;
        var called = random.Next(12);
        var outcome = (call, random.Next(5)) switch
        {
            (_, 4) => null,
            (Tickets.Take, 0) => Tickets.SoldOut,
            (Tickets.Take, _) => Tickets.Given,
            (_, 0) => Tickets.NothingToGiveBack,
            _ => Tickets.Thanks,
        };
        return new HistoricCall<string>(client, call, called, outcome is null ? null : called + random.Next(8), outcome);
    }

    /// <summary>The definition itself, without any cleverness.</summary>
    private static bool TryEveryOrder(Tickets model, Tickets.Stock state, List<HistoricCall<string>> left)
    {
        return left.All(call => call.Returned is null) || left.Any(call =>
            left.All(other => other.Deadline >= call.Called)
            && model.Step(state, call.Call) is var (next, outcome)
            && (call.Returned is null || call.Outcome == outcome)
            && TryEveryOrder(model, next, [.. left.Where(other => other != call)]));
    }

    /// <summary>So many tickets; who has one may give one back.</summary>
    private sealed class Tickets(int count) : IModel<Tickets.Stock, string>
    {
        public const string Take = "take";
        public const string GiveBack = "give back";
        public const string Given = "given";
        public const string SoldOut = "sold out";
        public const string Thanks = "thanks";
        public const string NothingToGiveBack = "nothing to give back";

        public Stock Initial { get; } = new(0);

        public (Stock Next, string Outcome) Step(Stock state, string call) => (call, state.Out) switch
        {
            (Take, var given) when given < count => (new Stock(given + 1), Given),
            (Take, _) => (state, SoldOut),
            (_, 0) => (state, NothingToGiveBack),
            (_, var given) => (new Stock(given - 1), Thanks),
        };

        public object? KindOf(string call) => call;

        public sealed record Stock(int Out);
    }
}
