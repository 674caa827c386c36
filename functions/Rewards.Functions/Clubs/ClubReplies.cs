using System.Net;
using NodaTime;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Members;
using Rewards.Domain.Points;
using Rewards.Domain.Tiers;
using Rewards.Functions.Http;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Clubs;

/// <summary>Tier and clubs on the wire, as of a day, whether or not anything has written it down.</summary>
public static class ClubReplies
{
    public static Reply Of(MemberId member, Standing standing, Programme programme, LocalDate today) => Reply.Of(
        HttpStatusCode.OK, new MemberClubsBody(member.Value, ClubsOf(standing, programme, today, withEnded: true)), WireJson.Default.MemberClubsBody);

    public static TierBody? TierOf(Standing standing, Programme programme, LocalDate today)
    {
        if (programme.Tiers is not { } rules)
        {
            return null;
        }

        var tier = Tiering.Settle(standing.Tier, rules, today).Standing;
        var level = rules.Level(tier.Tier);
        var next = Tiering.Next(tier, rules, today);
        return new TierBody(
            level?.Id,
            level?.Name,
            RowValues.Write(tier.Since),
            RowValues.Write(Tiering.HoldsUntil(tier, rules)),
            tier.TotalOn(today, rules),
            next is { } above ? new NextTierBody(above.Level.Id, above.Level.Name, above.Missing) : null);
    }

    public static IReadOnlyList<ClubMembershipBody> ClubsOf(Standing standing, Programme programme, LocalDate today, bool withEnded) =>
    [
        .. standing.Clubs.Where(each => withEnded || each.Until >= today).Select(each => new ClubMembershipBody(
            each.Club,
            programme.Clubs.FirstOrDefault(club => club.Id == each.Club)?.Name,
            RowValues.Write(each.From),
            RowValues.Write(each.Until),
            each.Covers(today))),
    ];

    public static Reply Refused(ClubRefusal reason) => reason switch
    {
        ClubRefusal.UnknownClub => Problems.NotFound(Problems.NameOf(reason), "The programme has no club with this id."),
        ClubRefusal.UnknownMember => Problems.NotFound(Problems.NameOf(reason), "The member is not enrolled, and is not enrolled in passing."),
        _ => Problems.Conflict(Problems.NameOf(reason), DetailOf(reason)),
    };

    /// <summary>Whether it stays refused: what is not there may be there later, and of an erased member nothing is kept.</summary>
    public static bool IsOutcome(ClubRefusal reason) =>
        reason is not (ClubRefusal.MemberErased or ClubRefusal.UnknownClub or ClubRefusal.UnknownMember);

    private static string DetailOf(ClubRefusal reason) => reason switch
    {
        ClubRefusal.MemberErased => "The member has been erased.",
        ClubRefusal.EndsInThePast => "The last day is over, and no first day is named.",
        ClubRefusal.TooManyMemberships => $"The member has {ClubMemberships.MaxMemberships} times in clubs with gaps between them.",
        _ => throw new ArgumentOutOfRangeException(nameof(reason)),
    };
}
