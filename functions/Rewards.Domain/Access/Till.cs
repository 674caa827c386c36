using System.Collections.Immutable;
using NodaTime;
using Rewards.Domain.Identifiers;

namespace Rewards.Domain.Access;

/// <summary>A till that signs its calls, and the store for which it speaks.</summary>
/// <param name="Keys">Those that are good, oldest first.</param>
/// <param name="RevokedKeys">Those that were taken out and never come back, oldest first; the latest <see cref="MaxRevoked"/>.</param>
public sealed record Till(TillId Id, int Version, string StoreId, ImmutableArray<TillKey> Keys, ImmutableArray<string> RevokedKeys)
{
    /// <summary>One in use and the next one: enough to change keys without a till that stands still.</summary>
    public const int MaxKeys = 2;

    public const int MaxRevoked = 50;

    /// <summary>One more key; the same id again is the same key.</summary>
    public TillKeyDecision AddKey(TillKey key)
    {
        if (Keys.FirstOrDefault(known => known.Id == key.Id) is { } known)
        {
            return new TillKeyDecision.Accepted(this, known);
        }

        if (RevokedKeys.Contains(key.Id))
        {
            return new TillKeyDecision.Revoked();
        }

        return Keys.Length >= MaxKeys
            ? new TillKeyDecision.TooMany()
            : new TillKeyDecision.Accepted(this with { Version = Version + 1, Keys = Keys.Add(key) }, key);
    }

    /// <summary>Without a key; null: it has none with this id.</summary>
    public Till? Revoke(string keyId)
    {
        if (RevokedKeys.Contains(keyId))
        {
            return this;
        }

        return Keys.FirstOrDefault(key => key.Id == keyId) is { } found
            ? this with { Version = Version + 1, Keys = Keys.Remove(found), RevokedKeys = [.. RevokedKeys.Add(keyId).TakeLast(MaxRevoked)] }
            : null;
    }
}

/// <summary>A key of a till's. The secret itself is kept nowhere: it follows from its id and the secret of the deployment.</summary>
/// <param name="Secret">Names the deployment's secret from which it follows.</param>
public sealed record TillKey(string Id, string Secret, Instant CreatedAt);

/// <summary>A closed union.</summary>
public abstract record TillKeyDecision
{
    private TillKeyDecision()
    {
    }

    public sealed record Accepted(Till Till, TillKey Key) : TillKeyDecision;

    /// <summary>It was asked for before, and was taken out since.</summary>
    public sealed record Revoked : TillKeyDecision;

    public sealed record TooMany : TillKeyDecision;
}
