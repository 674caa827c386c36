using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Rewards.Domain;
using Rewards.Domain.Baskets;
using Rewards.Domain.Campaigns;
using Rewards.Domain.Coupons;
using Rewards.Domain.Identifiers;
using Rewards.Functions.Campaigns;
using Rewards.Functions.Http;
using Rewards.Functions.Tests.Support;

namespace Rewards.Faults.Histories;

/// <summary>Clients redeem a campaign's codes and roll back at once what they, or others, have redeemed, so that limits reopen under those who race for them.</summary>
/// <param name="limits">What is scarce; shared code, unless <paramref name="uniqueCodes"/> are raced for, each a history of its own.</param>
/// <param name="members">How many share the uses; 0: guests.</param>
/// <param name="amounts">Of baskets, in minor units; the discount is half.</param>
public sealed class CampaignScenario(string name, int shards, JsonObject limits, int members, long[] amounts, int uniqueCodes = 0) : IHistoryScenario
{
    private const int RollbackPercent = 60;

    /// <summary>Of the rollbacks: of what anybody has redeemed, so that two may undo the same.</summary>
    private const int ForeignPercent = 30;

    private readonly ConcurrentDictionary<string, string> redemptionIds = new();
    private HistoryRecorder<CampaignCall> recorder = null!;
    private CouponCode[] codes = [];
    private int number;

    public string Name => name;

    public int Shards => shards;

    private bool IsUnique => uniqueCodes > 0;

    public async Task PrepareAsync(HistoryRound round)
    {
        recorder = new HistoryRecorder<CampaignCall>(round.Instances.Apps, round.Id);
        redemptionIds.Clear();
        var app = round.Instances.Apps[0];
        await app.DefineAsync(round.Id, body =>
        {
            body["discount"] = new JsonObject { ["kind"] = "percentOff", ["percent"] = 50 };
            body["shards"] = shards;
            body["limits"] = limits.DeepClone();
            body["codes"] = IsUnique ? new JsonObject { ["kind"] = "unique" } : new JsonObject { ["kind"] = "shared", ["code"] = round.Id };
        });
        codes = [CouponCode.Parse(round.Id)];
        if (IsUnique)
        {
            var issued = await app.PostAsync($"campaigns/{round.Id}/coupons", new { count = uniqueCodes });
            codes = [.. issued.Expect(HttpStatusCode.Created).Json["coupons"]!.AsArray().Select(coupon => CouponCode.Parse(coupon!["code"]!.GetValue<string>()))];
        }
    }

    public Task PlayAsync(HistoryRound round) => round.PlayAsync(async (client, random) =>
    {
        var redeemed = await RedeemAsync(client, random);
        if (random.Next(100) >= RollbackPercent)
        {
            return;
        }

        var name = random.Next(100) < ForeignPercent ? redemptionIds.Keys.ElementAtOrDefault(random.Next(redemptionIds.Count + 1)) : redeemed;
        if (name is not null)
        {
            await RollBackAsync(client, name);
        }
    });

    public async Task<RoundResult> JudgeAsync(HistoryRound round)
    {
        await recorder.SettleAsync();
        var campaign = await round.Instances.Apps[0].Host.Services.GetRequiredService<CampaignCatalogue>()
            .NewestAsync(CampaignId.Parse(round.Id), CancellationToken.None);
        var model = new CampaignModel(campaign!, IsUnique ? codes : [], round.Instances.Now);
        var codeOf = recorder.Calls.Select(call => call.Call).OfType<CampaignCall.Redeem>().ToDictionary(call => call.Name, call => call.Code);
        var histories = recorder.Calls.GroupBy(call => call.Call switch
        {
            CampaignCall.Redeem redeem => redeem.Code,
            CampaignCall.RollBack rollBack => codeOf[rollBack.Redemption],
            _ => throw new InvalidOperationException("Unknown call."),
        });
        return RoundResult.Of(recorder, [.. histories.Select(history => OrderSearch.Run(model, history))], round.Seed);
    }

    /// <returns>The name of the call, where it was accepted.</returns>
    private async Task<string?> RedeemAsync(int client, Random random)
    {
        var call = new CampaignCall.Redeem(
            $"r{Interlocked.Increment(ref number)}",
            codes[client % codes.Length],
            members == 0 ? null : MemberId.Parse($"m-{client % members}"),
            BasketOf(amounts[random.Next(amounts.Length)]));
        var body = new RedemptionRequestBody(call.Member?.Value, null, BasketBodies.Of(call.Basket));
        var answer = await recorder.CallAsync(
            client,
            call,
            new HistoricRequest(
                $"coupons/{call.Code}/redemptions",
                body,
                accepted => CampaignOutcomes.Redeemed(accepted.Json["discount"]!["amount"]!.GetValue<long>())));
        if (answer?.Status != HttpStatusCode.Created)
        {
            return null;
        }

        redemptionIds[call.Name] = answer.Json["redemptionId"]!.GetValue<string>();
        return call.Name;
    }

    private Task RollBackAsync(int client, string name) => recorder.CallAsync(
        client,
        new CampaignCall.RollBack(name),
        new HistoricRequest($"redemptions/{redemptionIds[name]}/rollback", new { }, _ => CampaignOutcomes.RolledBack));

    private static Basket BasketOf(long amountMinor)
    {
        List<FieldError> errors = [];
        var body = new BasketBody("EUR", null, null, null, [new BasketLineBody("1", "arabica-1kg", "coffee", null, 1, amountMinor)]);
        return BasketBodies.ToBasket(body, errors) ?? throw new InvalidOperationException(string.Join(", ", errors));
    }
}
