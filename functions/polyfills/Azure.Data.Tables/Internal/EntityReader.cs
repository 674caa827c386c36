using System.Globalization;
using System.Text.Json;

namespace Azure.Data.Tables.Internal;

/// <summary>Reads entities from the Table service's JSON with minimal metadata.</summary>
internal static class EntityReader
{
    private enum EdmType
    {
        FromJson,
        Int64,
        Double,
        DateTime,
        Guid,
        Binary,
    }

    public static T ReadOne<T>(ReadOnlySpan<byte> body)
        where T : class, ITableEntity
    {
        var reader = new Utf8JsonReader(body);
        reader.Read();
        return Read<T>(ref reader);
    }

    /// <summary>The items of the array <c>value</c>.</summary>
    public static List<T> ReadMany<T>(ReadOnlySpan<byte> body)
        where T : class, ITableEntity
    {
        var items = new List<T>();
        var reader = new Utf8JsonReader(body);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isValue = reader.ValueTextEquals("value"u8);
            reader.Read();
            if (!isValue)
            {
                reader.Skip();
                continue;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
            {
                items.Add(Read<T>(ref reader));
            }
        }

        return items;
    }

    private static T Read<T>(ref Utf8JsonReader reader)
        where T : class, ITableEntity
    {
        if (typeof(T) == typeof(TableEntity))
        {
            var bag = new TableEntity();
            ReadInto(bag, ref reader);
            return (T)(object)bag;
        }

        var entity = Activator.CreateInstance<T>();
        ReadInto(entity, PocoMembers.Of(typeof(T)).Read, ref reader);
        return entity;
    }

    private static void ReadInto(TableEntity bag, ref Utf8JsonReader reader)
    {
        var type = EdmType.FromJson;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueSpan.EndsWith("@odata.type"u8))
            {
                reader.Read();
                type = TypeOf(ref reader);
                continue;
            }

            var name = NameOf(ref reader);
            reader.Read();
            if (name is null)
            {
                reader.Skip();
            }
            else if (reader.TokenType != JsonTokenType.Null)
            {
                bag.Properties[name] = Value(ref reader, name == nameof(ITableEntity.Timestamp) ? EdmType.DateTime : type);
            }

            type = EdmType.FromJson;
        }
    }

    private static void ReadInto(ITableEntity entity, Dictionary<string, PocoMembers.Member> members, ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.ValueSpan.EndsWith("@odata.type"u8) ? null : NameOf(ref reader);
            reader.Read();
            if (name == TableEntity.ETagKey)
            {
                entity.ETag = new ETag(reader.GetString()!);
            }
            else if (name is not null && reader.TokenType != JsonTokenType.Null && members.TryGetValue(name, out var member))
            {
                member.Property.SetValue(entity, Value(ref reader, member.Type));
            }
            else
            {
                reader.Skip();
            }
        }
    }

    // Null for what describes the reply rather than the entity. The fixed names are not allocated again and again.
    private static string? NameOf(ref Utf8JsonReader reader) => reader switch
    {
        _ when reader.ValueTextEquals("PartitionKey"u8) => nameof(ITableEntity.PartitionKey),
        _ when reader.ValueTextEquals("RowKey"u8) => nameof(ITableEntity.RowKey),
        _ when reader.ValueTextEquals("Timestamp"u8) => nameof(ITableEntity.Timestamp),
        _ when reader.ValueTextEquals("odata.etag"u8) => TableEntity.ETagKey,
        _ when reader.ValueSpan.StartsWith("odata."u8) => null,
        _ => reader.GetString(),
    };

    private static EdmType TypeOf(ref Utf8JsonReader reader) => reader switch
    {
        _ when reader.ValueTextEquals("Edm.Int64"u8) => EdmType.Int64,
        _ when reader.ValueTextEquals("Edm.Double"u8) => EdmType.Double,
        _ when reader.ValueTextEquals("Edm.DateTime"u8) => EdmType.DateTime,
        _ when reader.ValueTextEquals("Edm.Guid"u8) => EdmType.Guid,
        _ when reader.ValueTextEquals("Edm.Binary"u8) => EdmType.Binary,
        _ => EdmType.FromJson,
    };

    private static object Value(ref Utf8JsonReader reader, EdmType type) => type switch
    {
        EdmType.Int64 => Int64(ref reader),
        EdmType.Double => reader.GetDouble(),
        EdmType.DateTime => reader.GetDateTimeOffset(),
        EdmType.Guid => reader.GetGuid(),
        EdmType.Binary => reader.GetBytesFromBase64(),
        _ => reader.TokenType switch
        {
            JsonTokenType.String => reader.GetString()!,
            JsonTokenType.True => true,
            JsonTokenType.False => false,
            _ => reader.TryGetInt32(out var number) ? (object)number : reader.GetDouble(),
        },
    };

    private static object Value(ref Utf8JsonReader reader, Type type) => type switch
    {
        _ when type == typeof(string) => reader.GetString()!,
        _ when type == typeof(int) => reader.GetInt32(),
        _ when type == typeof(long) => Int64(ref reader),
        _ when type == typeof(bool) => reader.GetBoolean(),
        _ when type == typeof(double) => reader.GetDouble(),
        _ when type == typeof(DateTimeOffset) => reader.GetDateTimeOffset(),
        _ when type == typeof(DateTime) => reader.GetDateTimeOffset().UtcDateTime,
        _ when type == typeof(Guid) => reader.GetGuid(),
        _ when type == typeof(byte[]) => reader.GetBytesFromBase64(),
        _ when type == typeof(BinaryData) => new BinaryData(reader.GetBytesFromBase64()),
        { IsEnum: true } => Enum.Parse(type, reader.GetString()!),
        _ => throw new NotSupportedException($"The Table service has no type for {type}."),
    };

    private static long Int64(ref Utf8JsonReader reader) => reader.TokenType == JsonTokenType.String
        ? long.Parse(reader.ValueSpan, CultureInfo.InvariantCulture)
        : reader.GetInt64();
}
