using System.Text;
using Rewards.Functions.Agenda;
using Rewards.Functions.Coupons;
using Rewards.Functions.Events;
using Rewards.Functions.Members;
using Rewards.Functions.Storage;

namespace Rewards.Faults.Crashes;

/// <summary>
/// What stands in the tables, a line a row, so that two runs can be compared. What is drawn at random, and the names of
/// operations that follow from a row's ETag or that nobody named, are replaced by a number each, the same one wherever they stand.
/// </summary>
internal static class WorldText
{
    /// <param name="before">The rows from which both runs began: what they name is the same.</param>
    /// <param name="events">What was told, each once, as a text.</param>
    public static IReadOnlyList<string> Of(IReadOnlyList<WorldRow> rows, IReadOnlyList<WorldRow> before, IEnumerable<string> events)
    {
        var known = before.Select(row => row.Key).ToHashSet();
        var looks = rows.Where(row => row.Entity.ContainsKey("LookOn")).ToDictionary(row => row.Entity.PartitionKey, string? (row) => row.Entity.GetString("LookOn"));
        rows = [.. rows.Where(row => !IsIdleFence(row) && !IsIdleRepeat(row) && !IsIdleLook(row, looks))];
        var names = rows.Where(row => !known.Contains(row.Key)).SelectMany(Names).Distinct().OrderByDescending(name => name.Text.Length).ToList();
        // Operations first: the order in which a reply lists what it drew is the order in which it is numbered.
        var lines = rows.Select(row => TextOf(row)).Concat(events.Select(told => $"Event {told}"))
            .OrderBy(line => line.Contains(" op:", StringComparison.Ordinal) ? 0 : 1)
            .ThenBy(line => Blanked(line, names), StringComparer.Ordinal)
            .ToList();
        var numbers = new Dictionary<string, string>();
        return [.. lines.Select(line => Numbered(line, names, numbers)).Order(StringComparer.Ordinal)];
    }

    /// <summary>
    /// That a unit which was never set aside will not be any more: written by a follow-up of a refused claim, and not needed where
    /// the claim took its follow-up back.
    /// </summary>
    private static bool IsIdleFence(WorldRow row) =>
        row.Table == TableKeys.Coupons && row.Entity.GetString("Kind") == "set-aside" && row.Entity.GetString("Outcome") == "abandoned";

    /// <summary>A look or a PUT that found nothing to do: what comes again is an operation of its own.</summary>
    private static bool IsIdleRepeat(WorldRow row) =>
        row.Table == TableKeys.Members && !row.Entity.ContainsKey("Effects") && row.Entity.GetString("Kind") is LookCommand.Kind or MemberCommand.Kind;

    /// <summary>A look in vain: its member is to be looked at on another day by now, and it is taken away on its own.</summary>
    private static bool IsIdleLook(WorldRow row, Dictionary<string, string?> looks) =>
        row.Table == TableKeys.Agenda
        && row.Entity.RowKey.EndsWith($":{AgendaFiling.LookKind}", StringComparison.Ordinal)
        && looks.TryGetValue(TableKeys.MemberOfAgendaRow(row.Entity.RowKey), out var day) && day != row.Entity.GetString("Day");

    /// <summary>A fact whose name is drawn anew or follows from a row's ETag.</summary>
    private static bool IsNamedAtRandom(WorldRow row) => row.Table == TableKeys.Facts
        && row.Entity.GetString("Type") is RewardsEvent.LedgerChecked or RewardsEvent.CampaignChecked or RewardsEvent.MemberErased;

    private static IEnumerable<(string Text, string Replacement)> Names(WorldRow row)
    {
        var kind = TableKeys.KindOf(row.Entity.RowKey);
        if (row.Table == TableKeys.Coupons && kind == "coupon" && CouponRows.ToCoupon(row.Entity) is { } coupon)
        {
            yield return (coupon.Code.Value, $"code {coupon.Code.Value}");
            yield return (coupon.Code.ToDisplay(), $"code {coupon.Code.Value}");
        }
        else if (kind == "op")
        {
            yield return (TableKeys.OperationOf(row.Entity.RowKey).Value, $"op {row.Entity.RowKey}");
        }
    }

    private static string TextOf(WorldRow row)
    {
        // The shard of a fact's partition follows from its id and from nothing else.
        var partition = row.Table == TableKeys.Facts ? row.Entity.PartitionKey.Split(':')[0] : row.Entity.PartitionKey;
        // A batch's codes follow from a seed that is drawn for each try.
        var values = row.Values.Where(value => value.Key != "Seed").OrderBy(value => value.Key, StringComparer.Ordinal).Select(value => $"{value.Key}={TextOf(value.Value)}");
        var name = IsNamedAtRandom(row) ? "~" : row.Entity.RowKey;
        return $"{row.Table} {partition} {name} {string.Join(' ', values)}";
    }

    private static string? TextOf(object? value) => value is byte[] bytes ? Encoding.UTF8.GetString(bytes) : value?.ToString();

    private static string Blanked(string line, IEnumerable<(string Text, string Replacement)> names) =>
        names.Aggregate(line, (text, name) => text.Replace(name.Text, "~", StringComparison.Ordinal));

    private static string Numbered(string line, IEnumerable<(string Text, string Replacement)> names, Dictionary<string, string> numbers)
    {
        var found = names.Select(name => (name.Text, name.Replacement, At: line.IndexOf(name.Text, StringComparison.Ordinal))).Where(name => name.At >= 0).ToList();
        foreach (var name in found.OrderBy(name => name.At))
        {
            numbers.TryAdd(name.Replacement, $"<{numbers.Count}>");
        }

        return found.Aggregate(line, (text, name) => text.Replace(name.Text, numbers[name.Replacement], StringComparison.Ordinal));
    }
}
