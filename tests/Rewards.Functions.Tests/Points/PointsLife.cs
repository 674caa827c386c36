using System.Net;
using System.Text.Json.Nodes;
using NodaTime;
using NodaTime.Text;
using Rewards.Domain.Points;
using Rewards.Domain.Tests.Points.Model;
using Rewards.Functions.Programmes;
using Rewards.Functions.Storage;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.Points;

internal enum LifeAct
{
    Buy,
    BuyLate,
    Return,
    Deliver,
    Spend,
    RollBack,
    Hold,
    Capture,
    Release,
    AdjustUp,
    AdjustDown,
    Transfer,
    WaitHours,
    WaitDays,
    Look,
    Replay,
}

/// <summary>What is done, to how many points, to which of several, and how.</summary>
internal sealed record LifeStep(LifeAct Act, int Count, int Pick, bool Flag);

/// <summary>Two members of the app and their naive doubles.</summary>
internal sealed class PointsLife
{
    private sealed record Request(string Path, JsonObject Body, string Key, Answer Answer);

    /// <param name="Left">Points of it that no return has taken back.</param>
    private sealed record Bought(string Id, int Who, LotKey Lot, int Left);

    private readonly TestApp app;
    private readonly Programme programme;
    private readonly string[] members;
    private readonly NaiveAccount[] naive;
    private readonly Dictionary<string, string>[] spends = [[], []];
    private readonly Dictionary<string, string>[] holds = [[], []];
    private readonly List<Bought> purchases = [];
    private readonly List<Request> requests = [];
    private int number;

    private PointsLife(TestApp app, Programme programme)
    {
        this.app = app;
        this.programme = programme;
        members = [$"a-{Guid.NewGuid():N}", $"b-{Guid.NewGuid():N}"];
        naive = [new(programme, Now), new(programme, Now)];
    }

    private Instant Now => app.Clock.GetCurrentInstant();

    private LocalDate Today => programme.DayOf(Now);

    public static async Task<PointsLife> BeginAsync(TestApp app)
    {
        var body = (await app.GetAsync("programme")).Expect(HttpStatusCode.OK).Json;
        body.AsObject().Remove("version");
        var parsed = System.Text.Json.JsonSerializer.Deserialize(body, ProgrammeJsonContext.Default.ProgrammeBody)!;
        var life = new PointsLife(app, ProgrammeJson.ToDomain(parsed, 1).Programme!);
        await app.EnrolAsync(life.members[0]);
        await app.EnrolAsync(life.members[1]);
        return life;
    }

    public async Task LiveAsync(IReadOnlyList<LifeStep> steps)
    {
        foreach (var step in steps)
        {
            number++;
            await DoAsync(step, step.Pick % 2);
            await CompareAsync();
        }

        await app.WhenIdleAsync();
        await app.DrainAgendaAsync();
        await CompareAsync();
        await app.BooksAddUpAsync(members[0]);
        await app.BooksAddUpAsync(members[1]);
    }

    private async Task DoAsync(LifeStep step, int who)
    {
        var (double_, points) = (naive[who], $"members/{members[who]}/points");
        switch (step.Act)
        {
            case LifeAct.Buy or LifeAct.BuyLate:
                await BuyAsync(who, step.Count, step.Act == LifeAct.Buy ? Now : Now - Duration.FromDays(step.Pick % 12));
                break;
            case LifeAct.Return when purchases.Count > 0:
                await ReturnAsync(step);
                break;
            case LifeAct.Deliver when purchases.Count > 0:
                var delivered = purchases[step.Pick % purchases.Count];
                var told = await PostAsync($"purchases/{delivered.Id}/events", new() { ["event"] = "delivered" });
                if (programme.Points.Pending is PendingRule.OnEvent)
                {
                    told.Expect(HttpStatusCode.OK);
                    naive[delivered.Who].Deliver(TableKeys.PurchaseHash(Domain.Identifiers.PurchaseId.Parse(delivered.Id)));
                }
                else
                {
                    told.Expect(HttpStatusCode.Conflict);
                }

                break;
            case LifeAct.Spend when await TryAsync($"{points}/spends", step.Count, double_) is { } spent:
                double_.Spend($"{number}", step.Count);
                spends[who][$"{number}"] = spent["spendId"]!.GetValue<string>();
                break;
            case LifeAct.RollBack when Pick(double_.Spends, step) is { } spend:
                (await PostAsync($"{points}/spends/{spends[who][spend]}/rollback", [])).Expect(HttpStatusCode.OK);
                double_.RollBack(spend);
                break;
            case LifeAct.Hold:
                var seconds = 3_600 * (1 + (step.Pick % 72));
                if (await TryAsync($"{points}/holds", step.Count, double_, body => body["expiresInSeconds"] = seconds) is { } held)
                {
                    double_.Hold($"{number}", step.Count, Now + Duration.FromSeconds(seconds));
                    holds[who][$"{number}"] = held["holdId"]!.GetValue<string>();
                }

                break;
            case LifeAct.Capture when Pick(double_.Holds, step) is { } hold:
                var part = 1 + (step.Count % double_.HeldBy(hold));
                var captured = await PostAsync($"{points}/holds/{holds[who][hold]}/captures", new() { ["points"] = part, ["keepOpen"] = step.Flag });
                spends[who][$"{number}"] = captured.Expect(HttpStatusCode.Created).Json["spendId"]!.GetValue<string>();
                double_.Capture(hold, $"{number}", part, step.Flag);
                break;
            case LifeAct.Release when Pick(double_.Holds, step) is { } hold:
                (await PostAsync($"{points}/holds/{holds[who][hold]}/release", [])).Expect(HttpStatusCode.OK);
                double_.Release(hold);
                break;
            case LifeAct.AdjustUp:
                var lot = new LotKey(Today.PlusDays(step.Pick % 9));
                (await PostAsync($"{points}/adjustments", Adjustment(step.Count, RowValues.Write(lot.ExpiresOn)))).Expect(HttpStatusCode.Created);
                double_.Earn(step.Count, lot);
                break;
            case LifeAct.AdjustDown:
                var adjusted = await PostAsync($"{points}/adjustments", Adjustment(-step.Count, null));
                Assert.Equal(step.Count <= double_.Spendable ? HttpStatusCode.Created : HttpStatusCode.Conflict, adjusted.Status);
                _ = adjusted.Status == HttpStatusCode.Created ? double_.Spend(null, step.Count) : null;
                break;
            case LifeAct.Transfer when await TryAsync($"{points}/transfers", step.Count, double_, body => body["toMemberId"] = members[1 - who]) is not null:
                double_.Spend(null, step.Count).ForEach(point => naive[1 - who].Earn(1, point));
                break;
            case LifeAct.WaitHours or LifeAct.WaitDays:
                app.Clock.Advance(Duration.FromHours(step.Count * (step.Act == LifeAct.WaitHours ? 1 : 12)));
                naive[0].AdvanceTo(Now);
                naive[1].AdvanceTo(Now);
                break;
            case LifeAct.Look:
                await app.DrainAgendaAsync();
                break;
            case LifeAct.Replay when requests.Count > 0:
                var again = requests[step.Pick % requests.Count];
                Assert.Equal(again.Answer, await app.PostAsync(again.Path, again.Body, again.Key));
                break;
        }
    }

