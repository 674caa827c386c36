using NodaTime;
using Rewards.Domain.Campaigns;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Members;
using Rewards.Domain.Messages;
using Rewards.Domain.Segments;
using Rewards.Domain.Tiers;

namespace Rewards.Domain.Agenda;

/// <summary>What a campaign that issues by itself does about one member on one day. A closed union.</summary>
public abstract record TimedDecision
{
    private TimedDecision()
    {
    }

    /// <summary>The member gets what the campaign offers: a coupon, or a reminder where it has no codes.</summary>
    public sealed record Issue(Occasion Occasion, Arm Arm) : TimedDecision;

    /// <summary>The member is in the control group: recorded, nothing is issued.</summary>
    public sealed record Hold(Occasion Occasion) : TimedDecision;

    public sealed record PassOver(Occasion Occasion, PassOverReason Reason) : TimedDecision;

    /// <summary>
    /// Decides for every campaign that is due by <paramref name="day"/>, in the order of due day, then of campaign id. A cap reached
    /// by one campaign holds for those after it.
    /// </summary>
    /// <param name="affiliation">What the member is that day, before it sets tiers.</param>
    /// <param name="coupons">The member's unused ones, where a campaign reminds of them.</param>
    /// <param name="claimed">Whether the member has a claim row for this campaign and occurrence.</param>
    public static IReadOnlyList<TimedDecision> Decide(
        MemberState state,
        Affiliation affiliation,
        LocalDate day,
        TimedContext context,
        IReadOnlyList<HeldCoupon> coupons,
        Func<CampaignId, string, bool> claimed)
    {
        var gate = new Gate(state, affiliation, day, context);
        var decisions = new List<TimedDecision>();
        foreach (var occasion in Occasions.DueBy(day, state, context.Timed, coupons))
        {
            decisions.Add(gate.Pass(occasion, claimed(occasion.Campaign.Id, occasion.Occurrence)));
        }

        return decisions;
    }

    /// <summary>The standing with what was decided as of a day.</summary>
    /// <param name="answeredThrough">What happened up to this day has been answered; null: not all of it has.</param>
    public static Standing Apply(
        Standing standing, IReadOnlyCollection<TimedDecision> decided, LocalDate day, LocalDate? answeredThrough, MessageRules messages)
    {
        var addressed = Enumerable.Repeat(day, decided.Count(decision => decision is Issue));
        var next = standing with
        {
            Moments = [.. standing.Moments.Where(moment => !(moment.On <= answeredThrough))],

            // What was celebrated longer ago holds nothing back any more.
            YearlyOn = standing.YearlyOn.RemoveRange(standing.YearlyOn.Where(last => last.Value.PlusYears(2) < day).Select(last => last.Key)),
            AddressedOn = messages.Keep([.. standing.AddressedOn, .. addressed], day),
        };
        foreach (var decision in decided)
        {
            var (occasion, arm) = decision switch
            {
                Issue issue => (issue.Occasion, issue.Arm),
                Hold hold => (hold.Occasion, Arm.Control),
                _ => (null, default),
            };
            if (occasion is not null)
            {
                next = next with
                {
                    Assignments = next.Assignments.With(occasion.Campaign, arm, day),
                    YearlyOn = occasion.Celebrates is { } feast ? next.YearlyOn.SetItem(occasion.Campaign.Id, feast) : next.YearlyOn,
                };
            }
        }

        return next;
    }

    /// <summary>What every campaign asks before it addresses a member; what one has done counts for the next.</summary>
    private sealed class Gate(MemberState state, Affiliation affiliation, LocalDate day, TimedContext context)
    {
        private readonly List<LocalDate> addressedOn = [.. state.Standing.AddressedOn];
        private readonly Lazy<SegmentProfile> profile = new(() => SegmentProfile.Of(state.Member, affiliation, context.Timed.Model, day));
        private LocalDate? lastCouponOn = state.Member.LastTimedCouponOn;

        /// <summary>The arm comes last, so that all arms are chosen among the same members.</summary>
        public TimedDecision Pass(Occasion occasion, bool claimed)
        {
            if (ReasonAgainst(occasion, claimed) is { } reason)
            {
                return new PassOver(occasion, reason);
            }

            var arm = occasion.Campaign.Experiment.ArmOf(occasion.Campaign.Id, state.Member.Id);
            if (arm.IsControl)
            {
                return new Hold(occasion);
            }

            lastCouponOn = occasion.Campaign.Codes is CodePolicy.Unique ? day : lastCouponOn;
            addressedOn.Add(day);
            return new Issue(occasion, arm);
        }

        /// <summary>In the order of <see cref="PassOverReason"/>.</summary>
        private PassOverReason? ReasonAgainst(Occasion occasion, bool claimed)
        {
            var (campaign, member) = (occasion.Campaign, state.Member);
            if (claimed)
            {
                return PassOverReason.AlreadyClaimed;
            }

            if (campaign.Disabled)
            {
                return PassOverReason.CampaignDisabled;
            }

            if (day < campaign.ValidFrom || day > campaign.ValidTo)
            {
                return PassOverReason.OutsideValidity;
            }

            if (occasion.Goal is { } goal && Occasions.IsReached(goal, member))
            {
                return PassOverReason.GoalReached;
            }

            if (occasion.Celebrates is { } feast && state.Standing.YearlyOn.TryGetValue(campaign.Id, out var before) && feast < before.PlusYears(1))
            {
                return PassOverReason.WithinAYear;
            }

            if (affiliation.RefusedBy(campaign.Conditions) is { } refusal)
            {
                return refusal == AffiliationRefusal.WrongTier ? PassOverReason.WrongTier : PassOverReason.WrongClub;
            }

            if (!context.Timed.Admits(campaign, () => profile.Value))
            {
                return PassOverReason.NotInSegment;
            }

            if (!member.AllowsMessages(campaign.Trigger!.Channel))
            {
                return PassOverReason.NoConsent;
            }

            if (lastCouponOn is { } last && day < last.PlusDays(campaign.Trigger.FrequencyCapDays))
            {
                return PassOverReason.FrequencyCap;
            }

            return context.Programme.Messages.IsCapReached(addressedOn, day) ? PassOverReason.MessageCap : null;
        }
    }
}

/// <summary>What timed decisions go by, besides the member.</summary>
public sealed record TimedContext(Points.Programme Programme, TimedCampaigns Timed);

/// <summary>In order of precedence.</summary>
public enum PassOverReason
{
    AlreadyClaimed,
    CampaignDisabled,
    OutsideValidity,

    /// <summary>What the step is to bring about has come about.</summary>
    GoalReached,

    /// <summary>The last one was less than a year ago: a birthday that was changed gains nothing.</summary>
    WithinAYear,
    WrongTier,
    WrongClub,
    NotInSegment,
    NoConsent,

    /// <summary>The last coupon of a campaign was too short a time ago.</summary>
    FrequencyCap,

    /// <summary>All campaigns together have addressed the member as often as the programme allows.</summary>
    MessageCap,
}
