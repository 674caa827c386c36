using System.Net;
using System.Text.Json.Nodes;
using NodaTime;
using NodaTime.Text;
using Rewards.Domain.Redemptions;
using Rewards.Functions.Tests.Support;

namespace Rewards.Faults.GiveBacks;

/// <summary>
/// A round: a campaign is used up, then 64 clients redeem while half of the uses are rolled back, each of them twice; then is
/// counted what there is, what is left, and what is left when the campaign has ended.
/// </summary>
internal sealed class GiveBackRace(GiveBackShop shop, int round, Random random)
{
    private const int Clients = 64;

    private const int Limit = 32;

    private const int GivenBack = Limit / 2;

    private const int AmountMinor = 500;

    private readonly string campaign = $"give{round}";
    private readonly List<string> failures = [];
    private int redemptions;
    private int rollbacks;
    private int asked;

    /// <summary>Every other round it is money: an amount that is not a whole number of discounts.</summary>
    private readonly Resource resource = round % 2 == 0 ? Resource.Redemptions : Resource.Money;

    private string Exhausted => resource == Resource.Redemptions ? "campaign-limit-reached" : "budget-exhausted";

    private int Left => Limit - redemptions + rollbacks;

    public async Task<GiveBackRound> PlayAsync()
    {
        await DefineAsync();
        var live = await UseUpAsync();
        random.Shuffle(live);
        var race = live.Length < Limit ? new Race([], TimeSpan.Zero) : await RaceAsync(live[..GivenBack]);
        if (failures.Count == 0)
        {
            await TopUpAsync();
            await CheckBooksAsync();
        }

        if (failures.Count == 0)
        {
            await ExpireAsync(live[^1]);
            await CheckBooksAsync();
        }

        return new GiveBackRound(
            redemptions,
            rollbacks,
            race.Answers.Take(Clients).Count(answer => !IsRedeemed(answer)),
            race.Longest,
            [.. failures.Select(failure => $"{shop.Shards} shards, round {round}: {failure}")]);
    }

    /// <summary>Today is its last day.</summary>
    private async Task DefineAsync()
    {
        var today = shop.Clock.GetCurrentInstant().InUtc().Date;
        await shop.App.DefineAsync(campaign, body =>
        {
            body["validFrom"] = LocalDatePattern.Iso.Format(today.PlusDays(-1));
            body["validTo"] = LocalDatePattern.Iso.Format(today);
            body["codes"] = new JsonObject { ["kind"] = "shared", ["code"] = campaign };
            body["shards"] = shop.Shards;
            body["discount"] = new JsonObject { ["kind"] = "amountOff", ["amount"] = AmountMinor };
            body["limits"] = resource == Resource.Redemptions
                ? new JsonObject { ["total"] = Limit }
                : new JsonObject { ["budget"] = (Limit * AmountMinor) + (AmountMinor / 2) };
        });
    }

    /// <summary>By a few members, in a few shards: whoever comes next gets what these give back.</summary>
    /// <returns>The ids of the redemptions.</returns>
    private async Task<string[]> UseUpAsync()
    {
        const int Members = 4;
        var answers = await Task.WhenAll(Enumerable.Range(0, Members).Select(async member =>
        {
            List<Answer> mine = [];
            for (var use = 0; use < Limit / Members; use++)
            {
                mine.Add(await RedeemAsync($"f-{member}"));
            }

            return mine;
        }));
        Expect(answers.SelectMany(mine => mine), IsRedeemed, $"{Limit} uses are free");
        return [.. answers.SelectMany(mine => mine).Where(IsRedeemed).Select(answer => answer.Json["redemptionId"]!.GetValue<string>())];
    }

    /// <returns>The answers to the clients first, then those to the rollbacks, two for each.</returns>
    private async Task<Race> RaceAsync(IReadOnlyList<string> given)
    {
        List<GiveBackCall> calls =
        [
            .. Enumerable.Range(0, Clients).Select(client => Redeem($"m-{client % (Clients / 2)}")),
            .. given.Concat(given).Order().Select(RollBack),
        ];
        var order = Enumerable.Range(0, calls.Count).ToArray();
        random.Shuffle(order);
        var race = await Race.RunAsync(calls.Count, start => shop.AskAsync(calls[order[start]]));
        var answers = order.Zip(race.Answers).OrderBy(pair => pair.First).Select(pair => pair.Second).ToList();

        redemptions += answers.Take(Clients).Count(IsRedeemed);
        rollbacks += answers.Skip(Clients).Count(IsRolledBack);
        Expect(answers.Take(Clients), answer => IsRedeemed(answer) || answer.Reason == Exhausted, $"{Clients} clients redeemed");
        foreach (var pair in answers.Skip(Clients).Chunk(2).Where(pair => pair.Count(IsRolledBack) != 1 || pair.All(answer => answer.Reason != "already-rolled-back")))
        {
            failures.Add($"two rolled back one redemption: {Told(pair)}");
        }

        if (Left < 0)
        {
            failures.Add($"{-Left} uses more were taken than had been given back");
        }

        await CheckBooksAsync();
        await RepeatAsync(calls, answers);
        return race with { Answers = answers };
    }