    private async Task BuyAsync(int who, int count, Instant at)
    {
        var id = $"p-{Guid.NewGuid():N}";
        await app.BuyAsync(id, members[who], InstantPattern.General.Format(at), Shop.Basket(receipt: id, amount: count * 100));
        while ((await app.GetAsync($"purchases/{id}")).Json["state"]!.GetValue<string>() == "pending")
        {
            await Task.Delay(20);
        }

        var hash = TableKeys.PurchaseHash(Domain.Identifiers.PurchaseId.Parse(id));
        var lot = programme.Points.LotFor(programme.DayOf(at), hash);
        naive[who].Earn(count, lot);
        purchases.Add(new Bought(id, who, lot, count));
    }

    private async Task ReturnAsync(LifeStep step)
    {
        var bought = purchases[step.Pick % purchases.Count];
        var answer = await PostAsync(
            $"purchases/{bought.Id}/returns", new() { ["lines"] = new JsonArray(new JsonObject { ["lineId"] = "1", ["amount"] = step.Count * 100 }) });
        if (step.Count > bought.Left)
        {
            answer.Expect(HttpStatusCode.Conflict);
            return;
        }

        var forgiven = naive[bought.Who].TakeBack(step.Count, bought.Lot, programme.Points.TakeBack);
        Assert.Equal(forgiven, answer.Expect(HttpStatusCode.Created).Json["forgiven"]!.GetValue<int>());
        purchases[step.Pick % purchases.Count] = bought with { Left = bought.Left - step.Count };
    }

    /// <returns>Null where it is refused, as it must be.</returns>
    private async Task<JsonNode?> TryAsync(string path, int count, NaiveAccount naive, Action<JsonObject>? more = null)
    {
        var body = new JsonObject { ["points"] = count };
        more?.Invoke(body);
        var answer = await PostAsync(path, body);
        if (count > naive.Spendable)
        {
            Assert.Equal("insufficient-points", answer.Expect(HttpStatusCode.Conflict).Reason);
            return null;
        }

        return answer.Expect(HttpStatusCode.Created).Json;
    }

    private async Task<Answer> PostAsync(string path, JsonObject body)
    {
        var key = $"{number}";
        var answer = await app.PostAsync(path, body, key);
        requests.Add(new Request(path, body, key, answer));
        return answer;
    }

    private async Task CompareAsync()
    {
        for (var who = 0; who < 2; who++)
        {
            var seen = (await app.GetAsync($"members/{members[who]}/points")).Expect(HttpStatusCode.OK).Json;
            var expected = naive[who];
            Assert.Equal(
                (expected.Spendable, expected.Pending, expected.Held, expected.Owed),
                (Of("balance"), Of("pending"), Of("held"), Of("deficit")));
            Assert.Equal(
                expected.Lots().Select(lot => $"{RowValues.Write(lot.Lot.ExpiresOn)} {RowValues.Write(lot.Lot.ActivatesOn)} {lot.Count}"),
                seen["lots"]!.AsArray().Select(lot => $"{lot!["expiresOn"]} {lot["activatesOn"]} {lot["points"]}"));

            int Of(string column) => seen[column]!.GetValue<int>();
        }
    }

    private static JsonObject Adjustment(int points, string? expiresOn)
    {
        var body = new JsonObject { ["points"] = points, ["reason"] = "goodwill", ["by"] = "staff-7" };
        if (expiresOn is not null)
        {
            body["expiresOn"] = expiresOn;
        }

        return body;
    }

    private static string? Pick(IReadOnlyCollection<string> ids, LifeStep step) => ids.Count == 0 ? null : ids.Order().ElementAt(step.Pick % ids.Count);
}
