namespace Rewards.Functions.Http;

/// <param name="Id">Absent: the first level is not reached.</param>
/// <param name="Since">The first local day of it.</param>
/// <param name="Until">The last local day on which it is sure to be held, the grace included; absent: for ever, or there is none.</param>
/// <param name="Progress">Points, or minor units, of the current period.</param>
public sealed record TierBody(string? Id, string? Name, string? Since, string? Until, long Progress, NextTierBody? Next);

/// <param name="Missing">Points, or minor units, in the current period.</param>
public sealed record NextTierBody(string Id, string Name, long Missing);

/// <param name="Name">Absent: the programme has no such club any more.</param>
/// <param name="Until">The last local day, which counts whole.</param>
/// <param name="Active">Whether today is one of its days.</param>
public sealed record ClubMembershipBody(string Club, string? Name, string From, string Until, bool Active);

public sealed record MemberClubsBody(string MemberId, IReadOnlyList<ClubMembershipBody> Clubs);

/// <param name="From">A local day; today where it is left out.</param>
/// <param name="Until">The last local day.</param>
/// <param name="Cancel">Ends the membership with that day, instead of extending it.</param>
public sealed record RenewalRequestBody(string? From, string? Until, bool? Cancel);

/// <summary>The same on queue <c>renewals</c>.</summary>
/// <param name="RenewalId">Chosen by the sender; the same one renews once.</param>
public sealed record RenewalMessageBody(string? RenewalId, string? MemberId, string? Club, string? From, string? Until, bool? Cancel);
