using System.Text.Json.Serialization;
using NodaTime;
using Rewards.Domain.Identifiers;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Events;

/// <summary>Something that happened, as it is published. Personal data is never in it; members are named by their pseudonym.</summary>
/// <param name="Id">Derived from the operation, so that a receiver can tell a second delivery.</param>
/// <param name="Time">RFC 3339, UTC.</param>
public sealed record RewardsEvent(string Id, string Type, string Subject, string Time, EventData Data)
{
    public const string Source = "/rewards";

    public const string CouponIssued = "Rewards.CouponIssued";
    /// <summary>A member came into a campaign's control group for an occurrence, and gets nothing.</summary>
    public const string ControlAssigned = "Rewards.ControlAssigned";

    /// <summary>A member came into an arm of a campaign's experiment; a fact only, see <see cref="ArmFacts"/>.</summary>
    public const string ArmAssigned = "Rewards.ArmAssigned";

    /// <summary>What a member of an arm has done since; a fact only, see <see cref="ArmFacts"/>.</summary>
    public const string ArmOutcome = "Rewards.ArmOutcome";
    public const string CouponRedeemed = "Rewards.CouponRedeemed";
    public const string RedemptionRolledBack = "Rewards.RedemptionRolledBack";
    public const string CouponDisabled = "Rewards.CouponDisabled";
    public const string PointsAwarded = "Rewards.PointsAwarded";
    public const string PointsClaimed = "Rewards.PointsClaimed";
    public const string PointsExpiring = "Rewards.PointsExpiring";

    /// <summary>A member's books were replayed; a fact only, and of nobody.</summary>
    public const string LedgerChecked = "Rewards.LedgerChecked";

    /// <summary>A member's books do not add up.</summary>
    public const string LedgerMismatch = "Rewards.LedgerMismatch";

    /// <summary>A shard of a campaign was summed up; a fact only.</summary>
    public const string CampaignChecked = "Rewards.CampaignChecked";

    /// <summary>The books of a campaign do not add up.</summary>
    public const string CampaignMismatch = "Rewards.CampaignMismatch";

    /// <summary>A stamp card was full; its coupon was issued and the next card has begun.</summary>
    public const string StampCardFilled = "Rewards.StampCardFilled";

    /// <summary>A stamp card's last day is over before it was full.</summary>
    public const string StampCardExpired = "Rewards.StampCardExpired";

    public const string TierChanged = "Rewards.TierChanged";
    public const string ClubChanged = "Rewards.ClubChanged";

    /// <summary>A campaign's message goes out now, by whoever receives this.</summary>
    public const string MessageDue = "Rewards.MessageDue";

    /// <summary>A campaign's message does not go out: its member is erased or allows it no more, or its coupon was taken out; a fact only, and of nobody.</summary>
    public const string MessageSuppressed = "Rewards.MessageSuppressed";

    /// <summary>A member was about to leave, and got an offer or none.</summary>
    public const string CancellationRequested = "Rewards.CancellationRequested";

    /// <summary>Whether that member stayed or left.</summary>
    public const string CancellationEnded = "Rewards.CancellationEnded";

    /// <summary>A member has complained, and got an apology's coupon or none.</summary>
    public const string ComplaintAnswered = "Rewards.ComplaintAnswered";
    public const string MemberEnrolled = "Rewards.MemberEnrolled";
    public const string MemberErased = "Rewards.MemberErased";

    /// <summary>What only the day's facts hold; it is never published, and gone once the event waits in a queue.</summary>
    [JsonIgnore]
    public FactDetails Details { get; init; } = FactDetails.None;

    /// <summary>Written down among the day's facts, and told to nobody.</summary>
    [JsonIgnore]
    public bool IsFactOnly => Type is LedgerChecked or CampaignChecked or ArmAssigned or ArmOutcome or MessageSuppressed;

    /// <summary>As it may still be told when the member has been erased: the happening stays, whose it was does not.</summary>
    public RewardsEvent WithoutMember()
    {
        var subject = $"members/{Data.MemberId}";
        return this with
        {
            Subject = Subject.EndsWith(subject, StringComparison.Ordinal) ? $"{Subject[..^subject.Length]}members" : Subject,
            Data = Data with { MemberId = null },
        };
    }

