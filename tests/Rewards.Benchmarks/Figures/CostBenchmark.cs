using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Rewards.Benchmarks.Processes;
using Rewards.Functions.Tests.Support;
using Rewards.LocalHost.Azurite;

namespace Rewards.Benchmarks.Figures;

/// <summary>Storage round trips and operations of the calls, counted in the clients' pipelines of a warm app.</summary>
internal sealed class CostBenchmark : IBenchmark
{
    /// <summary>Requests that are sent together overlap for certain when each is held back so long.</summary>
    private static readonly TimeSpan Hold = TimeSpan.FromMilliseconds(30);

    public string Name => "cost";

    public async Task<IReadOnlyList<Figure>> RunAsync(Action<string> say)
    {
        await using var azurite = await AzuriteProcess.StartInMemoryAsync();
        var log = new RequestLog(Hold);
        await using var app = await HostChild.StartAsync(new HostSettings(azurite.ConnectionString, RunQueues: false), log);
        await app.DefineAsync("spring");
        await app.IssueAsync("spring", "m-1");
        var codes = new[] { await app.IssueAsync("spring"), await app.IssueAsync("spring") };
        await RedeemAsync(app, codes[0], "r-1");
        await Awards.AwardAsync(app, "m-1", 1);

        var redemption = await log.DuringAsync(() => RedeemAsync(app, codes[1], "r-2"));
        var award = await log.DuringAsync(() => Awards.AwardAsync(app, "m-1", 2));
        var issue = await log.DuringAsync(() => app.IssueAsync("spring"));
        var toMember = await log.DuringAsync(() => app.IssueAsync("spring", "m-2"));
        var enrolment = await log.DuringAsync(async () => (await app.PutAsync("members/m-3", new { })).Expect(HttpStatusCode.OK));
        return
        [
            RoundTrips("an accepted redemption", redemption, 2),
            RoundTrips("an award", award, 2),
            RoundTrips("an issue", issue, 2),
            RoundTrips("an issue to a member", toMember, 3),
            Figure.AtMost("operations of an accepted redemption of a unique code", redemption.Count, 5, "", "by a member: three rows, the enqueue, the batch"),
            new("operations of an award", award.Count, "", Detail: "three rows, two claims, the batch"),
            new("operations of an issue", issue.Count, ""),
            new("operations of an issue to a member", toMember.Count, ""),
            new("operations of an enrolment", enrolment.Count, ""),
        ];
    }

    private static Figure RoundTrips(string what, IReadOnlyList<StorageRequest> requests, int target) =>
        Figure.Exactly($"round trips in sequence, {what}", RequestLog.RoundTrips(requests), target, "");

    private static async Task RedeemAsync(TestApp app, string code, string receipt) =>
        (await app.RedeemAsync(code, Shop.Redemption("m-1", Shop.Basket(receipt)))).Expect(HttpStatusCode.Created);
}