    /// <summary>Who asks again, at the other instance, while uses are free: what was refused is refused, what was given is not given anew.</summary>
    private async Task RepeatAsync(IReadOnlyList<GiveBackCall> calls, IReadOnlyList<Answer> answers)
    {
        var again = await Race.RunAsync(calls.Count, i => shop.AskAsync(calls[i] with { Instance = GiveBackShop.Instances - 1 - calls[i].Instance }));
        var others = answers.Zip(again.Answers).Where(pair => pair.First != pair.Second).ToList();
        if (others.Count > 0)
        {
            failures.Add($"asked again with the same key: {Told(others.Select(pair => pair.First))} became {Told(others.Select(pair => pair.Second))}");
        }
    }

    /// <summary>What came back and was not taken is there for exactly as many, all at once, wherever they redeem; then nothing is left.</summary>
    private async Task TopUpAsync()
    {
        var left = Left;
        var taken = await Race.RunAsync(left, client => RedeemAsync($"l-{client}"));
        Expect(taken.Answers, IsRedeemed, $"{left} uses are left");
        for (var instance = 0; instance < GiveBackShop.Instances; instance++)
        {
            Expect([await RedeemAsync("n-1")], answer => answer.Reason == Exhausted, "no use is left");
        }
    }

    /// <summary>What is given back after the campaign's last day is nobody's.</summary>
    private async Task ExpireAsync(string redemption)
    {
        shop.Clock.Advance(Duration.FromDays(1));
        var rolledBack = await shop.AskAsync(RollBack(redemption));
        rollbacks += IsRolledBack(rolledBack) ? 1 : 0;
        Expect([rolledBack], IsRolledBack, "a redemption was rolled back after the campaign's end");
        Expect([await RedeemAsync("e-1")], answer => answer.Reason == "expired", "a use is free, and the campaign has ended");
    }

    /// <summary>What the counters say is what the redemptions say, and account and shards agree.</summary>
    private async Task CheckBooksAsync()
    {
        var live = redemptions - rollbacks;
        var books = await RedemptionBooks.OfAsync(shop.App, campaign);
        var expected = new RedemptionBooks(live, live * AmountMinor, live, live * AmountMinor, live, live, live);
        if (books != expected)
        {
            failures.Add($"the books say {books} instead of {expected}");
        }
    }

    private async Task<Answer> RedeemAsync(string member)
    {
        var answer = await shop.AskAsync(Redeem(member));
        if (IsRedeemed(answer))
        {
            Interlocked.Increment(ref redemptions);
        }

        return answer;
    }

    private GiveBackCall Redeem(string member) => Call($"coupons/{campaign}/redemptions", Shop.Redemption(member));

    private GiveBackCall RollBack(string redemption) => Call($"redemptions/{redemption}/rollback", new { });

    private GiveBackCall Call(string path, object body)
    {
        var number = Interlocked.Increment(ref asked);
        return new GiveBackCall(number % GiveBackShop.Instances, path, body, $"{campaign}-{number}");
    }

    private void Expect(IEnumerable<Answer> answers, Func<Answer, bool> isExpected, string when)
    {
        var others = answers.Where(answer => !isExpected(answer)).ToList();
        if (others.Count > 0)
        {
            failures.Add($"{when}, and were answered: {Told(others)}");
        }
    }

    private static bool IsRedeemed(Answer answer) => answer.Status == HttpStatusCode.Created;

    private static bool IsRolledBack(Answer answer) => answer.Status == HttpStatusCode.OK;

    /// <summary>How often what was answered.</summary>
    private static string Told(IEnumerable<Answer> answers) => string.Join(", ", answers
        .CountBy(answer => answer.Reason is { } reason ? $"{(int)answer.Status} {reason}" : $"{(int)answer.Status}")
        .Select(count => $"{count.Value} x {count.Key}"));
}
