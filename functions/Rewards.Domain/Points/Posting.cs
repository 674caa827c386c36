using System.Collections.Immutable;
using NodaTime;
using Rewards.Domain.Agenda;
using Rewards.Domain.Members;
using Rewards.Domain.Tiers;

namespace Rewards.Domain.Points;

/// <summary>What a command on points writes down.</summary>
/// <param name="Next">With the account as the ledger left it, and the standing look.</param>
/// <param name="Entries">Oldest first; what time had done before is among them.</param>
/// <param name="FileLookOn">The day for which a row is to be filed in the Agenda; null: one stands already, or nothing is due.</param>
public sealed record Posting(MemberState Next, IReadOnlyList<LedgerEntry> Entries, LocalDate? FileLookOn)
{
    public ImmutableArray<TierChange> TierChanges { get; init; } = [];

    /// <summary>What can be spent now.</summary>
    public PointCount Balance => Next.Account.Balance;

    /// <summary>With something that happened, for which a look is filed under the same day where a campaign answers it.</summary>
    public Posting With(Moment moment, TimedCampaigns timed)
    {
        var moments = Next.Standing.Moments.With(moment, timed);
        if (moments == Next.Standing.Moments)
        {
            return this;
        }

        var file = Looks.ToFile(Next.Member.LookOn, moment.On, moment.On) ?? FileLookOn;
        return this with
        {
            Next = Next with { Member = Next.Member with { LookOn = file ?? Next.Member.LookOn }, Standing = Next.Standing with { Moments = moments } },
            FileLookOn = file,
        };
    }

    public static Posting Of(MemberState state, Ledger ledger, Programme programme)
    {
        var (member, next) = (state.Member, state with { Account = ledger.Account });
        var file = Looks.ToFile(member.LookOn, Looks.NextOf(next, programme, ledger.Today), ledger.Today);
        return new Posting(next with { Member = member with { LookOn = file ?? member.LookOn } }, ledger.Entries, file);
    }
}
