using NodaTime;
using Rewards.Domain.Campaigns;
using Rewards.Domain.Redemptions;

namespace Rewards.Domain.Tests.Redemptions;

/// <summary>
/// Accounts and shards under random interleavings. A move changes one partition and reads the other side from any copy that
/// was ever current, so that every crash between two moves, every repeated move and every stale read is among them.
/// </summary>
public sealed class AllotmentSimulationTests
{
    private const int Moves = 1_000;

    [Fact]
    public void No_interleaving_consumes_more_than_the_limit_or_strands_a_unit()
    {
        var seed = Environment.TickCount;
        TestContext.Current.SendDiagnosticMessage($"seed {seed}");
        var consumed = 0L;
        for (var round = 0; round < 300; round++)
        {
            var world = new World(new Random(unchecked(seed + round)), $"seed {seed}, round {round}");
            for (var move = 0; move < Moves; move++)
            {
                world.Move();
            }

            world.RecallEverything();
            consumed += world.Consumed;
        }

        Assert.True(consumed > 10_000, $"seed {seed}: the simulation hardly consumed anything ({consumed}), so it shows nothing");
    }

    private sealed class World
    {
        private readonly Random _random;
        private readonly string _name;
        private readonly int _shards;
        private readonly Allotment?[] _allotments;
        private readonly Tally[] _tallies;
        private readonly List<(LocalDate Day, int Shard)> _redemptions = [];
        private readonly List<AllotmentAccount> _accountCopies = [];
        private readonly List<Allotment?>[] _shardCopies;
        private AllotmentAccount _account;
        private Limit _limit;
        private LocalDate _day = new(2026, 4, 1);

        public World(Random random, string name)
        {
            (_random, _name) = (random, name);
            _shards = random.Next(1, 6);
            _allotments = new Allotment?[_shards];
            _tallies = new Tally[_shards];
            _shardCopies = [.. Enumerable.Range(0, _shards).Select(_ => new List<Allotment?>())];
            _limit = AnyLimit();
            _account = Allotments.Open(null, Term, _shards);
        }

        public long Consumed { get; private set; }

        private AllotmentTerm Term => AllotmentTerm.Of(_limit, _day);

        public void Move()
        {
            var shard = _random.Next(_shards);
            switch (_random.Next(1_000))
            {
                case < 400:
                    Consume(shard);
                    break;
                case < 500:
                    GrantIfShort(shard);
                    break;
                case < 600:
                    Write(shard, Allotments.Receive(_allotments[shard] ?? new(0, Term, 0, 0), Any(_accountCopies, _account), shard));
                    break;
                case < 700:
                    Adopt(shard, Any(_accountCopies, _account));
                    break;
                case < 800:
                    Settle();
                    break;
                case < 850:
                    GiveBack(shard, Any(_accountCopies, _account));
                    break;
                case < 900:
                    Write(Allotments.Collect(_account, [.. Enumerable.Range(0, _shards).Select(i => Any(_shardCopies[i], _allotments[i]))]));
                    break;
                case < 990:
                    RollBack();
                    break;
                case < 995:
                    _limit = AnyLimit();
                    break;
                default:
                    _day = _day.PlusDays(1);
                    break;
            }
        }

        /// <summary>All moves without disturbance: then what is not used is available, to the unit.</summary>
        public void RecallEverything()
        {
            Write(Allotments.Open(_account, Term, _shards));
            for (var shard = 0; shard < _shards; shard++)
            {
                Adopt(shard, _account);
            }

            Write(Allotments.Settle(_account, _allotments!));
            for (var shard = 0; shard < _shards; shard++)
            {
                Write(shard, Allotments.Receive(_allotments[shard]!, _account, shard));
                GiveBack(shard, _account);
            }

            Write(Allotments.Collect(_account, _allotments));
            Assert.True(_account.Available + Used() == _limit.Max, $"{_name}: {_account.Available} available, {Used()} used of {_limit.Max}");
        }

        private void Consume(int shard)
        {
            var allotment = _allotments[shard];
            if (allotment is null || allotment.Term != Term || allotment.Headroom(UsedBy(shard)) < 1)
            {
                return;
            }

            _tallies[shard] = _tallies[shard].Add(1, _day);
            _redemptions.Add((_day, shard));
            Consumed++;
            Assert.True(Used() <= _limit.Max, $"{_name}: {Used()} used of {_limit.Max}");
        }

        private void GrantIfShort(int shard)
        {
            Write(Allotments.Open(_account, Term, _shards));
            if (_random.Next(2) == 0 && Allotments.Grant(_account, shard, _random.Next(1, 5)) is { } granted)
            {
                Write(granted);
            }
        }

        private void Adopt(int shard, AllotmentAccount account) =>
            Write(shard, Allotments.Adopt(_allotments[shard], account, _tallies[shard].In(account.Term.Limit.Period, account.Term.PeriodStart ?? _day)));

        private void Settle()
        {
            var copies = Enumerable.Range(0, _shards).Select(i => Any(_shardCopies[i], _allotments[i])).ToArray();
            if (copies.All(copy => copy?.Epoch == _account.Epoch))
            {
                Write(Allotments.Settle(_account, copies!));
            }
        }

        /// <summary>As a visitor does it: by the period of the account that he has read.</summary>
        private void GiveBack(int shard, AllotmentAccount account)
        {
            if (_allotments[shard] is { } allotment)
            {
                var used = _tallies[shard].In(account.Term.Limit.Period, account.Term.PeriodStart ?? _day);
                Write(shard, Allotments.GiveBack(allotment, account, used));
            }
        }

        private void RollBack()
        {
            if (_redemptions.Count == 0)
            {
                return;
            }

            var i = _random.Next(_redemptions.Count);
            var (day, shard) = _redemptions[i];
            _redemptions.RemoveAt(i);
            var before = _tallies[shard];
            _tallies[shard] = before.GiveBack(1, day);
            if (_allotments[shard] is { } allotment)
            {
                Write(shard, Allotments.RollBack(allotment, before, _tallies[shard]));
            }
        }

        private Limit AnyLimit() => new(_random.Next(1, 60), (LimitPeriod)_random.Next(4));

        private long Used() => Enumerable.Range(0, _shards).Sum(UsedBy);

        private long UsedBy(int shard) => _tallies[shard].In(_limit.Period, _day);

        private void Write(AllotmentAccount account)
        {
            _accountCopies.Add(_account);
            _account = account;
        }

        private void Write(int shard, Allotment allotment)
        {
            _shardCopies[shard].Add(_allotments[shard]);
            _allotments[shard] = allotment;
        }

        /// <summary>Mostly the current one, otherwise any that ever was.</summary>
        private T Any<T>(List<T> copies, T current) =>
            copies.Count == 0 || _random.Next(5) > 0 ? current : copies[_random.Next(copies.Count)];
    }
}
