using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.Serialization;

namespace Azure.Data.Tables.Internal;

/// <summary>Which public properties of a class of one's own are stored, found once a class.</summary>
internal sealed class PocoMembers
{
    private static readonly ConcurrentDictionary<Type, PocoMembers> Known = new();

    private PocoMembers(Type type)
    {
        var members = type.GetProperties(BindingFlags.Instance | BindingFlags.Public)
            .Where(p => p.GetMethod?.IsPublic == true && p.GetIndexParameters().Length == 0)
            .Where(p => !p.IsDefined(typeof(IgnoreDataMemberAttribute)))
            .Select(p => new Member(p.GetCustomAttribute<DataMemberAttribute>()?.Name ?? p.Name, p))
            .ToArray();
        Written = [.. members.Where(m => m.Name is not (nameof(ITableEntity.ETag) or nameof(ITableEntity.Timestamp)))];
        Read = members
            .Where(m => m.Name != nameof(ITableEntity.ETag) && m.Property.SetMethod is not null)
            .ToDictionary(m => m.Name, StringComparer.Ordinal);
    }

    public Member[] Written { get; }

    public Dictionary<string, Member> Read { get; }

    public static PocoMembers Of(Type type) => Known.GetOrAdd(type, static t => new PocoMembers(t));

    internal sealed record Member(string Name, PropertyInfo Property)
    {
        public Type Type { get; } = Nullable.GetUnderlyingType(Property.PropertyType) ?? Property.PropertyType;
    }
}
