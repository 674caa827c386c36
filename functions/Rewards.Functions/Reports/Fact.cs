using Azure.Data.Tables;
using NodaTime;
using NodaTime.Text;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Reports;

/// <summary>A row of table Facts, as the sums read it.</summary>
/// <param name="Day">The local day of the programme on which it happened.</param>
/// <param name="Currency">Where the row names none, its campaign's, or else the programme's.</param>
public sealed record Fact(TableEntity Row, LocalDate Day, string Currency)
{
    /// <summary>All that any sheet reads.</summary>
    public static readonly string[] Columns =
    [
        "Type", "Campaign", "Store", "Currency", "AmountMinor", "Count", "Months", "Arm", "Squares",
        "On", "First", "SecondDay", "FirstOfMonth", "RetainedIn", "Campaigns",
    ];

    public string Type { get; } = Row.Text("Type");

    public string? Campaign => Row.GetString("Campaign");

    /// <summary>Empty: none was named.</summary>
    public string Store => Row.GetString("Store") ?? "";

    public long AmountMinor => Row.GetInt64("AmountMinor") ?? 0;

    public int Count => Row.GetInt32("Count") ?? 0;

    public string? Months => Row.GetString("Months");

    public string? Arm => Row.GetString("Arm");

    public double Squares => Row.GetDouble("Squares") ?? 0;

    /// <summary>Of a purchase: its own local day.</summary>
    public LocalDate On => RowValues.ReadDay(Row, "On") ?? Day;

    public IEnumerable<YearMonth> RetainedIn => Parts("RetainedIn").Select(month => YearMonthPattern.Iso.Parse(month).Value);

    public IEnumerable<string> Campaigns => Parts("Campaigns");

    public bool Is(string column) => Row.GetBoolean(column) ?? false;

    private string[] Parts(string column) => Row.GetString(column) is { } text ? text.Split(';') : [];
}

/// <summary>Sums of one day's facts.</summary>
public interface IDaySheet
{
    void Add(Fact fact);

    /// <summary>The rows of table Reports in which the day is written down, each of them whole.</summary>
    IEnumerable<TableEntity> RowsOf(LocalDate day);
}
