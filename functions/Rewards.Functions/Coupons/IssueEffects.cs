using System.Text.Json;
using System.Text.Json.Serialization;
using NodaTime.Text;
using Rewards.Domain.Campaigns;
using Rewards.Domain.Coupons;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Redemptions;
using Rewards.Functions.Agenda;
using Rewards.Functions.Events;
using Rewards.Functions.FollowUps;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Coupons;

/// <summary>A coupon that the member's partition has decided on, and from which its own row is written.</summary>
/// <param name="Shard">Of the campaign, where the coupon's row belongs.</param>
/// <param name="Arm">Of the campaign's experiment; null: in none.</param>
/// <param name="Step">Of the campaign's trigger, counting from 1; null: it has none.</param>
public sealed record IssuedCoupon(
    string Campaign, int Version, int Shard, string Code, string Occurrence, string IssuedAt, string? Arm = null, int? Step = null);

/// <param name="First">False: issued before, only shown again.</param>
public sealed record IssueEffectsBody(IReadOnlyList<IssuedCoupon> Coupons, bool First, bool Enrolled)
{
    /// <summary>The campaign whose control group the member came into instead; null: none.</summary>
    public string? ControlOf { get; init; }

    /// <summary>The coupons' arms are assignments of an experiment.</summary>
    public bool? IsCompared { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(IssueEffectsBody))]
[JsonSerializable(typeof(IssuedCoupon))]
public sealed partial class IssueJson : JsonSerializerContext;

/// <summary>Writes the coupons' own rows, an insert that may be repeated, and tells of them.</summary>
public sealed class CouponPlacement(PartitionStore store, Happenings happenings, LookFiler looks)
{
    public static IssueEffectsBody Read(OperationRow operation) =>
        JsonSerializer.Deserialize(operation.Effects!, IssueJson.Default.IssueEffectsBody)!;

    public static Coupon ToCoupon(IssuedCoupon issued, MemberId? member) => new(
        CouponRows.ParseCode(issued.Code),
        CampaignId.Parse(issued.Campaign),
        issued.Version,
        member,
        InstantPattern.ExtendedIso.Parse(issued.IssuedAt).Value,
        false,
        Tally.Empty,
        0)
    {
        Arm = issued.Arm is { } arm ? new Arm(arm) : null,
        Step = issued.Step,
    };

    public async Task PlaceAsync(MemberId member, IssueEffectsBody effects, CancellationToken cancellationToken)
    {
        foreach (var issued in effects.Coupons)
        {
            await PlaceAsync(ToCoupon(issued, member), issued.Shard, cancellationToken);
        }
    }

    public Task TellAsync(OperationRow operation, MemberId member, IssueEffectsBody effects, CancellationToken cancellationToken)
    {
        var time = RowValues.Write(operation.At);
        var happened = effects.Coupons.Where(_ => effects.First).Select((issued, i) => new RewardsEvent(
            $"{operation.Id}-{i}",
            RewardsEvent.CouponIssued,
            $"campaigns/{issued.Campaign}/members/{member}",
            time,
            new EventData
            {
                MemberId = member.Value,
                CampaignId = issued.Campaign,
                CampaignVersion = issued.Version,
                Code = CouponRows.ParseCode(issued.Code).ToDisplay(),
                Occurrence = issued.Occurrence,
                Arm = issued.Arm,
                Step = issued.Step,
                Count = 1,
            })
        {
            Details = new FactDetails { Arm = issued.Arm },
        });
        return happenings.TellAsync(
            effects.Enrolled ? happened.Prepend(RewardsEvent.Enrolled(operation.Id, member, operation.At)) : happened, cancellationToken);
    }

    /// <summary>Files the look that campaigns ask for because of the coupons, or because the member joined with them.</summary>
    public Task FileLookAsync(MemberId member, IssueEffectsBody effects, CancellationToken cancellationToken) =>
        effects.Enrolled ? looks.EnsureAsync(member, cancellationToken)
        : effects.First ? looks.EnsureForCouponsAsync(member, cancellationToken)
        : Task.CompletedTask;

    private async Task PlaceAsync(Coupon coupon, int shard, CancellationToken cancellationToken)
    {
        var table = store.Table(TableKeys.Coupons);
        var partition = TableKeys.CouponPartition(coupon.Campaign, shard);

        // Placed before; or, against all odds, a code that somebody else has.
        if (await TableRows.InsertAsync(table, CouponRows.ToRow(coupon, partition), cancellationToken) is { } there
            && CouponRows.ToCoupon(there)!.IssuedAt != coupon.IssuedAt)
        {
            throw new InvalidOperationException("A code was drawn that is taken.");
        }
    }
}

/// <summary>After an issue to a member: completes what a crash left open, then tells of it.</summary>
public sealed class IssueFollowUp(CouponPlacement placement, Happenings happenings) : IFollowUp
{
    public string Kind => IssueToMemberCommand.Kind;

    public async Task RunAsync(OperationRow operation, CancellationToken cancellationToken)
    {
        var member = MemberId.Parse(operation.Partition);
        var effects = CouponPlacement.Read(operation);
        await placement.PlaceAsync(member, effects, cancellationToken);
        await placement.TellAsync(operation, member, effects, cancellationToken);
        await happenings.TellAsync(ArmsOf(operation, effects), cancellationToken);
        await placement.FileLookAsync(member, effects, cancellationToken);
    }

    /// <summary>The assignments to arms that an issue brought with it.</summary>
    internal static IEnumerable<RewardsEvent> ArmsOf(OperationRow operation, IssueEffectsBody effects)
    {
        var arms = effects.ControlOf is { } held ? [(Campaign: held, Arm: Arm.Control.Id)]
            : effects.IsCompared is true ? effects.Coupons.Select(coupon => (coupon.Campaign, Arm: coupon.Arm!))
            : [];
        return arms.Select((one, i) => ArmFacts.Assigned($"{operation.Id}-arm-{i}", CampaignId.Parse(one.Campaign), one.Arm, operation.At));
    }
}
