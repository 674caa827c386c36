using System.Collections.Immutable;

namespace Rewards.Domain.Access;

/// <summary>Who calls, as the credential proves it.</summary>
/// <param name="Name">The same however its keys or tokens change: Idempotency-Keys and the allowance for guesses go by it.</param>
/// <param name="Stores">For which stores it speaks; empty: for all.</param>
public sealed record Principal(string Name, Roles Roles, ImmutableArray<string> Stores)
{
    private const string PosOfStore = "pos.";

    /// <summary>By the names of roles in a token; one that nobody here knows says nothing.</summary>
    public static Principal Of(string name, IEnumerable<string> roleNames)
    {
        var names = roleNames.ToHashSet(StringComparer.Ordinal);
        var stores = names.Where(role => role.Length > PosOfStore.Length && role.StartsWith(PosOfStore, StringComparison.Ordinal))
            .Select(role => role[PosOfStore.Length..]).Order(StringComparer.Ordinal).ToImmutableArray();
        var roles = (names.Contains("pos") || stores.Length > 0 ? Roles.Pos : Roles.None)
            | (names.Contains("marketing") ? Roles.Marketing : Roles.None)
            | (names.Contains("admin") ? Roles.Admin : Roles.None);
        return new Principal(name, roles, names.Contains("pos") ? [] : stores);
    }

    /// <param name="allowed">The roles any of which is enough.</param>
    public bool IsAnyOf(Roles allowed) => (Roles & allowed) != Roles.None;

    /// <summary>Whether it may speak for a store; what names none is nobody's but who speaks for all.</summary>
    public bool SpeaksFor(string? storeId) => Stores.IsEmpty || (storeId is not null && Stores.Contains(storeId, StringComparer.Ordinal));

    /// <summary>An administrator undoes what any store did, also one who sells for a single one.</summary>
    public bool MayUndoIn(string? storeId) => IsAnyOf(Roles.Admin) || SpeaksFor(storeId);
}
