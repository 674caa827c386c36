using NodaTime;
using Rewards.Domain.Campaigns;
using Rewards.Domain.Coupons;
using Rewards.Domain.Money;

namespace Rewards.Domain.Redemptions;

/// <summary>The rules of one redemption in the order of <see cref="Refusal"/>; each group answers null when none of its reasons applies.</summary>
internal sealed class RedemptionRules(
    CampaignDefinition campaign, CampaignDefinition terms, Coupon coupon, RedemptionState state, RedemptionRequest request, Instant now)
{
    private static readonly Limit Once = new(1, LimitPeriod.Whole);

    private readonly LocalDate _day = LimitDay(campaign, coupon, state, now);

    private readonly Lazy<DiscountOutcome> _outcome = new(() => DiscountCalculation.Of(terms.Discount, terms.Conditions, request.Basket));

    public RedemptionDecision? OfCoupon()
    {
        var window = ValidityWindow.Of(terms, coupon.IssuedAt);
        if (now < window.Start)
        {
            return Refuse(Refusal.NotActiveYet, $"The coupon is valid from {window.FirstDay:R} on.");
        }

        if (now >= window.End)
        {
            return Refuse(Refusal.Expired, $"The coupon was valid through {window.LastDay:R}.");
        }

        if (coupon.Disabled || state.CodeDisabled || campaign.Disabled)
        {
            return Refuse(Refusal.Disabled, "The coupon has been taken out.");
        }

        if (coupon.Member is { } owner && request.Member != owner)
        {
            return Refuse(Refusal.WrongMember, "The coupon belongs to another member than the one named.");
        }

        return null;
    }

    public RedemptionDecision? OfBasket()
    {
        var stores = campaign.Conditions.Stores;
        if (stores.Length > 0 && (request.Basket.StoreId is not { } store || !stores.Contains(store)))
        {
            return Refuse(Refusal.WrongStore, "The coupon is not valid in this store.");
        }

        var hours = terms.Conditions.Hours;
        var local = now.InZone(terms.TimeZone).LocalDateTime;
        if (hours.Length > 0 && !hours.Any(entry => entry.Contains(local)))
        {
            return Refuse(Refusal.WrongTime, $"The coupon is not valid on {local.DayOfWeek} at {local.TimeOfDay:HH:mm}.");
        }

        if (request.Basket.Currency != campaign.Currency)
        {
            return Refuse(Refusal.CurrencyMismatch, $"The coupon is in {campaign.Currency}, the basket in {request.Basket.Currency}.");
        }

        if (campaign.Limits.PerMember is not null && request.Member is null)
        {
            return Refuse(Refusal.MemberRequired, "The campaign limits its uses per member: name the member.");
        }

        return null;
    }

    public RedemptionDecision? OfUses()
    {
        if (IsReached(PerCode, coupon.Uses))
        {
            return Refuse(Refusal.AlreadyRedeemed, $"The coupon has been redeemed; its limit is {Describe(PerCode!)}.");
        }

        if (IsReached(campaign.Limits.PerMember, state.MemberUses))
        {
            return Refuse(Refusal.MemberLimitReached, $"The member has reached the limit of {Describe(campaign.Limits.PerMember!)}.");
        }

        return null;
    }

    public RedemptionDecision? OfCampaign()
    {
        var usage = state.Usage;
        var discount = _outcome.Value is DiscountOutcome.Given given ? given.Discount.Amount : MinorUnits.Zero;
        return Scarce(Resource.Redemptions, campaign.Limits.Total, 1, usage.Redemptions, usage.RedemptionsAllotment, usage.RedemptionsExhausted)
            ?? Scarce(Resource.Money, campaign.Limits.Budget, Math.Max(1, discount.Value), usage.Money, usage.MoneyAllotment, usage.MoneyExhausted);
    }

    public RedemptionDecision OfDiscount() => _outcome.Value switch
    {
        DiscountOutcome.MinimumNotMet minimum => Refuse(Refusal.MinimumNotMet, minimum.Detail),
        DiscountOutcome.NoEligibleLines => Refuse(Refusal.NoEligibleLines, "The coupon takes nothing off any line of this basket."),
        DiscountOutcome.Given given => Accept(given.Discount),
        _ => throw new InvalidOperationException("An outcome that is not known."),
    };

    /// <summary>What had to be counted until it came to this reason.</summary>
    public Counts CountsUpTo(Refusal reason) =>
        (reason >= Refusal.AlreadyRedeemed && PerCode is not null ? Counts.Code : Counts.None)
        | (reason >= Refusal.MemberLimitReached && campaign.Limits.PerMember is not null ? Counts.Member : Counts.None)
        | (reason >= Refusal.CampaignLimitReached && (campaign.Limits.Total ?? campaign.Limits.Budget) is not null ? Counts.Campaign : Counts.None);

    private Limit? PerCode => campaign.Limits.PerCode ?? (campaign.Codes is CodePolicy.Unique ? Once : null);

    private RedemptionDecision.Accepted Accept(DiscountGiven discount) => new(
        new Redemption(
            request.Id, request.Code, campaign.Id, terms.Version, request.Member, request.Basket.Receipt, now, _day, discount, request.Basket.Total, null)
        {
            Arm = coupon.Arm,
            Step = coupon.Step,
            StoreId = request.Basket.StoreId,
        },
        coupon with { Uses = coupon.Uses.Add(1, _day), Sequence = coupon.Sequence + 1 },
        request.Member is null ? state.MemberUses : state.MemberUses.Add(1, _day),
        state.Usage with
        {
            Redemptions = state.Usage.Redemptions.Add(1, _day),
            Money = state.Usage.Money.Add(discount.Amount.Value, _day),
        });

    private RedemptionDecision? Scarce(Resource resource, Limit? limit, long need, Tally tally, Allotment? allotment, bool exhausted)
    {
        if (limit is null)
        {
            return null;
        }

        var used = tally.In(limit.Period, _day);
        if (campaign.Shards == 1)
        {
            return limit.Max - used >= need ? null : RefuseScarce(resource, limit);
        }

        var term = AllotmentTerm.Of(limit, _day);
        var headroom = allotment?.Term == term ? allotment.Headroom(used) : 0;
        if (headroom >= need)
        {
            return null;
        }

        return exhausted ? RefuseScarce(resource, limit) : new RedemptionDecision.NeedsAllotment(resource, term, need);
    }

    private bool IsReached(Limit? limit, Tally tally) => limit is not null && tally.In(limit.Period, _day) >= limit.Max;

    private static RedemptionDecision.Refused RefuseScarce(Resource resource, Limit limit) => resource == Resource.Redemptions
        ? Refuse(Refusal.CampaignLimitReached, $"The campaign has reached its limit of {Describe(limit)}.")
        : Refuse(Refusal.BudgetExhausted, "The campaign's budget does not cover the discount.");

    private static RedemptionDecision.Refused Refuse(Refusal reason, string detail) => new(reason, detail);

    private static string Describe(Limit limit) =>
        limit.Period == LimitPeriod.Whole ? $"{limit.Max} in all" : $"{limit.Max} a {limit.Period.ToString().ToLowerInvariant()}";

    /// <summary>The day in whose limits the redemption counts: the local one, unless a row was written by a clock that is a day ahead.</summary>
    private static LocalDate LimitDay(CampaignDefinition campaign, Coupon coupon, RedemptionState state, Instant now)
    {
        var usage = state.Usage;
        ReadOnlySpan<LocalDate> seen =
        [
            coupon.Uses.Day,
            state.MemberUses.Day,
            usage.Redemptions.Day,
            usage.Money.Day,
            usage.RedemptionsAllotment?.Term.PeriodStart ?? default,
            usage.MoneyAllotment?.Term.PeriodStart ?? default,
        ];
        var day = now.InZone(campaign.TimeZone).Date;
        foreach (var other in seen)
        {
            day = LocalDate.Max(day, other);
        }

        return day;
    }
}
