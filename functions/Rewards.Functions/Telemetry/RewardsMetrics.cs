using System.Diagnostics.Metrics;
using System.Net;
using NodaTime;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Telemetry;

/// <summary>What the app counts of its own, by the names that the alerts go by. Where nobody listens it costs next to nothing.</summary>
public sealed class RewardsMetrics(IMeterFactory meters)
{
    public const string MeterName = "Rewards";

    public const string PoisonMessagesName = "rewards.poison.messages";

    public const string AgendaAgeName = "rewards.agenda.age";

    public const string FindingsName = "rewards.reconciliation.findings";

    public const string RedemptionsName = "rewards.redemptions";

    public const string QueueTag = "queue";

    public const string BooksTag = "books";

    public const string OutcomeTag = "outcome";

    public const string ReasonTag = "reason";

    private readonly Gauge<long> poison = meters.Create(MeterName).CreateGauge<long>(
        PoisonMessagesName, "{message}", "Messages that a queue gave up on.");

    private readonly Gauge<double> agendaAge = meters.Create(MeterName).CreateGauge<double>(
        AgendaAgeName, "s", "Since the first day began that is not drained yet.");

    private readonly Counter<long> findings = meters.Create(MeterName).CreateCounter<long>(
        FindingsName, "{finding}", "What checks of books found.");

    private readonly Counter<long> redemptions = meters.Create(MeterName).CreateCounter<long>(
        RedemptionsName, "{redemption}", "Calls to redeem that were answered with an outcome.");

    /// <summary>Whether anybody listens: counting asks the storage.</summary>
    public bool CountsPoison => poison.Enabled;

    public void PoisonCounted(string queue, int messages) => poison.Record(messages, new KeyValuePair<string, object?>(QueueTag, queue));

    /// <param name="age">Not below 0.</param>
    public void AgendaLookedAt(Duration age) => agendaAge.Record(Math.Max(0, age.TotalSeconds));

    public void MemberFindings(int count) => findings.Add(count, new KeyValuePair<string, object?>(BooksTag, "member"));

    public void CampaignFindings(int count) => findings.Add(count, new KeyValuePair<string, object?>(BooksTag, "campaign"));

    /// <summary>
    /// Counts a call to redeem once it has an outcome: accepted, refused for a reason, or replayed where it was answered with an outcome
    /// that stood already. A call that has none (400, 403, 422, 503) is not counted.
    /// </summary>
    /// <param name="result">Null: refused before the storage was asked.</param>
    /// <returns>The reply.</returns>
    public Reply Redeemed(Reply reply, OperationResult? result)
    {
        if (!redemptions.Enabled)
        {
            return reply;
        }

        if (IsReplay(result))
        {
            redemptions.Add(1, new KeyValuePair<string, object?>(OutcomeTag, "replayed"));
        }
        else if (reply.Status == HttpStatusCode.Created)
        {
            redemptions.Add(1, new KeyValuePair<string, object?>(OutcomeTag, "accepted"));
        }
        else if (reply.Status is HttpStatusCode.NotFound or HttpStatusCode.Conflict or HttpStatusCode.TooManyRequests)
        {
            redemptions.Add(1, new(OutcomeTag, "refused"), new(ReasonTag, reply.Reason));
        }

        return reply;
    }

    /// <summary>Another key for a receipt that has redeemed is accepted without any effect.</summary>
    private static bool IsReplay(OperationResult? result) =>
        result is { Row: not null, Fresh: false } or { Row: { Outcome: OperationOutcome.Accepted, Effects: null } };
}
