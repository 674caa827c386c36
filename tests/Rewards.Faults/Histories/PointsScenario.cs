using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using NodaTime.Text;
using Rewards.Domain.Identifiers;
using Rewards.Functions.Programmes;
using Rewards.Functions.Tests.Support;

namespace Rewards.Faults.Histories;

/// <summary>Clients spend, hold, capture, release, undo and adjust the points of one member, who has too few for all of them.</summary>
public sealed class PointsScenario : IHistoryScenario
{
    private const long Granted = 1_000;

    private readonly ConcurrentDictionary<string, string> spendIds = new();
    private readonly ConcurrentDictionary<string, string> holdIds = new();
    private HistoryRecorder<PointsCall> recorder = null!;
    private string member = "";
    private int number;

    public string Name => "points of a member";

    public int Shards => 1;

    public async Task PrepareAsync(HistoryRound round)
    {
        recorder = new HistoryRecorder<PointsCall>(round.Instances.Apps, round.Id);
        member = round.Id;
        spendIds.Clear();
        holdIds.Clear();
        await round.Instances.Apps[0].EnrolAsync(member);
        await AdjustAsync(0, Granted, null);
    }

    public Task PlayAsync(HistoryRound round) => round.PlayAsync((client, random) => random.Next(10) switch
    {
        < 3 => SpendAsync(client, random.Next(1, 400)),
        < 5 => HoldAsync(client, random.Next(1, 400)),
        5 when Any(holdIds, random) is { } hold => CaptureAsync(client, hold, random.Next(2) == 0 ? null : random.Next(1, 200), random.Next(2) == 0),
        6 when Any(holdIds, random) is { } hold => ReleaseAsync(client, hold),
        < 9 when Any(spendIds, random) is { } spend => UndoAsync(client, spend),
        _ => AdjustAsync(client, random.Next(3) == 0 ? random.Next(1, 60) : -random.Next(1, 60), random),
    });

    public async Task<RoundResult> JudgeAsync(HistoryRound round)
    {
        await recorder.SettleAsync();
        var programme = await round.Instances.Apps[0].Host.Services.GetRequiredService<ProgrammeCatalogue>().NewestAsync(CancellationToken.None);
        var model = new PointsModel(programme, MemberId.Parse(member), round.Instances.Now);
        return RoundResult.Of(recorder, [OrderSearch.Run(model, recorder.Calls)], round.Seed);
    }

    private async Task SpendAsync(int client, long points)
    {
        var call = new PointsCall.Spend(NewName('s'), points);
        var answer = await CallAsync(client, call, "spends", new { points }, "spent");
        Keep(spendIds, call.Name, answer, "spendId");
    }

    private async Task HoldAsync(int client, long points)
    {
        var call = new PointsCall.Hold(NewName('h'), points);
        var expiresInSeconds = (long)PointsModel.HoldLifetime.TotalSeconds;
        var answer = await CallAsync(client, call, "holds", new { points, expiresInSeconds }, "held");
        Keep(holdIds, call.Name, answer, "holdId");
    }

    private async Task CaptureAsync(int client, string hold, long? points, bool keepOpen)
    {
        var call = new PointsCall.Capture(NewName('c'), hold, points, keepOpen);
        object body = points is null ? new { keepOpen } : new { points, keepOpen };
        var answer = await recorder.CallAsync(client, call, new HistoricRequest(
            Path($"holds/{holdIds[hold]}/captures"), body, accepted => Done($"captured {accepted.Json["points"]}", accepted)));
        Keep(spendIds, call.Name, answer, "spendId");
    }

    private Task ReleaseAsync(int client, string hold) =>
        CallAsync(client, new PointsCall.Release(hold), $"holds/{holdIds[hold]}/release", new { }, "released");

    private Task UndoAsync(int client, string spend) =>
        CallAsync(client, new PointsCall.Undo(spend), $"spends/{spendIds[spend]}/rollback", new { }, "undone");

    /// <param name="random">Of the last day of points that are given, so that there are several lots; null: the programme's.</param>
    private Task AdjustAsync(int client, long points, Random? random)
    {
        var expiresOn = points > 0 && random is not null ? new LocalDate(2027, random.Next(1, 13), 1) : (LocalDate?)null;
        var body = new { points, reason = "goodwill", by = "staff", expiresOn = expiresOn is { } day ? LocalDatePattern.Iso.Format(day) : null };
        return CallAsync(client, new PointsCall.Adjust(points, expiresOn), "adjustments", body, "adjusted");
    }

    private Task<Answer?> CallAsync(int client, PointsCall call, string path, object body, string done) =>
        recorder.CallAsync(client, call, new HistoricRequest(Path(path), body, accepted => Done(done, accepted)));

    private string Path(string rest) => $"members/{member}/points/{rest}";

    private string NewName(char kind) => $"{kind}{Interlocked.Increment(ref number)}";

    private static string Done(string what, Answer accepted) => PointsOutcomes.Done(what, accepted.Json["balance"]!.GetValue<long>());

    private static void Keep(ConcurrentDictionary<string, string> ids, string name, Answer? answer, string id)
    {
        if (answer?.Status == HttpStatusCode.Created)
        {
            ids[name] = answer.Json[id]!.GetValue<string>();
        }
    }

    private static string? Any(ConcurrentDictionary<string, string> ids, Random random) => ids.Keys.ElementAtOrDefault(random.Next(ids.Count + 1));
}
