using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Rewards.Faults.Histories;

public enum Finding
{
    /// <summary>There is an order in which the model answers as the clients were answered.</summary>
    Explained,

    /// <summary>There is none.</summary>
    Unexplained,

    /// <summary>None was found within the limit of the search.</summary>
    GivenUp,
}

/// <param name="History">By the time of the call.</param>
/// <param name="Order">The order found, or the longest beginning of one.</param>
/// <param name="Stuck">What could have come next, and what the model answers instead.</param>
/// <param name="Configurations">How many the search has looked at.</param>
public sealed record Verdict<TCall>(
    Finding Finding,
    IReadOnlyList<HistoricCall<TCall>> History,
    IReadOnlyList<HistoricCall<TCall>> Order,
    IReadOnlyList<(HistoricCall<TCall> Call, string Modelled)> Stuck,
    int Configurations)
{
    /// <summary>The history by the time of the call, in milliseconds since the first one, with the places of the order that was found; then why it goes no further.</summary>
    public string Describe(int seed)
    {
        var text = new StringBuilder();
        text.AppendLine($"{Finding}: {Order.Count} of {History.Count} calls in order, {Configurations} configurations, seed {seed}");
        var places = new Dictionary<object, int>(ReferenceEqualityComparer.Instance);
        foreach (var call in Order)
        {
            places[call] = places.Count + 1;
        }

        foreach (var call in History)
        {
            var place = places.TryGetValue(call, out var number) ? number.ToString() : "-";
            text.AppendLine($"{place,5}  client {call.Client,2}  {Line(call)}");
        }

        foreach (var (call, modelled) in Stuck)
        {
            text.AppendLine($"next?  client {call.Client,2}  {Line(call)}, where the model says: {modelled}");
        }

        return text.ToString();
    }

    private string Line(HistoricCall<TCall> call) =>
        string.Create(CultureInfo.InvariantCulture, $"{Milliseconds(call.Called),9} to {Milliseconds(call.Returned),9} ms  {call.Call}: {call.Outcome ?? "no answer"}");

    private string Milliseconds(long? ticks) =>
        ticks is { } known ? Stopwatch.GetElapsedTime(History[0].Called, known).TotalMilliseconds.ToString("F2", CultureInfo.InvariantCulture) : "?";
}
