namespace Rewards.Faults.Histories;

/// <summary>
/// Looks for an order of a history's calls in which each returns what the model says and no call comes after one that was made
/// when it had already returned. The search of Wing and Gong ("Testing and Verifying Concurrent Objects", Journal of Parallel and
/// Distributed Computing 17, 1993) as Lowe improved it ("Testing for linearizability", Concurrency and Computation: Practice and
/// Experience 29(4), 2017): just in time, the call with the nearest deadline first, and no configuration (the set of calls in
/// order, the state) twice.
/// </summary>
/// <remarks>
/// Two things keep it short and lose no order. A call that answers as it did and changes nothing is taken at once: wherever an
/// order has it, it could stand here. Of calls of one kind the one with the nearest deadline is taken first: wherever an order has
/// them the other way round, they could change places.
/// </remarks>
public static class OrderSearch
{
    public const int DefaultLimit = 500_000;

    /// <param name="limit">Of configurations; beyond it the search is given up.</param>
    public static Verdict<TCall> Run<TState, TCall>(IModel<TState, TCall> model, IEnumerable<HistoricCall<TCall>> history, int limit = DefaultLimit)
        where TState : class, IEquatable<TState> =>
        new Search<TState, TCall>(model, [.. history.OrderBy(call => call.Called)], limit).Run();

    private sealed class Search<TState, TCall>(IModel<TState, TCall> model, HistoricCall<TCall>[] history, int limit)
        where TState : class, IEquatable<TState>
    {
        private readonly HashSet<(CallSet Ordered, TState State)> seen = [];
        private readonly int answered = history.Count(call => call.Returned is not null);

        public Verdict<TCall> Run()
        {
            var longest = new Node(null, -1, CallSet.Empty(history.Length), model.Initial, 0);
            var path = new Stack<(Node Node, Queue<Node> Next)>();
            path.Push((longest, NextOf(longest)));
            while (path.TryPeek(out var top))
            {
                if (top.Node.Answered == answered)
                {
                    return VerdictOf(Finding.Explained, top.Node);
                }

                if (!top.Next.TryDequeue(out var next))
                {
                    path.Pop();
                }
                else if (seen.Add((next.Ordered, next.State)))
                {
                    if (seen.Count > limit)
                    {
                        return VerdictOf(Finding.GivenUp, longest);
                    }

                    longest = next.Answered > longest.Answered ? next : longest;
                    path.Push((next, NextOf(next)));
                }
            }

            return VerdictOf(Finding.Unexplained, longest);
        }

        /// <summary>What may follow, the nearest deadline first.</summary>
        private Queue<Node> NextOf(Node node)
        {
            Queue<Node> next = [];
            foreach (var place in CandidatesAfter(node).DistinctBy(place => (model.KindOf(history[place].Call) ?? place, history[place].Outcome)))
            {
                var call = history[place];
                var (state, outcome) = model.Step(node.State, call.Call);
                var changesNothing = ReferenceEquals(state, node.State);
                if (call.Returned is null ? changesNothing : outcome != call.Outcome)
                {
                    continue;
                }

                var after = new Node(node, place, node.Ordered.With(place), state, node.Answered + (call.Returned is null ? 0 : 1));
                if (changesNothing)
                {
                    return new Queue<Node>([after]);
                }

                next.Enqueue(after);
            }

            return next;
        }

        /// <summary>The calls not in order yet that were made before any of these had returned.</summary>
        private IEnumerable<int> CandidatesAfter(Node node)
        {
            List<int> candidates = [];
            var deadline = long.MaxValue;
            for (var place = node.Ordered.FirstMissing(); place < history.Length && history[place].Called <= deadline; place++)
            {
                if (!node.Ordered.Contains(place))
                {
                    candidates.Add(place);
                    deadline = Math.Min(deadline, history[place].Deadline);
                }
            }

            return candidates.OrderBy(place => history[place].Deadline);
        }

        private Verdict<TCall> VerdictOf(Finding finding, Node last)
        {
            List<HistoricCall<TCall>> order = [];
            for (var node = last; node.Before is { } before; node = before)
            {
                order.Add(history[node.Place]);
            }

            order.Reverse();
            IReadOnlyList<(HistoricCall<TCall>, string)> stuck = finding == Finding.Explained
                ? []
                : [.. CandidatesAfter(last).Select(place => (history[place], model.Step(last.State, history[place].Call).Outcome))];
            return new Verdict<TCall>(finding, history, order, stuck, seen.Count);
        }

        /// <param name="Place">In the history, of the call that led here.</param>
        /// <param name="Answered">How many calls with an answer are in order.</param>
        private sealed record Node(Node? Before, int Place, CallSet Ordered, TState State, int Answered);
    }
}
