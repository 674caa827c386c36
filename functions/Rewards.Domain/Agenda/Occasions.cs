using NodaTime;
using NodaTime.Text;
using Rewards.Domain.Campaigns;
using Rewards.Domain.Members;
using Rewards.Domain.Models;

namespace Rewards.Domain.Agenda;

/// <summary>When campaigns are due for a member, as the member's figures stand.</summary>
public static class Occasions
{
    /// <summary>A birthday that somebody comes too late for by more is left out.</summary>
    private const int BirthdayGraceDays = 7;

    /// <summary>The same of what answers something that the member did.</summary>
    private const int AnswerGraceDays = 30;

    /// <summary>The first day after <paramref name="after"/> on which somebody has to look at the member; null: none.</summary>
    /// <param name="after">Null: also days long past (a campaign that also wakes those who already sleep).</param>
    public static LocalDate? NextLook(
        MemberState state, TimedCampaigns timed, LocalDate? after, LocalDate today, IReadOnlyList<HeldCoupon>? coupons = null) =>
        Earliest(Open(state, timed, today, coupons).Where(occasion => after is null || occasion.LookOn > after));

    /// <summary>The first day to come, or past, on which something that a command has brought about asks for a look; null: none.</summary>
    /// <param name="before">As the member was; null: unknown.</param>
    public static LocalDate? NextLookAfter(MemberState? before, MemberState state, TimedCampaigns timed, LocalDate today)
    {
        var known = before is null
            ? []
            : Open(before, timed, today, null).Where(occasion => occasion.LookOn <= today).Select(Name).ToHashSet();
        return Earliest(Open(state, timed, today, null).Where(occasion => occasion.LookOn > today || !known.Contains(Name(occasion))));

        static (string, string) Name(Occasion occasion) => (occasion.Campaign.Id.Value, occasion.Occurrence);
    }

    /// <summary>What is due by a day, in the order of due day, then of campaign id. Of a campaign in steps, the latest one that is due.</summary>
    public static IEnumerable<Occasion> DueBy(
        LocalDate day, MemberState state, TimedCampaigns timed, IReadOnlyList<HeldCoupon> coupons) =>
        timed.Campaigns
            .SelectMany(campaign => LatestStep(Of(campaign, state, timed, day, coupons).Where(occasion => occasion.DueOn <= day && !(occasion.Until < day))))
            .OrderBy(occasion => occasion.DueOn)
            .ThenBy(occasion => occasion.Campaign.Id.Value, StringComparer.Ordinal)
            .ThenBy(occasion => occasion.Occurrence, StringComparer.Ordinal);

    public static bool IsReached(Goal goal, Member member) => goal switch
    {
        Goal.FirstPurchase => member.PurchaseDays >= 1,
        Goal.SecondPurchase => member.PurchaseDays >= 2,
        Goal.BirthdayTold => member.Birthday is not null,
        _ => throw new ArgumentOutOfRangeException(nameof(goal)),
    };

    private static LocalDate? Earliest(IEnumerable<Occasion> occasions) => occasions.Min(occasion => occasion.LookOn);

    private static IEnumerable<Occasion> Open(MemberState state, TimedCampaigns timed, LocalDate today, IReadOnlyList<HeldCoupon>? coupons) =>
        timed.Campaigns
            .SelectMany(campaign => Of(campaign, state, timed, today, coupons ?? []))
            .Where(occasion => occasion.LookOn is not null && !(occasion.Until < today));

    private static List<Occasion> LatestStep(IEnumerable<Occasion> due)
    {
        var all = due.ToList();
        return all.Exists(occasion => occasion.Step is not null) ? [all.MaxBy(occasion => occasion.Step)!] : all;
    }

    private static IEnumerable<Occasion> Of(
        CampaignDefinition campaign, MemberState state, TimedCampaigns timed, LocalDate day, IReadOnlyList<HeldCoupon> coupons)
    {
        if (state.Member.IsErased)
        {
            return [];
        }

        return campaign.Trigger switch
        {
            Trigger.Dormant or Trigger.Rhythm => OfSilence(campaign, state.Member, timed.Model),
            null => [],
            // A silence lasts; whatever else was due before the campaign began is over.
            _ => OfEvents(campaign, state, day, coupons).Where(occasion => occasion.DueOn >= campaign.ValidFrom),
        };
    }

