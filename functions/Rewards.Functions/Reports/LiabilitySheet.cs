using System.Text.Json;
using System.Text.Json.Serialization;
using Azure.Data.Tables;
using NodaTime;
using Rewards.Domain.Points;
using Rewards.Functions.Points;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Reports;

/// <summary>Sums by lot month and category.</summary>
public sealed class LiabilitySheet : IDaySheet
{
    private readonly SortedDictionary<string, SortedDictionary<string, long>> sums = new(StringComparer.Ordinal);

    public IReadOnlyCollection<string> Months => sums.Keys;

    public IReadOnlyDictionary<string, long> Of(string month) => sums.TryGetValue(month, out var found) ? found : new SortedDictionary<string, long>();

    public void Add(Fact fact)
    {
        if (fact.Months is { } months && LedgerAftermath.TryCategoryOf(fact.Type, out var category))
        {
            Add(category, ReadMonths(months));
        }
    }

    /// <summary>One row, also of a day on which nothing happened.</summary>
    public IEnumerable<TableEntity> RowsOf(LocalDate day) =>
        [new TableEntity(TableKeys.LiabilityPartition, TableKeys.LiabilityRow(day)) { ["Day"] = RowValues.Write(day), ["Json"] = Write() }];

    public void Add(LiabilityCategory category, IEnumerable<KeyValuePair<string, long>> months)
    {
        foreach (var (month, points) in months)
        {
            Add(month, category.ToString(), points);
        }
    }

    public void Add(IReadOnlyDictionary<string, Dictionary<string, long>> other)
    {
        foreach (var (month, categories) in other)
        {
            foreach (var (category, points) in categories)
            {
                Add(month, category, points);
            }
        }
    }

    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(
        sums.ToDictionary(month => month.Key, month => new Dictionary<string, long>(month.Value)), LiabilityJson.Default.DictionaryStringDictionaryStringInt64);

    public static Dictionary<string, Dictionary<string, long>> Read(byte[] json) =>
        JsonSerializer.Deserialize(json, LiabilityJson.Default.DictionaryStringDictionaryStringInt64)!;

    /// <summary>As a fact holds them: 2027-11=-30;never=5.</summary>
    public static string WriteMonths(IEnumerable<KeyValuePair<string, long>> months) => string.Join(';', months.Select(month => $"{month.Key}={month.Value}"));

    public static IEnumerable<KeyValuePair<string, long>> ReadMonths(string text) => text.Length == 0 ? [] : text.Split(';')
        .Select(part => part.Split('='))
        .Select(part => KeyValuePair.Create(part[0], long.Parse(part[1], System.Globalization.CultureInfo.InvariantCulture)));

    private void Add(string month, string category, long points)
    {
        if (!sums.TryGetValue(month, out var categories))
        {
            sums[month] = categories = new SortedDictionary<string, long>(StringComparer.Ordinal);
        }

        categories[category] = checked(categories.GetValueOrDefault(category) + points);
    }
}

[JsonSourceGenerationOptions]
[JsonSerializable(typeof(Dictionary<string, Dictionary<string, long>>))]
public sealed partial class LiabilityJson : JsonSerializerContext;
