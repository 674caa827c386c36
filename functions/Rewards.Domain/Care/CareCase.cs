using System.Collections.Immutable;
using NodaTime;
using Rewards.Domain.Campaigns;

namespace Rewards.Domain.Care;

/// <summary>What a member comes with while somebody waits for an answer. A closed union.</summary>
public abstract record CareCase
{
    private CareCase()
    {
    }

    /// <summary>The member is about to leave.</summary>
    /// <param name="Reason">As the retailer names it; null: it is not told.</param>
    public sealed record Cancellation(string? Reason) : CareCase;

    /// <param name="Reference">What it is about, such as an order: one complaint each.</param>
    public sealed record Complaint(string Category, string Reference) : CareCase;

    /// <summary>The campaigns that answer this case at this time, in the order in which they are tried: by id.</summary>
    /// <param name="newest">The newest versions, disabled ones included.</param>
    public ImmutableArray<CampaignDefinition> AnsweredBy(IEnumerable<CampaignDefinition> newest, Instant now) =>
    [
        .. newest.Where(campaign => !campaign.Disabled && Fits(campaign.Trigger) && IsValid(campaign, now))
            .OrderBy(campaign => campaign.Id.Value, StringComparer.Ordinal),
    ];

    private static bool IsValid(CampaignDefinition campaign, Instant now)
    {
        var window = ValidityWindow.Of(campaign, null);
        return now >= window.Start && now < window.End;
    }

    private bool Fits(Trigger? trigger) => (this, trigger) switch
    {
        (Cancellation, Trigger.Cancellation) => true,
        (Complaint complaint, Trigger.Complaint { Categories: var categories }) =>
            categories.IsEmpty || categories.Contains(complaint.Category, StringComparer.Ordinal),
        _ => false,
    };
}

/// <summary>How a campaign that answers by call is rationed.</summary>
/// <param name="CooldownDays">Nothing more to the same member within so many days.</param>
/// <param name="Offers">How many all members get at most, by local days of the programme's zone; null: unlimited.</param>
public readonly record struct CareTerms(int CooldownDays, Limit? Offers)
{
    /// <exception cref="ArgumentException">The campaign answers no call.</exception>
    public static CareTerms Of(CampaignDefinition campaign) => campaign.Trigger switch
    {
        Trigger.Cancellation trigger => new(trigger.CooldownDays, trigger.Offers),
        Trigger.Complaint trigger => new(trigger.CooldownDays, trigger.Offers),
        _ => throw new ArgumentException("The campaign answers no call.", nameof(campaign)),
    };
}
