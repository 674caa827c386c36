using Azure.Data.Tables;
using NodaTime;
using Rewards.Domain.Models;
using Rewards.Functions.Http;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Models;

/// <summary>How far a fit is, or how it ended.</summary>
public enum FitState
{
    Running,
    Fitted,
    TooLittleData,
    DoesNotConverge,
}

/// <summary>One fit of the customer model to the members.</summary>
/// <param name="StartedAt">When it was asked for.</param>
/// <param name="Day">The local day, of the programme's zone, as of which the members are looked at.</param>
/// <param name="Pages">How many pages of members were read.</param>
/// <param name="Next">Where the next one begins; null at the beginning and at the end.</param>
/// <param name="Read">Whether all were.</param>
/// <param name="Members">How many were seen; erased ones do not count.</param>
/// <param name="Size">Of the sample that the pages hold.</param>
/// <param name="Version">Of the model that it made, or else that held at its end; 0 while it runs.</param>
/// <param name="Customers">To how many it was fitted, or was to be.</param>
/// <param name="RepeatBuyers">Told where they were too few.</param>
/// <param name="Closed">Whether what follows from it is done.</param>
public sealed record ModelFit(
    string Id,
    Instant StartedAt,
    LocalDate Day,
    FitState State,
    int Pages,
    string? Next,
    bool Read,
    long Members,
    SampleSize Size,
    int Version,
    long? Customers,
    long? RepeatBuyers,
    bool Closed)
{
    public static ModelFit Begun(string id, Instant startedAt, LocalDate day) =>
        new(id, startedAt, day, FitState.Running, 0, null, false, 0, default, 0, null, null, false);

    /// <summary>With how it ended.</summary>
    /// <param name="standing">The model before it.</param>
    public ModelFit Ended(CustomerModelFit outcome, CustomerModel standing) => outcome switch
    {
        CustomerModelFit.Fitted fitted => this with { State = FitState.Fitted, Version = fitted.Model.Version, Customers = fitted.Model.Customers },
        CustomerModelFit.TooLittleData little => this with
        {
            State = FitState.TooLittleData,
            Version = standing.Version,
            Customers = little.Customers,
            RepeatBuyers = little.RepeatBuyers,
        },
        _ => this with { State = FitState.DoesNotConverge, Version = standing.Version },
    };
}

/// <summary>The rows of a fit and of models, and what they mean.</summary>
public static class ModelRows
{
    public static TableEntity ToRow(ModelFit fit) => new(TableKeys.ModelPartition, TableKeys.FitRow(fit.Id))
    {
        ["Id"] = fit.Id,
        ["StartedAt"] = RowValues.Write(fit.StartedAt),
        ["Day"] = RowValues.Write(fit.Day),
        ["State"] = Problems.NameOf(fit.State),
        ["Pages"] = fit.Pages,
        ["Next"] = fit.Next,
        ["Read"] = fit.Read,
        ["Members"] = fit.Members,
        ["Depth"] = fit.Size.Depth,
        ["Kept"] = fit.Size.Kept,
        ["Version"] = fit.Version,
        ["Customers"] = fit.Customers,
        ["RepeatBuyers"] = fit.RepeatBuyers,
        ["Closed"] = fit.Closed,
    };

    public static ModelFit ToFit(TableEntity row) => new(
        row.Text("Id"),
        RowValues.ReadInstant(row, "StartedAt")!.Value,
        RowValues.ReadDay(row, "Day")!.Value,
        Enum.GetValues<FitState>().First(state => Problems.NameOf(state) == row.Text("State")),
        row.GetInt32("Pages")!.Value,
        row.GetString("Next"),
        row.GetBoolean("Read")!.Value,
        row.GetInt64("Members")!.Value,
        new SampleSize(row.GetInt32("Depth")!.Value, row.GetInt64("Kept")!.Value),
        row.GetInt32("Version")!.Value,
        row.GetInt64("Customers"),
        row.GetInt64("RepeatBuyers"),
        row.GetBoolean("Closed")!.Value);

    public static TableEntity ToRow(CustomerModel model, string rowKey) => new(TableKeys.ModelPartition, rowKey)
    {
        ["Version"] = model.Version,
        ["FittedOn"] = RowValues.Write(model.FittedOn),
        ["Customers"] = model.Customers,
        ["LogLikelihood"] = model.LogLikelihood,
        ["R"] = model.BgNbd.R,
        ["Alpha"] = model.BgNbd.Alpha,
        ["A"] = model.BgNbd.A,
        ["B"] = model.BgNbd.B,
        ["P"] = model.GammaGamma.P,
        ["Q"] = model.GammaGamma.Q,
        ["Gamma"] = model.GammaGamma.Gamma,
        ["SilentDays"] = Write(model.RfmBoundaries?.SilentDays),
        ["Purchases"] = Write(model.RfmBoundaries?.Purchases),
        ["SpendMinor"] = Write(model.RfmBoundaries?.SpendMinor),
    };

    public static CustomerModel ToModel(TableEntity row) => new(
        row.GetInt32("Version")!.Value,
        RowValues.ReadDay(row, "FittedOn"),
        new BgNbd(row.GetDouble("R")!.Value, row.GetDouble("Alpha")!.Value, row.GetDouble("A")!.Value, row.GetDouble("B")!.Value),
        new GammaGamma(row.GetDouble("P")!.Value, row.GetDouble("Q")!.Value, row.GetDouble("Gamma")!.Value),
        row.GetString("SilentDays") is { } silentDays
            ? new RfmBoundaries([.. Read(silentDays)], [.. Read(row.Text("Purchases"))], [.. Read(row.Text("SpendMinor"))])
            : null,
        row.GetInt64("Customers")!.Value)
    {
        LogLikelihood = row.GetDouble("LogLikelihood"),
    };

    private static string? Write(IEnumerable<long>? values) => values is null ? null : string.Join(';', values);

    private static IEnumerable<long> Read(string text) => text.Split(';').Select(long.Parse);
}
