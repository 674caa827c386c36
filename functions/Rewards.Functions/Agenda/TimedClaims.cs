using NodaTime;
using Rewards.Domain.Agenda;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Members;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Agenda;

/// <summary>Which of the occasions that are due for a member have had their turn.</summary>
public sealed class TimedClaims(PartitionStore store)
{
    /// <summary>What is due by a day and has had its coupon or reminder, or found the member in the control group.</summary>
    public async Task<HashSet<(CampaignId, string)>> ReadAsync(
        MemberState state, LocalDate day, TimedCampaigns timed, IReadOnlyList<HeldCoupon> held, CancellationToken cancellationToken)
    {
        var due = Occasions.DueBy(day, state, timed, held).Select(occasion => (occasion.Campaign.Id, occasion.Occurrence)).ToList();
        var partition = TableKeys.MemberPartition(state.Member.Id);
        var rows = await Task.WhenAll(due.Select(each => TableRows.ReadAsync(
            store.Table(TableKeys.Members), partition, TableKeys.ClaimRow(each.Id, each.Occurrence, state.Member.Id), cancellationToken)));
        return [.. due.Where((_, i) => rows[i] is not null)];
    }
}