    public static RewardsEvent Enrolled(OperationId operation, MemberId member, Instant at) => new(
        $"{operation}-enrolled", MemberEnrolled, $"members/{member}", RowValues.Write(at), new EventData { MemberId = member.Value });
}

/// <summary>What an event tells; each type fills what it has.</summary>
public sealed record EventData
{
    public string? MemberId { get; init; }

    public string? RewardId { get; init; }

    public string? CampaignId { get; init; }

    public int? CampaignVersion { get; init; }

    public string? Code { get; init; }

    /// <summary>Of a coupon issued to a member: which occasion it is for.</summary>
    public string? Occurrence { get; init; }

    /// <summary>Of a message: for which consent stands; absent: any for which it does.</summary>
    public string? Channel { get; init; }

    /// <summary>Of a message: what the campaign says with it.</summary>
    public string? Purpose { get; init; }

    /// <summary>Of a coupon or reminder: in which arm of the campaign's experiment the member is.</summary>
    public string? Arm { get; init; }

    /// <summary>Of the same: for which step of the campaign, counting from 1.</summary>
    public int? Step { get; init; }

    public string? RedemptionId { get; init; }

    public string? PurchaseId { get; init; }

    /// <summary>What the till named as redeemed on a purchase.</summary>
    public IReadOnlyList<string>? RedemptionIds { get; init; }

    public string? StoreId { get; init; }

    public string? Currency { get; init; }

    /// <summary>Minor units: the discount of a redemption, what was paid in a purchase.</summary>
    public long? AmountMinor { get; init; }

    /// <summary>How many coupons were issued.</summary>
    public int? Count { get; init; }

    /// <summary>Of a stamp card: the id of its kind.</summary>
    public string? StampCard { get; init; }

    /// <summary>Of a stamp card: counts from 1 for the member.</summary>
    public long? CardNumber { get; init; }

    public long? Stamps { get; init; }

    public long? Points { get; init; }

    public long? Balance { get; init; }

    /// <summary>The change of what is pending.</summary>
    public long? Pending { get; init; }

    /// <summary>The change of what is held.</summary>
    public long? Held { get; init; }

    /// <summary>Of a cancellation: why, as the retailer names it; absent: it was not told.</summary>
    public string? Reason { get; init; }

    /// <summary>Of a complaint.</summary>
    public string? Category { get; init; }

    /// <summary>Of a cancellation or complaint: why there was no offer; absent: there was one.</summary>
    public string? NoOffer { get; init; }

    /// <summary>Of a cancellation: stayed or left.</summary>
    public string? Outcome { get; init; }

    /// <summary>The id of the spend, hold, activity, claim, transfer or return that moved points, or of the cancellation or complaint.</summary>
    public string? Reference { get; init; }

    /// <summary>The last local day on which points can be spent.</summary>
    public string? ExpiresOn { get; init; }

    /// <summary>The member's new tier; absent: none.</summary>
    public string? Tier { get; init; }

    /// <summary>The one before; absent: none.</summary>
    public string? PreviousTier { get; init; }

    public string? Club { get; init; }

    /// <summary>The first local day of the new tier, or of the time in the club.</summary>
    public string? From { get; init; }

    /// <summary>The last local day of the time in the club; absent: it was cancelled and is over.</summary>
    public string? Until { get; init; }

    /// <summary>How lots changed, by the month in which they lapse, such as 2027-11, or never.</summary>
    public IReadOnlyDictionary<string, long>? Months { get; init; }
}

/// <summary>An event on its way that could not be sent yet.</summary>
/// <param name="Since">Unix milliseconds, real time, of the first try.</param>
public sealed record EventMessage(RewardsEvent Event, long Since, int Tries)
{
    /// <summary>The time counts from when it is next looked at: it was kept in table Poison and is replayed.</summary>
    public const long StartsAnew = 0;
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(EventMessage))]
[JsonSerializable(typeof(EventData))]
public sealed partial class EventJson : JsonSerializerContext;
