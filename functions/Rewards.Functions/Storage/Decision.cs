using Azure.Data.Tables;

namespace Rewards.Functions.Storage;

/// <summary>What a command decided, ready to be committed. A closed union.</summary>
public abstract record Decision
{
    private Decision()
    {
    }

    /// <param name="Changes">To the command's own partition; the operation row is added.</param>
    /// <param name="Effects">For the follow-up; null: nothing follows.</param>
    public sealed record Accept(Reply Reply, IReadOnlyList<TableTransactionAction> Changes, string? Effects) : Decision;

    /// <param name="Stored">False where the refusal is no outcome of this id (an unknown code).</param>
    public sealed record Refuse(Reply Reply, bool Stored = true) : Decision;

    /// <summary>
    /// Something has to be set aside or fetched elsewhere before this can be decided: it is, as soon as the follow-up is on its
    /// way that would put it back, and while others have their turn; then load and decide once more.
    /// </summary>
    public sealed record First(Func<CancellationToken, Task> Doing) : Decision;

    /// <summary>Something was fetched or settled meanwhile: load and decide once more.</summary>
    public sealed record Again : Decision;
}
