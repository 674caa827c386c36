using Rewards.Domain.Identifiers;
using Rewards.Functions.Http;
using Rewards.Functions.Members;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Purchases;

/// <summary>Where a purchase that has earned is kept: its claim tells.</summary>
public sealed class AwardedPurchases(ClaimStore claims, PartitionStore store)
{
    public static readonly Reply Unknown = Problems.NotFound("unknown-purchase", "There is no purchase with this id.");

    public static readonly Reply MemberErased = Problems.Conflict("member-erased", "The purchase's member has been erased.");

    public static readonly Reply NotAwarded = Problems.Conflict("purchase-not-awarded", "The purchase has not earned: it was refused, or still waits.");

    /// <returns>Whose purchase it is.</returns>
    /// <exception cref="BadRequestException">There is none that has earned. That is no outcome: it may earn yet.</exception>
    public async Task<(PurchaseId Purchase, MemberId Member)> FindAsync(string text, CancellationToken cancellationToken)
    {
        if (!PurchaseId.TryParse(text, out var id) || await claims.FindAsync(TableKeys.PurchaseClaim, id.Value, cancellationToken) is not { } claim)
        {
            throw new BadRequestException(Unknown);
        }

        if (claim.IsForgotten || (claim.Owner is null && await IsErasedAsync(claim, cancellationToken)))
        {
            throw new BadRequestException(MemberErased);
        }

        return claim.Owner is { Outcome: OperationOutcome.Accepted }
            ? (id, MemberId.Parse(claim.Partition))
            : throw new BadRequestException(NotAwarded);
    }

    private async Task<bool> IsErasedAsync(Claim claim, CancellationToken cancellationToken)
    {
        var profile = TableKeys.ProfileRow(MemberId.Parse(claim.Partition));
        return MemberRows.ToMember(await TableRows.ReadAsync(store.Table(TableKeys.Members), claim.Partition, profile, cancellationToken)) is { IsErased: true };
    }
}
