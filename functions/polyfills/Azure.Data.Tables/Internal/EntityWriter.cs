using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Azure.Data.Tables.Internal;

/// <summary>Writes entities as the Table service's JSON, with the types that JSON has not in <c>@odata.type</c>.</summary>
#pragma warning disable CA1001 // the JSON writer holds nothing but the buffer, and lives as long as its thread
internal sealed class EntityWriter
{
    private const int KeepAtMostBytes = 1 << 20;

    private const string TypeSuffix = "@odata.type";

    [ThreadStatic]
    private static EntityWriter? cached;

    private readonly Utf8JsonWriter json;

    private EntityWriter() => json = new Utf8JsonWriter(Buffer, new JsonWriterOptions
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    });

    public ArrayBufferWriter<byte> Buffer { get; } = new(1024);

    /// <summary>The calling thread's own writer, emptied; only for use without an await in between.</summary>
    public static EntityWriter Rent()
    {
        if (cached is null || cached.Buffer.Capacity > KeepAtMostBytes)
        {
            cached = new EntityWriter();
        }

        cached.Buffer.ResetWrittenCount();
        return cached;
    }

    public static byte[] ToBytes(ITableEntity entity)
    {
        var writer = Rent();
        writer.Write(entity);
        return writer.Buffer.WrittenSpan.ToArray();
    }

    public void Write(ITableEntity entity)
    {
        json.Reset();
        json.WriteStartObject();
        if (entity is TableEntity bag)
        {
            foreach (var (name, value) in bag.Properties)
            {
                if (name is not (TableEntity.ETagKey or nameof(ITableEntity.Timestamp)))
                {
                    WriteProperty(name, value);
                }
            }
        }
        else
        {
            foreach (var member in PocoMembers.Of(entity.GetType()).Written)
            {
                WriteProperty(member.Name, member.Property.GetValue(entity));
            }
        }

        json.WriteEndObject();
        json.Flush();
    }

    private void WriteProperty(string name, object? value)
    {
        switch (value)
        {
            case null:
                break;
            case string text:
                json.WriteString(name, text);
                break;
            case int number:
                json.WriteNumber(name, number);
                break;
            case bool truth:
                json.WriteBoolean(name, truth);
                break;
            case long number:
                WriteType(name, "Edm.Int64"u8);
                Span<byte> digits = stackalloc byte[20];
                number.TryFormat(digits, out var length);
                json.WriteString(name, digits[..length]);
                break;
            case double number:
                WriteType(name, "Edm.Double"u8);
                json.WriteNumber(name, number);
                break;
            case DateTimeOffset time:
                WriteType(name, "Edm.DateTime"u8);
                json.WriteString(name, time.UtcDateTime);
                break;
            case DateTime time:
                WriteType(name, "Edm.DateTime"u8);
                json.WriteString(name, time.ToUniversalTime());
                break;
            case Guid id:
                WriteType(name, "Edm.Guid"u8);
                json.WriteString(name, id);
                break;
            case byte[] bytes:
                WriteType(name, "Edm.Binary"u8);
                json.WriteBase64String(name, bytes);
                break;
            case BinaryData data:
                WriteType(name, "Edm.Binary"u8);
                json.WriteBase64String(name, data.ToMemory().Span);
                break;
            case Enum symbol:
                json.WriteString(name, symbol.ToString());
                break;
            default:
                throw new NotSupportedException($"Property {name}: the Table service has no type for {value.GetType()}.");
        }
    }

    private void WriteType(string name, ReadOnlySpan<byte> type)
    {
        var length = name.Length + TypeSuffix.Length;
        Span<char> annotated = length <= 256 ? stackalloc char[length] : new char[length];
        name.CopyTo(annotated);
        TypeSuffix.CopyTo(annotated[name.Length..]);
        json.WriteString(annotated, type);
    }
}
