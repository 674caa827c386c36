using System.Collections.Immutable;
using NodaTime;
using Rewards.Domain.Baskets;
using Rewards.Domain.Campaigns;
using Rewards.Domain.Coupons;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Redemptions;
using Rewards.Functions.Http;

namespace Rewards.Faults.Histories;

/// <summary>What clients ask of one campaign. A closed union.</summary>
public abstract record CampaignCall
{
    private CampaignCall()
    {
    }

    /// <param name="Name">By which a rollback refers to it.</param>
    public sealed record Redeem(string Name, CouponCode Code, MemberId? Member, Basket Basket) : CampaignCall
    {
        public override string ToString() => $"{Name} redeem {Code.ToDisplay()} on {Basket.Total} for {Member?.Value ?? "a guest"}";
    }

    /// <param name="Redemption">The name of the call that made it.</param>
    public sealed record RollBack(string Redemption) : CampaignCall
    {
        public override string ToString() => $"roll back {Redemption}";
    }
}

/// <summary>A campaign as the domain decides it, all its shards taken for one: what several must look like from outside.</summary>
/// <param name="now">The clock of all instances, which stands.</param>
public sealed class CampaignModel(CampaignDefinition campaign, IEnumerable<CouponCode> uniqueCodes, Instant now) : IModel<CampaignState, CampaignCall>
{
    private readonly CampaignDefinition campaign = campaign with { Shards = 1 };

    private readonly ImmutableDictionary<CouponCode, Coupon> coupons = uniqueCodes.ToImmutableDictionary(
        code => code, code => new Coupon(code, campaign.Id, campaign.Version, null, now, false, Tally.Empty, 0));

    public CampaignState Initial => new(
        coupons,
        ImmutableDictionary<MemberId, Tally>.Empty,
        CampaignUsage.None,
        ImmutableDictionary<string, Redemption>.Empty);

    public (CampaignState Next, string Outcome) Step(CampaignState state, CampaignCall call) => call switch
    {
        CampaignCall.Redeem redeem => Redeem(state, redeem),
        CampaignCall.RollBack rollBack => RollBack(state, rollBack.Redemption),
        _ => throw new InvalidOperationException("Unknown call."),
    };

    public object? KindOf(CampaignCall call) => call is CampaignCall.Redeem redeem ? (redeem.Code, redeem.Member, redeem.Basket.Total) : null;

    private (CampaignState Next, string Outcome) Redeem(CampaignState state, CampaignCall.Redeem call)
    {
        var coupon = state.Coupons.GetValueOrDefault(call.Code) ?? new Coupon(call.Code, campaign.Id, null, null, null, false, Tally.Empty, 0);
        var known = new RedemptionState(campaign, campaign, coupon, false, UsesOf(state, call.Member), state.Usage);
        return RedemptionDecision.Decide(known, new RedemptionRequest(default, call.Code, call.Member, call.Basket), now) switch
        {
            RedemptionDecision.Accepted accepted => (
                new CampaignState(
                    state.Coupons.SetItem(call.Code, accepted.Coupon),
                    call.Member is { } member ? state.Members.SetItem(member, accepted.MemberUses) : state.Members,
                    accepted.Usage,
                    state.Redemptions.SetItem(call.Name, accepted.Redemption)),
                CampaignOutcomes.Redeemed(accepted.Redemption.Discount.Amount.Value)),
            RedemptionDecision.Refused refused => (state, Problems.NameOf(refused.Reason)),
            _ => throw new InvalidOperationException("One shard needs no allotment."),
        };
    }

    private (CampaignState Next, string Outcome) RollBack(CampaignState state, string name)
    {
        var redemption = state.Redemptions.GetValueOrDefault(name);
        var coupon = redemption is null ? null : state.Coupons[redemption.Code];
        return RollbackDecision.Decide(redemption, coupon, UsesOf(state, redemption?.Member), state.Usage, now) switch
        {
            RollbackDecision.Accepted accepted => (
                new CampaignState(
                    state.Coupons.SetItem(accepted.Redemption.Code, accepted.Coupon),
                    accepted.Redemption.Member is { } member ? state.Members.SetItem(member, accepted.MemberUses) : state.Members,
                    accepted.Usage,
                    state.Redemptions.SetItem(name, accepted.Redemption)),
                CampaignOutcomes.RolledBack),
            RollbackDecision.UnknownRedemption => (state, "unknown-redemption"),
            RollbackDecision.AlreadyRolledBack => (state, "already-rolled-back"),
            _ => throw new InvalidOperationException("Unknown decision."),
        };
    }

    private static Tally UsesOf(CampaignState state, MemberId? member) => member is { } id ? state.Members.GetValueOrDefault(id) : Tally.Empty;
}

/// <summary>How clients and model word what was done; a refusal is its reason.</summary>
public static class CampaignOutcomes
{
    public const string RolledBack = "rolled back";

    public static string Redeemed(long amountMinor) => $"{amountMinor} off";
}

/// <summary>Everything that a campaign's decisions know.</summary>
/// <param name="Redemptions">By the name of the call.</param>
public sealed class CampaignState(
    ImmutableDictionary<CouponCode, Coupon> coupons,
    ImmutableDictionary<MemberId, Tally> members,
    CampaignUsage usage,
    ImmutableDictionary<string, Redemption> redemptions) : IEquatable<CampaignState>
{
    public ImmutableDictionary<CouponCode, Coupon> Coupons { get; } = coupons;

    public ImmutableDictionary<MemberId, Tally> Members { get; } = members;

    public CampaignUsage Usage { get; } = usage;

    public ImmutableDictionary<string, Redemption> Redemptions { get; } = redemptions;

    public bool Equals(CampaignState? other) =>
        other is not null && Usage == other.Usage && Same(Coupons, other.Coupons) && Same(Members, other.Members) && Same(Redemptions, other.Redemptions);

    public override bool Equals(object? obj) => Equals(obj as CampaignState);

    public override int GetHashCode() => HashCode.Combine(Usage, Redemptions.Count);

    private static bool Same<TKey, TValue>(ImmutableDictionary<TKey, TValue> one, ImmutableDictionary<TKey, TValue> other)
        where TKey : notnull =>
        one.Count == other.Count
        && one.All(pair => other.TryGetValue(pair.Key, out var value) && EqualityComparer<TValue>.Default.Equals(pair.Value, value));
}