    private static IEnumerable<Occasion> OfSilence(CampaignDefinition campaign, Member member, CustomerModel model)
    {
        if (member.LastPurchaseOn is not { } last)
        {
            return [];
        }

        var occurrence = LocalDatePattern.Iso.Format(last);
        return campaign.Trigger switch
        {
            Trigger.Dormant { Steps: [var only] } => [new Occasion(campaign, last.PlusDays(only.AfterDays), occurrence) { Step = 1 }],
            Trigger.Dormant dormant => dormant.Steps.Select((step, i) =>
                new Occasion(campaign, last.PlusDays(step.AfterDays), $"{occurrence}.{i + 1}") { Step = i + 1 }),
            Trigger.Rhythm rhythm when DayOf(rhythm, member, last, model) is { } day => [new Occasion(campaign, day, occurrence)],
            _ => [],
        };
    }

    private static LocalDate? DayOf(Trigger.Rhythm rhythm, Member member, LocalDate last, CustomerModel model) =>
        member is { PurchaseDays: > 1, FirstPurchaseOn: { } first }
            ? model.BgNbd.FirstDayBelow(first, last, member.PurchaseDays - 1, rhythm.ProbabilityBelow)
            : rhythm.SingleAfterDays is { } days ? last.PlusDays(days) : (LocalDate?)null;

    private static IEnumerable<Occasion> OfEvents(
        CampaignDefinition campaign, MemberState state, LocalDate day, IReadOnlyList<HeldCoupon> coupons)
    {
        var member = state.Member;
        switch (campaign.Trigger)
        {
            case Trigger.Birthday birthday when member.Birthday is { } born:
                return Yearly(campaign, year => born.In(year), birthday.DaysBefore, day, member.JoinedOn);
            case Trigger.Anniversary anniversary:
                return Yearly(
                    campaign, year => member.JoinedOn.PlusYears(year - member.JoinedOn.Year), anniversary.DaysBefore, day, member.JoinedOn.PlusDays(1));
            case Trigger.Onboarding when member.JoinedOn >= campaign.ValidFrom:
                return campaign.Trigger.Steps.Select((step, i) =>
                    Answer(campaign, member.JoinedOn.PlusDays(step.AfterDays), $"step-{i + 1}") with { Step = i + 1, Goal = step.Goal });
            case Trigger.AfterPurchase after when member.PurchaseDays == after.Purchase && member.LastPurchaseOn is { } last:
                return [Answer(campaign, last.PlusDays(after.AfterDays), $"purchase-{after.Purchase}")];
            case Trigger.Volume volume when member.Spend >= volume.Every && member.LastPurchaseOn is { } last:
                return [Answer(campaign, last, $"volume-{member.Spend.Value / volume.Every.Value}")];
            case Trigger.PointsExpiring points:
                return state.Account.Lots
                    .Where(lot => lot.Key is { ExpiresOn: not null, Awaits: null })
                    .GroupBy(lot => lot.Key.ExpiresOn!.Value, lot => lot.Points.Value)
                    .Where(lots => lots.Sum() >= points.Minimum.Value)
                    .Select(lots => Reminder(campaign, lots.Key, points.DaysBefore, LocalDatePattern.Iso.Format(lots.Key)));
            case Trigger.CouponExpiring reminder:
                return coupons
                    .Select(coupon => (coupon, Occasion: Reminder(campaign, coupon.LastDay, reminder.DaysBefore, coupon.Code.Value)))
                    .Where(each => each.Occasion.DueOn > each.coupon.IssuedOn)
                    .Select(each => each.Occasion);
            case Trigger.Activity or Trigger.Referral:
                return state.Standing.Moments
                    .Where(moment => moment.Kind == Moments.AnsweredBy(campaign.Trigger))
                    .Select(moment => Answer(campaign, moment.On, moment.Reference));
            default:
                return [];
        }
    }

    /// <summary>Those of the years around a day.</summary>
    /// <param name="from">Days before it are not the member's.</param>
    private static IEnumerable<Occasion> Yearly(CampaignDefinition campaign, Func<int, LocalDate> dayOf, int daysBefore, LocalDate day, LocalDate from) =>
        Enumerable.Range(day.Year - 1, 4)
            .Select(year => (Year: year, Day: dayOf(year)))
            .Where(each => each.Day >= from)
            .Select(each => (each.Year, each.Day, DueOn: LocalDate.Max(each.Day.PlusDays(-daysBefore), from)))
            .Select(each => new Occasion(campaign, each.DueOn, $"{each.Year}")
            {
                Until = each.DueOn.PlusDays(BirthdayGraceDays),
                Celebrates = each.Day,
            });

    private static Occasion Answer(CampaignDefinition campaign, LocalDate dueOn, string occurrence) =>
        new(campaign, dueOn, occurrence) { Until = dueOn.PlusDays(AnswerGraceDays) };

    private static Occasion Reminder(CampaignDefinition campaign, LocalDate lastDay, int daysBefore, string occurrence) =>
        new(campaign, lastDay.PlusDays(-daysBefore), occurrence) { Until = lastDay };
}
