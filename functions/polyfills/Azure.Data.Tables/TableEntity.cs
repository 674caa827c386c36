using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Azure.Data.Tables;

#pragma warning disable CA1710 // the real one is a dictionary of this name
public sealed class TableEntity : ITableEntity, IDictionary<string, object>
{
    internal const string ETagKey = "odata.etag";

    // Room for those that most rows have, so that a row is not moved again and again while it is filled.
    private const int UsualProperties = 16;

    private readonly Dictionary<string, object?> properties;

    public TableEntity() => properties = new(UsualProperties);

    public TableEntity(string partitionKey, string rowKey)
        : this()
    {
        PartitionKey = partitionKey;
        RowKey = rowKey;
    }

    public TableEntity(IDictionary<string, object> values) => properties = values is null ? [] : new(values!);

    public string PartitionKey
    {
        get => GetString(nameof(PartitionKey))!;
        set => properties[nameof(PartitionKey)] = value;
    }

    public string RowKey
    {
        get => GetString(nameof(RowKey))!;
        set => properties[nameof(RowKey)] = value;
    }

    public DateTimeOffset? Timestamp
    {
        get => GetDateTimeOffset(nameof(Timestamp));
        set => properties[nameof(Timestamp)] = value;
    }

    public ETag ETag
    {
        get => GetString(ETagKey) is { } tag ? new ETag(tag) : default;
        set => properties[ETagKey] = value.ToString();
    }

    public int Count => properties.Count;

    public ICollection<string> Keys => properties.Keys;

    ICollection<object> IDictionary<string, object>.Values => properties.Values!;

    bool ICollection<KeyValuePair<string, object>>.IsReadOnly => false;

    // A missing property reads as null, as the real one does, whatever IDictionary promises.
    [AllowNull]
    public object this[string key]
    {
        get => properties.GetValueOrDefault(key)!;
        set => properties[key] = Coerce(properties.GetValueOrDefault(key), value);
    }

    internal Dictionary<string, object?> Properties => properties;

    public string? GetString(string key) => (string?)Get(key, typeof(string));

    public int? GetInt32(string key) => (int?)Get(key, typeof(int));

    public long? GetInt64(string key) => (long?)Get(key, typeof(long));

    public bool? GetBoolean(string key) => (bool?)Get(key, typeof(bool));

    public double? GetDouble(string key) => (double?)Get(key, typeof(double));

    public Guid? GetGuid(string key) => (Guid?)Get(key, typeof(Guid));

    public DateTimeOffset? GetDateTimeOffset(string key) => (DateTimeOffset?)Get(key, typeof(DateTimeOffset));

    public DateTime? GetDateTime(string key) => (DateTime?)Get(key, typeof(DateTime));

    public byte[]? GetBinary(string key) => (byte[]?)Get(key, typeof(byte[]));

    public BinaryData? GetBinaryData(string key) => (BinaryData?)Get(key, typeof(BinaryData));

    public void Add(string key, object? value) => properties[key] = Coerce(properties.GetValueOrDefault(key), value);

    public bool ContainsKey(string key) => properties.ContainsKey(key);

    public bool Remove(string key) => properties.Remove(key);

    public bool TryGetValue(string key, out object value) => properties.TryGetValue(key, out value!);

    public void Clear() => properties.Clear();

    void ICollection<KeyValuePair<string, object>>.Add(KeyValuePair<string, object> item) => Add(item.Key, item.Value);

    bool ICollection<KeyValuePair<string, object>>.Contains(KeyValuePair<string, object> item) =>
        ((ICollection<KeyValuePair<string, object?>>)properties).Contains(item!);

    bool ICollection<KeyValuePair<string, object>>.Remove(KeyValuePair<string, object> item) =>
        ((ICollection<KeyValuePair<string, object?>>)properties).Remove(item!);

    void ICollection<KeyValuePair<string, object>>.CopyTo(KeyValuePair<string, object>[] array, int arrayIndex) =>
        ((ICollection<KeyValuePair<string, object?>>)properties).CopyTo(array!, arrayIndex);

    IEnumerator<KeyValuePair<string, object>> IEnumerable<KeyValuePair<string, object>>.GetEnumerator() =>
        ((IEnumerable<KeyValuePair<string, object>>)(object)properties).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => properties.GetEnumerator();

    private object? Get(string key, Type wanted)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        return properties.GetValueOrDefault(key) switch
        {
            null => null,
            var value when value.GetType() == wanted => value,
            DateTimeOffset time when wanted == typeof(DateTime) => time.UtcDateTime,
            DateTime time when wanted == typeof(DateTimeOffset) => new DateTimeOffset(time),
            byte[] bytes when wanted == typeof(BinaryData) => new BinaryData(bytes),
            var value => throw new InvalidOperationException($"Cannot return {wanted} type for a {value.GetType()} typed property."),
        };
    }

    // A property that holds a long or a double keeps its type when it is given an int.
    private static object? Coerce(object? existing, object? value) => (existing, value) switch
    {
        (long, int number) => (long)number,
        (double, int number) => (double)number,
        _ => value,
    };
}
