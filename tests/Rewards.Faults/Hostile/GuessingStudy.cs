using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Rewards.Functions;
using Rewards.Functions.Tests.Support;

namespace Rewards.Faults.Hostile;

/// <summary>
/// Guessing does not pay: below the allowance an unknown code costs the same requests to storage, of the same kinds, as one that cannot
/// be redeemed any more, and takes as long; beyond it nothing is asked; and the allowance is far too small to hit a code.
/// </summary>
internal sealed partial class GuessingStudy : IStudy
{
    private const int LiveCodes = 100_000;

    private const int RandomBits = 60;

    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private readonly List<string> failures = [];
    private readonly List<IReadOnlyList<string>> rows = [];

    public string Name => "guessing";

    public string Title => "guessing codes: what an answer costs, how long it takes, and how many guesses a day there are";

    public async Task<StudyResult> RunAsync(StudyContext context, CancellationToken cancellationToken)
    {
        var log = new RequestLog();
        await using var app = await StartAsync(context, log, burst: 1_000_000);
        var codes = await CodesAsync(app);
        await CostsAsync(app, log, codes);
        await CardsAsync(app, log);
        await (context.IsFull ? TimesAsync(app, codes, 400, 1.5) : TimesAsync(app, codes, 10, 4));
        if (context.IsFull)
        {
            await BeyondAsync(context);
        }

        Chances();
        return new StudyResult(["Question", "Answer"], rows, failures);
    }

    private static Task<TestApp> StartAsync(StudyContext context, RequestLog log, int burst) => TestApp.StartAsync(
        context.Storage,
        settings: new() { ["Rewards:GuessBurst"] = $"{burst}", ["Rewards:GuessRefill"] = "00:10:00", ["Rewards:DefinitionAge"] = "00:30:00" },
        services: log.Insert(),
        change: options => options with { RunQueues = false });

    /// <summary>One of each kind, the campaign of each known to the app already.</summary>
    private static async Task<Dictionary<string, string>> CodesAsync(TestApp app)
    {
        foreach (var campaign in new[] { "used", "expired" })
        {
            await app.DefineAsync(campaign, body =>
            {
                body["limits"] = new JsonObject { ["total"] = 1_000 };
                body["validTo"] = campaign == "expired" ? "2026-05-04" : "2026-12-31";
            });
        }

        var codes = new Dictionary<string, string>
        {
            ["used"] = await app.IssueAsync("used"),
            ["used too"] = await app.IssueAsync("used"),
            ["expired"] = await app.IssueAsync("expired"),
            ["disabled"] = await app.IssueAsync("used"),
        };
        foreach (var used in new[] { "used", "used too" })
        {
            (await app.RedeemAsync(codes[used], Shop.Redemption("m-1", Shop.Basket(used)))).Expect(HttpStatusCode.Created);
        }

        (await app.PostAsync($"coupons/{codes["disabled"]}/disable", new { })).Expect(HttpStatusCode.OK);
        app.Clock.Set("2026-05-05T00:00:00Z");
        codes["unknown"] = Guesses.SameTag(codes["used"]);
        codes["of no campaign"] = Guesses.OtherTag();
        foreach (var code in codes.Values)
        {
            await app.GetAsync($"coupons/{code}");
        }

        return codes;
    }

    private async Task CostsAsync(TestApp app, RequestLog log, Dictionary<string, string> codes)
    {
        var n = 0;
        foreach (var (call, ask) in new (string, Func<string, Task<Answer>>)[]
        {
            ("read", code => app.GetAsync($"coupons/{code}")),
            ("validate as a guest", code => app.PostAsync($"coupons/{code}/validations", Shop.Redemption(), key: "")),
            ("validate as a member", code => app.PostAsync($"coupons/{code}/validations", Shop.Redemption("m-2", Shop.Basket("r-0")), key: "")),
            ("redeem as a guest", code => app.RedeemAsync(code)),
            ("redeem as a member", code => app.RedeemAsync(code, Shop.Redemption("m-2", Shop.Basket($"r-{++n}")))),
        })
        {
            await CompareAsync(call, log, codes, ask);
        }
    }

    /// <summary>A card is no secret, as a code is; who names one that nobody has learns that, and pays as for any other.</summary>
    private async Task CardsAsync(TestApp app, RequestLog log)
    {
        await app.EnrolAsync("m-card");
        var cards = new Dictionary<string, string> { ["lost"] = "QR-lost", ["active"] = "QR-active" };
        foreach (var card in cards.Values)
        {
            (await app.PostAsync("members/m-card/cards", new { number = card })).Expect(HttpStatusCode.Created);
        }

        (await app.PostAsync("cards/QR-lost/loss", null)).Expect(HttpStatusCode.OK);
        cards["unknown"] = "QR-unknown";
        List<string> costs = [];
        foreach (var (kind, card) in cards)
        {
            costs.Add($"{kind} {(await log.DuringAsync(() => app.GetAsync($"cards/{card}"))).Count}");
        }

        rows.Add(["requests to storage, read a card", string.Join(", ", costs)]);
    }

