using NodaTime;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Messages;
using Rewards.Functions.Coupons;
using Rewards.Functions.Members;
using Rewards.Functions.Programmes;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Messages;

/// <summary>Asks, each time anew, whether a message may go out now.</summary>
public sealed class MessageGate(PartitionStore store, ProgrammeCatalogue programmes, IClock clock, RewardsOptions options)
{
    /// <param name="code">As it is written for people, or not.</param>
    public async Task<SendDecision> AskAsync(MemberId id, string? channel, string? code, CancellationToken cancellationToken)
    {
        var programme = await programmes.NewestAsync(cancellationToken);
        var now = clock.GetCurrentInstant();
        var table = store.Table(TableKeys.Members);
        var partition = TableKeys.MemberPartition(id);
        var member = MemberRows.ToMember(await TableRows.ReadAsync(table, partition, TableKeys.ProfileRow(id), cancellationToken));
        var decision = SendDecision.Decide(member, channel, null, programme, now);
        if (code is null || decision is not SendDecision.Send)
        {
            return decision;
        }

        var listed = await TableRows.ReadAsync(table, partition, TableKeys.MemberCouponRow(CouponRows.ParseCode(code)), cancellationToken);
        return SendDecision.Decide(member, channel, CouponRows.ToCoupon(listed), programme, now);
    }

    /// <summary>How long a message that waits is put away: it is looked at now and then, since its member may be erased meanwhile.</summary>
    public TimeSpan PauseOf(SendDecision.Wait wait)
    {
        var left = Math.Max(0, (wait.Until - clock.GetCurrentInstant()).BclCompatibleTicks);
        return TimeSpan.FromTicks(Math.Min(left, options.QuietRecheck.Ticks));
    }
}
