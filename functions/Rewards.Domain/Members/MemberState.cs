using System.Collections.Immutable;
using NodaTime;
using Rewards.Domain.Activities;
using Rewards.Domain.Agenda;
using Rewards.Domain.Campaigns;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Points;
using Rewards.Domain.Stamps;
using Rewards.Domain.Tiers;

namespace Rewards.Domain.Members;

/// <summary>Everything of a member that one command may decide on.</summary>
public sealed record MemberState(Member Member, PointsAccount Account, Standing Standing)
{
    public static MemberState Enrolled(MemberId id, LocalDate joinedOn) =>
        new(Member.Enrolled(id, joinedOn), PointsAccount.Empty, Standing.Empty);

    /// <summary>As it is written down after a command: what the profile tells of the account is the account's.</summary>
    public MemberState Written() => this with
    {
        Member = Member with { Revision = Member.Revision + 1, Sequence = Account.Sequence, Balance = Account.Balance },
    };
}

/// <summary>What a programme keeps of a member besides points and profile, all of it small.</summary>
public sealed record Standing
{
    public static readonly Standing Empty = new();

    /// <summary>What was done beyond purchases, by kind.</summary>
    public ImmutableSortedDictionary<string, ActivityTally> Activities { get; init; } = ImmutableSortedDictionary.Create<string, ActivityTally>(StringComparer.Ordinal);

    public ReferralStanding Referral { get; init; } = ReferralStanding.None;

    /// <summary>The current stamp card of each kind; also of kinds that the programme has no more, since cards are numbered for ever.</summary>
    public ImmutableArray<StampCard> Stamps { get; init; } = [];

    public TierStanding Tier { get; init; } = TierStanding.Empty;

    public ImmutableArray<ClubMembership> Clubs { get; init; } = [];

    /// <summary>The recent days on which campaigns addressed the member, one for each message, as far as the programme's cap asks for them.</summary>
    public ImmutableArray<LocalDate> AddressedOn { get; init; } = [];

    /// <summary>What has happened to the member, and campaigns have not answered yet.</summary>
    public ImmutableArray<Moment> Moments { get; init; } = [];

    /// <summary>In which arms of which campaigns the member came of late.</summary>
    public ImmutableArray<Assignment> Assignments { get; init; } = [];

    /// <summary>By campaign that comes once a year: the day that it celebrated the last time, so that a day that is changed gains nothing.</summary>
    public ImmutableDictionary<CampaignId, LocalDate> YearlyOn { get; init; } = ImmutableDictionary<CampaignId, LocalDate>.Empty;

    /// <summary>By campaign that answers cancellations or complaints: the day on which it did the last time, the control group included.</summary>
    public ImmutableDictionary<CampaignId, LocalDate> ServedOn { get; init; } = ImmutableDictionary<CampaignId, LocalDate>.Empty;
}