    /// <summary>The refusal of a known code is stored, that of an unknown one is not: one inserts the row that the other looks for.</summary>
    private async Task CompareAsync(string call, RequestLog log, Dictionary<string, string> codes, Func<string, Task<Answer>> ask)
    {
        var (costs, verbs) = (new Dictionary<string, string>(), new Dictionary<string, string>());
        foreach (var (kind, code) in codes)
        {
            var requests = await log.DuringAsync(() => ask(code));
            costs[kind] = Text(requests, KindOf);
            verbs[kind] = Text(requests, request => $"{request.Method} {KindOf(request)}");
        }

        rows.Add([$"requests to storage, {call}", verbs["unknown"] == verbs["used"] ? verbs["unknown"] : $"unknown {verbs["unknown"]}; used {verbs["used"]}"]);
        failures.AddRange(costs.Where(cost => cost.Value != costs["unknown"]).Select(cost => $"{call}: an unknown code costs {costs["unknown"]}, and one that is {cost.Key} costs {cost.Value}"));
    }

    /// <summary>In turns, so that whatever else the machine does meets all kinds alike.</summary>
    /// <param name="tolerance">By which factor two medians may differ; few tries on a busy machine tell little.</param>
    private async Task TimesAsync(TestApp app, Dictionary<string, string> codes, int tries, double tolerance)
    {
        string[] kinds = ["used", "unknown", "used too"];
        foreach (var (call, ask) in new (string, Func<string, Task<Answer>>)[]
        {
            ("read", code => app.GetAsync($"coupons/{code}")),
            ("validate", code => app.PostAsync($"coupons/{code}/validations", Shop.Redemption("m-2", Shop.Basket("r-0")), key: "")),
        })
        {
            var times = kinds.ToDictionary(kind => kind, _ => new List<double>());
            for (var i = 0; i < tries * kinds.Length; i++)
            {
                var kind = kinds[i % kinds.Length];
                var started = Stopwatch.GetTimestamp();
                await ask(codes[kind]);
                times[kind].Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            }

            var (ratio, noise) = (Median(times["unknown"]) / Median(times["used"]), Median(times["used too"]) / Median(times["used"]));
            rows.Add([
                $"median time of {tries} answers each, {call}",
                string.Create(CultureInfo.InvariantCulture, $"unknown {Median(times["unknown"]):F2} ms, used {Median(times["used"]):F2} ms, ratio {ratio:F3}; of two used ones {noise:F3}"),
            ]);
            if (ratio > tolerance || ratio < 1 / tolerance)
            {
                failures.Add($"{call}: an unknown code takes {ratio:F2} times as long as a used one");
            }
        }
    }

    private async Task BeyondAsync(StudyContext context)
    {
        const int burst = 20;
        var log = new RequestLog();
        await using var app = await StartAsync(context, log, burst);
        await app.DefineAsync("spring");
        var good = await app.IssueAsync("spring");
        for (var i = 0; i < burst; i++)
        {
            (await app.GetAsync($"coupons/{Guesses.SameTag(good)}")).Expect(HttpStatusCode.NotFound);
        }

        List<Answer> answers = [];
        var requests = await log.DuringAsync(async () =>
        {
            foreach (var code in new[] { good, Guesses.SameTag(good), Guesses.OtherTag(), Guesses.Mistyped(good) })
            {
                answers.Add(await app.GetAsync($"coupons/{code}"));
                answers.Add(await app.PostAsync($"coupons/{code}/validations", Shop.Redemption(), key: ""));
                answers.Add(await app.RedeemAsync(code));
            }
        });
        rows.Add(["beyond the allowance, good codes and bad", $"{answers.Count} answers, {answers.Distinct().Count()} of them different ({(int)answers[0].Status}), {requests.Count} requests to storage"]);
        if (answers.Distinct().Count() != 1 || answers[0].Status != HttpStatusCode.TooManyRequests || requests.Count > 0)
        {
            failures.Add($"Beyond the allowance: {string.Join(", ", answers.Distinct())}; {string.Join(", ", requests)}");
        }
    }

    private void Chances()
    {
        var defaults = new RewardsOptions();
        var guesses = defaults.GuessBurst + (Day / defaults.GuessRefill);
        var hit = guesses * LiveCodes / Math.Pow(2, RandomBits);
        rows.Add(["guesses a day and caller, by the defaults", guesses.ToString("N0", CultureInfo.InvariantCulture)]);
        rows.Add([
            $"chance of hitting one of {LiveCodes.ToString("N0", CultureInfo.InvariantCulture)} live codes of {RandomBits} random bits, all of one campaign and shard",
            string.Create(CultureInfo.InvariantCulture, $"{hit:E1} a day: once in {1 / hit / 365.25:E1} years"),
        ]);
    }

    private static double Median(List<double> times) => times.Order().ElementAt(times.Count / 2);

    private static string Text(IEnumerable<StorageRequest> requests, Func<StorageRequest, string> nameOf) =>
        string.Join(", ", requests.CountBy(nameOf).OrderBy(what => what.Key, StringComparer.Ordinal).Select(what => $"{what.Value} {what.Key}"));

    private static string KindOf(StorageRequest request) => $"{Target().Match(request.Path).Groups[1].Value}{(request.IsBatch ? " batch" : "")}";

    [GeneratedRegex(@"^/[^/]+/(\$batch|\w[\w-]*)")]
    private static partial Regex Target();
}
