using System.Text.Json.Serialization;
using Rewards.Domain.Identifiers;
using Rewards.Functions.Storage;

namespace Rewards.Functions.FollowUps;

/// <summary>Sent before a command commits: look at its operation row and do what follows from it.</summary>
/// <param name="Since">Unix milliseconds, real time, of the first sending.</param>
/// <param name="SetAside">From what something may have been set aside elsewhere for the command.</param>
public sealed record FollowUpMessage(
    string Table,
    string Partition,
    string Operation,
    string Kind,
    long Since,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? SetAside = null);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(FollowUpMessage))]
public sealed partial class FollowUpJson : JsonSerializerContext;

/// <summary>What one kind of operation leaves to do outside its partition: derived from the operation row alone, and repeatable.</summary>
public interface IFollowUp
{
    string Kind { get; }

    Task RunAsync(OperationRow operation, CancellationToken cancellationToken);

    /// <summary>The operation was refused or given up: what it left outside its partition is taken back. Repeatable.</summary>
    Task UndoAsync(OperationRow operation, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Puts back what one of an accepted operation's tries set aside elsewhere, and the outcome does not use; repeatable.</summary>
    Task PutBackUnusedAsync(OperationRow accepted, string setAside, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Puts back what was set aside elsewhere for an operation that is not accepted and never will be; repeatable.</summary>
    Task PutBackAsync(OperationId operation, string setAside, CancellationToken cancellationToken) => Task.CompletedTask;
}
