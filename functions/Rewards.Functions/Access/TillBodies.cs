using System.Text.Json;
using System.Text.Json.Serialization;
using NodaTime.Text;
using Rewards.Domain;
using Rewards.Domain.Access;
using Rewards.Domain.Identifiers;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Access;

public sealed record TillBody(string? StoreId);

/// <param name="CreatedAt">ISO 8601, UTC.</param>
public sealed record TillKeyBody(string KeyId, string CreatedAt);

public sealed record TillReply(string Id, int Version, string StoreId, IReadOnlyList<TillKeyBody> Keys);

/// <param name="Secret">What the till signs with, as it stands. It is shown here only.</param>
public sealed record NewTillKeyBody(string TillId, string KeyId, string Secret, string CreatedAt);

public sealed record TillPageBody(IReadOnlyList<TillReply> Tills, string? Next);

/// <summary>A till as it is stored: its keys without their secrets.</summary>
public sealed record StoredTill(string StoreId, IReadOnlyList<StoredTillKey> Keys, IReadOnlyList<string> RevokedKeys);

/// <inheritdoc cref="StoredTill"/>
public sealed record StoredTillKey(string KeyId, string Secret, string CreatedAt);

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false)]
[JsonSerializable(typeof(TillBody))]
[JsonSerializable(typeof(TillReply))]
[JsonSerializable(typeof(NewTillKeyBody))]
[JsonSerializable(typeof(TillPageBody))]
[JsonSerializable(typeof(StoredTill))]
public sealed partial class TillJson : JsonSerializerContext
{
    public static byte[] Store(Till till) => JsonSerializer.SerializeToUtf8Bytes(
        new StoredTill(till.StoreId, [.. till.Keys.Select(key => new StoredTillKey(key.Id, key.Secret, RowValues.Write(key.CreatedAt)))], till.RevokedKeys),
        Default.StoredTill);

    public static Till Read(TillId id, int version, byte[] json)
    {
        var stored = JsonSerializer.Deserialize(json, Default.StoredTill)!;
        return new Till(
            id, version, stored.StoreId, [.. stored.Keys.Select(key => new TillKey(key.KeyId, key.Secret, InstantPattern.ExtendedIso.Parse(key.CreatedAt).Value))], [.. stored.RevokedKeys]);
    }

    public static TillReply ReplyOf(Till till) =>
        new(till.Id.Value, till.Version, till.StoreId, [.. till.Keys.Select(key => new TillKeyBody(key.Id, RowValues.Write(key.CreatedAt)))]);

    public static FieldError? Check(TillBody body) =>
        IdText.IsText(body.StoreId, 64) ? null : new FieldError("storeId", "1 to 64 printable characters are needed.");
}
