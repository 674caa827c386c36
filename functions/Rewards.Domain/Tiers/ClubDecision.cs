using System.Collections.Immutable;
using NodaTime;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Members;
using Rewards.Domain.Points;

namespace Rewards.Domain.Tiers;

/// <summary>Why a renewal is refused, in the order in which the reasons are looked at.</summary>
public enum ClubRefusal
{
    MemberErased,
    UnknownClub,

    /// <summary>Not enrolled, and the programme enrols nobody in passing; or somebody to cancel for who never was there.</summary>
    UnknownMember,

    /// <summary>No first day is named, so that it is today, and the last one is over.</summary>
    EndsInThePast,

    /// <summary>More times with gaps between them than are kept.</summary>
    TooManyMemberships,
}

/// <summary>A closed union.</summary>
public abstract record ClubDecision
{
    private ClubDecision()
    {
    }

    /// <param name="Enrolled">The member whom this renewal enrols; null: known before.</param>
    public sealed record Renewed(ImmutableArray<ClubMembership> Memberships, Member? Enrolled) : ClubDecision;

    public sealed record Refused(ClubRefusal Reason) : ClubDecision;

    public static ClubDecision Decide(
        Member? member, MemberId id, ImmutableArray<ClubMembership> memberships, ClubRenewal renewal, Programme programme, Instant now)
    {
        if (member is { IsErased: true })
        {
            return new Refused(ClubRefusal.MemberErased);
        }

        if (programme.Clubs.All(club => club.Id != renewal.Club))
        {
            return new Refused(ClubRefusal.UnknownClub);
        }

        if (member is null && (!programme.AutoEnrol || renewal.Cancel))
        {
            return new Refused(ClubRefusal.UnknownMember);
        }

        var today = programme.DayOf(now);
        if (!renewal.Cancel && renewal.From is null && renewal.Until < today)
        {
            return new Refused(ClubRefusal.EndsInThePast);
        }

        var renewed = memberships.Renew(renewal, today);
        return renewed.Length > ClubMemberships.MaxMemberships
            ? new Refused(ClubRefusal.TooManyMemberships)
            : new Renewed(renewed, member is null ? Member.Enrolled(id, today) : null);
    }
}
