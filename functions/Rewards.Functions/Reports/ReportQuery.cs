using System.Net;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using NodaTime;
using NodaTime.Text;
using Rewards.Functions.Http;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Reports;

/// <summary>What a report is asked for; whatever is malformed is a 400 that names the parameter.</summary>
public static class ReportQuery
{
    public const int MaxDays = 400;

    public const int MaxMonths = 60;

    private static readonly YearMonth FirstMonth = new(1900, 1);

    private static readonly YearMonth LastMonth = new(9998, 12);

    /// <summary>Answers in the format that the caller wants: JSON, or the same as CSV.</summary>
    public static async Task<IResult> AnswerAsync<T>(this HttpRequest request, Func<Task<T>> report, JsonTypeInfo<T> type, Func<T, ReportTable> table)
    {
        var isCsv = request.Text("format") switch
        {
            null or "json" => false,
            "csv" => true,
            _ => throw Requests.Invalid("format", "json or csv."),
        };
        var body = await report();
        return isCsv ? table(body).ToCsv() : new ReplyResult(Reply.Of(HttpStatusCode.OK, body, type));
    }

    public static string? Text(this HttpRequest request, string name) => request.Query[name].FirstOrDefault();

    /// <summary>The local days from and to, both included.</summary>
    public static (LocalDate From, LocalDate To) Days(this HttpRequest request)
    {
        var from = request.Day("from") ?? throw Requests.Invalid("from", "A day is needed, such as 2026-11-22.");
        var to = request.Day("to") ?? throw Requests.Invalid("to", "A day is needed, such as 2026-11-22.");
        return to < from ? throw Requests.Invalid("to", "This is before the first day.")
            : Period.DaysBetween(from, to) >= MaxDays ? throw Requests.Invalid("to", $"A report has at most {MaxDays} days.")
            : (from, to);
    }

    public static LocalDate? Day(this HttpRequest request, string name)
    {
        if (request.Text(name) is not { } text)
        {
            return null;
        }

        return LocalDatePattern.Iso.Parse(text).TryGetValue(default, out var day) && IsReportable(day.ToYearMonth())
            ? day
            : throw Requests.Invalid(name, "A day is needed, such as 2026-11-22.");
    }

    /// <summary>The months from and to, both included.</summary>
    public static (YearMonth From, YearMonth To) Months(this HttpRequest request)
    {
        var (from, to) = (request.Month("from"), request.Month("to"));
        return to < from ? throw Requests.Invalid("to", "This is before the first month.")
            : from.PlusMonths(MaxMonths) <= to ? throw Requests.Invalid("to", $"A report has at most {MaxMonths} months.")
            : (from, to);
    }

    private static YearMonth Month(this HttpRequest request, string name) =>
        YearMonthPattern.Iso.Parse(request.Text(name) ?? "").TryGetValue(default, out var month) && IsReportable(month)
            ? month
            : throw Requests.Invalid(name, "A month is needed, such as 2026-11.");

    /// <summary>Within what a retailer may have books of, so that no sum of days leaves the calendar.</summary>
    private static bool IsReportable(YearMonth month) => month >= FirstMonth && month <= LastMonth;
}
