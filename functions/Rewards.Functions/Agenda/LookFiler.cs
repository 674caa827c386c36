using Azure;
using Azure.Data.Tables;
using NodaTime;
using Rewards.Domain.Agenda;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Members;
using Rewards.Functions.Coupons;
using Rewards.Functions.Members;
using Rewards.Functions.Points;
using Rewards.Functions.Programmes;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Agenda;

/// <summary>
/// Files a look at a member whose profile was changed by something else than a purchase: who joined, told a birthday, got a coupon
/// or points that campaigns remind of. The row first, then the profile that names it: a crash between the two leaves a row that is
/// looked at in vain. No operation row is needed, since what was done is told by the profile itself.
/// </summary>
public sealed class LookFiler(
    PartitionStore store, TimedCatalogue catalogue, MemberCoupons coupons, AgendaFiling filing, ProgrammeCatalogue programmes, IClock clock)
{
    private TableClient Table => store.Table(TableKeys.Members);

    /// <summary>Sees to it that somebody looks at the member on the first day from today on on which a campaign is due.</summary>
    public async Task EnsureAsync(MemberId member, CancellationToken cancellationToken)
    {
        var timed = await catalogue.ReadAsync(cancellationToken);
        if (timed.Campaigns.Count == 0)
        {
            return;
        }

        var row = await TableRows.ReadAsync(Table, TableKeys.MemberPartition(member), TableKeys.ProfileRow(member), cancellationToken);
        if (row is null)
        {
            return;
        }

        var today = (await programmes.NewestAsync(cancellationToken)).DayOf(clock.GetCurrentInstant());
        await FileAsync(row, timed, today.PlusDays(-1), null, cancellationToken);
    }

    /// <summary>The same after a coupon was issued, where a campaign reminds of coupons.</summary>
    public async Task EnsureForCouponsAsync(MemberId member, CancellationToken cancellationToken)
    {
        if ((await catalogue.ReadAsync(cancellationToken)).RemindsOfCoupons)
        {
            await EnsureAsync(member, cancellationToken);
        }
    }

    /// <summary>The same after points were credited, where a campaign reminds of points.</summary>
    public async Task EnsureForPointsAsync(MemberId member, CancellationToken cancellationToken)
    {
        if ((await catalogue.ReadAsync(cancellationToken)).RemindsOfPoints)
        {
            await EnsureAsync(member, cancellationToken);
        }
    }

    /// <summary>Files a look for what is due from any day on; who is due today is looked at at once.</summary>
    /// <param name="row">The profile.</param>
    /// <param name="after">Null: also for days long past.</param>
    /// <param name="besides">Another day on which the member has to be looked at.</param>
    public async Task FileAsync(
        TableEntity row, TimedCampaigns timed, LocalDate? after, LocalDate? besides, CancellationToken cancellationToken)
    {
        FiledLook? filed = null;
        var today = (await programmes.NewestAsync(cancellationToken)).DayOf(clock.GetCurrentInstant());
        while (true)
        {
            var member = MemberRows.ToMember(row)!;
            if (member.IsErased)
            {
                // Erased since it was filed: the eraser may have looked before.
                await filing.RemoveAsync(member.Id, RowValues.Write(filed?.Day), cancellationToken);
                return;
            }

            var due = Looks.Earliest(await NextAsync(member, timed, after, today, cancellationToken), besides);
            if (await ToFileAsync(member.LookOn, due, cancellationToken) is not { } next)
            {
                if (after is not null && due == today && member.LookOn == today)
                {
                    // Whoever filed it may have died before the message went out; a walk leaves it to the timer.
                    await filing.LookAgainNowAsync(member.Id, today, cancellationToken);
                }

                return;
            }

            filed = await filing.FileAsync(member.Id, next, cancellationToken);
            try
            {
                await Table.UpdateEntityAsync(MemberRows.ToRow(member with { LookOn = next }), row.ETag, TableUpdateMode.Replace, cancellationToken);
                if (member.LookOn is { } replaced && replaced != next)
                {
                    await filing.RemoveReplacedAsync(member.Id, replaced, cancellationToken);
                }

                if (next == today)
                {
                    await filing.LookNowAsync(filed, today, cancellationToken);
                }

                return;
            }
            catch (RequestFailedException e) when (e.Status == 412)
            {
                row = await Table.GetEntityAsync<TableEntity>(row.PartitionKey, row.RowKey, cancellationToken: cancellationToken);
            }
        }
    }

    /// <summary>
    /// The day for which a row is to be filed; null: one stands that is early enough. One of a drained day is about to be looked at,
    /// stands under the next day or was lost: it is filed again for its own day, since what is due then, points and tiers included,
    /// comes first.
    /// </summary>
    private async Task<LocalDate?> ToFileAsync(LocalDate? standing, LocalDate? due, CancellationToken cancellationToken)
    {
        if (standing is not { } day || due is null || due < day)
        {
            return due;
        }

        return day <= await filing.WatermarkAsync(cancellationToken) ? day : null;
    }

    /// <summary>Points and coupons are read only where a campaign reminds of them.</summary>
    private async Task<LocalDate?> NextAsync(
        Member member, TimedCampaigns timed, LocalDate? after, LocalDate today, CancellationToken cancellationToken)
    {
        var lots = timed.RemindsOfPoints
            ? await TableRows.ReadAsync(Table, TableKeys.MemberPartition(member.Id), TableKeys.LotsRow(member.Id), cancellationToken)
            : null;
        var held = timed.RemindsOfCoupons ? await coupons.HeldAsync(member.Id, cancellationToken) : [];
        var state = new MemberState(member, PointsRows.ToAccount(lots), Standing.Empty);
        return Occasions.NextLook(state, timed, after, today, held);
    }
}
