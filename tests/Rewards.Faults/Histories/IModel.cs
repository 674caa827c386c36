namespace Rewards.Faults.Histories;

/// <summary>How an object behaves when its calls come one after the other.</summary>
public interface IModel<TState, TCall>
    where TState : class, IEquatable<TState>
{
    TState Initial { get; }

    /// <returns>The same instance of the state where the call changes nothing; the outcome in the words in which clients record it.</returns>
    (TState Next, string Outcome) Step(TState state, TCall call);

    /// <summary>
    /// Calls of one kind with one outcome do the same to every state, but for what later calls refer to them by; null: a call
    /// that is like no other.
    /// </summary>
    object? KindOf(TCall call);
}
