using System.Text.Json;
using System.Text.Json.Serialization;
using Azure;
using NodaTime.Text;
using Rewards.Domain.Coupons;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Redemptions;
using Rewards.Functions.Events;
using Rewards.Functions.FollowUps;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Coupons;

/// <summary>A coupon that the member's partition has decided on, and from which its own row is written.</summary>
/// <param name="Shard">Of the campaign, where the coupon's row belongs.</param>
public sealed record IssuedCoupon(string Campaign, int Version, int Shard, string Code, string Occurrence, string IssuedAt);

/// <param name="First">False: issued before, only shown again.</param>
public sealed record IssueEffectsBody(IReadOnlyList<IssuedCoupon> Coupons, bool First, bool Enrolled);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(IssueEffectsBody))]
[JsonSerializable(typeof(IssuedCoupon))]
public sealed partial class IssueJson : JsonSerializerContext;

/// <summary>Writes the coupons' own rows, an insert that may be repeated, and tells of them.</summary>
public sealed class CouponPlacement(PartitionStore store, Happenings happenings)
{
    public static IssueEffectsBody Read(OperationRow operation) =>
        JsonSerializer.Deserialize(operation.Effects!, IssueJson.Default.IssueEffectsBody)!;

    public static Coupon ToCoupon(IssuedCoupon issued, MemberId member) => new(
        CouponRows.ParseCode(issued.Code),
        CampaignId.Parse(issued.Campaign),
        issued.Version,
        member,
        InstantPattern.ExtendedIso.Parse(issued.IssuedAt).Value,
        false,
        Tally.Empty,
        0);

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
                Count = 1,
            }));
        return happenings.TellAsync(
            effects.Enrolled ? happened.Prepend(RewardsEvent.Enrolled(operation.Id, member, operation.At)) : happened, cancellationToken);
    }

    private async Task PlaceAsync(Coupon coupon, int shard, CancellationToken cancellationToken)
    {
        var table = store.Table(TableKeys.Coupons);
        var partition = TableKeys.CouponPartition(coupon.Campaign, shard);
        try
        {
            await table.AddEntityAsync(CouponRows.ToRow(coupon, partition), cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status == 409)
        {
            // Placed before; or, against all odds, a code that somebody else has.
            var there = await TableRows.ReadAsync(table, partition, TableKeys.CouponRow(coupon.Code, partition), cancellationToken);
            if (CouponRows.ToCoupon(there) is not { } known || known.IssuedAt != coupon.IssuedAt)
            {
                throw new InvalidOperationException("A code was drawn that is taken.");
            }
        }
    }
}

/// <summary>After an issue to a member: completes what a crash left open, then tells of it.</summary>
public sealed class IssueFollowUp(CouponPlacement placement) : IFollowUp
{
    public string Kind => IssueToMemberCommand.Kind;

    public async Task RunAsync(OperationRow operation, CancellationToken cancellationToken)
    {
        var member = MemberId.Parse(operation.Partition);
        var effects = CouponPlacement.Read(operation);
        await placement.PlaceAsync(member, effects, cancellationToken);
        await placement.TellAsync(operation, member, effects, cancellationToken);
    }
}
