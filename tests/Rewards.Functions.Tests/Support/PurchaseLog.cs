using System.Globalization;
using NodaTime;
using NodaTime.Text;

namespace Rewards.Functions.Tests.Support;

/// <summary>One line of the log: a real purchase.</summary>
/// <param name="Number">Of the line, from 1: the purchase's id.</param>
public sealed record LoggedPurchase(int Number, string Customer, LocalDate Day, long AmountMinor);

/// <summary>The purchases of 2,357 real customers of a CD shop, which stand beside the project and are no part of it.</summary>
public static class PurchaseLog
{
    private static readonly LocalDatePattern Days = LocalDatePattern.CreateWithInvariantCulture("uuuuMMdd");

    /// <summary>Null: the file is not there.</summary>
    public static string? Path
    {
        get
        {
            for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            {
                if (File.Exists(System.IO.Path.Combine(folder.FullName, "Rewards.sln")))
                {
                    var path = System.IO.Path.Combine(folder.FullName, "..", "shared", "data", "cdnow_sample.txt");
                    return File.Exists(path) ? path : null;
                }
            }

            return null;
        }
    }

    public static IReadOnlyList<LoggedPurchase> Read(string path) => [.. File.ReadLines(path).Select(Parse)];

    private static LoggedPurchase Parse(string line, int index)
    {
        var columns = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var dollars = decimal.Parse(columns[4], CultureInfo.InvariantCulture);
        return new LoggedPurchase(index + 1, columns[1], Days.Parse(columns[2]).Value, (long)(dollars * 100));
    }
}
