using Azure;
using Azure.Data.Tables;
using NodaTime;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Members;
using Rewards.Functions.Programmes;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Members;

public enum MemberPresence
{
    Enrolled,
    Unknown,
    Erased,
}

/// <summary>Enrols an unknown member in passing, where the programme says so.</summary>
public sealed class MemberEnrolment(PartitionStore store, ProgrammeCatalogue programmes, IClock clock)
{
    public async Task<MemberPresence> EnsureAsync(MemberId member, CancellationToken cancellationToken)
    {
        var table = store.Table(TableKeys.Members);
        var row = await TableRows.ReadAsync(table, TableKeys.MemberPartition(member), TableKeys.ProfileRow(member), cancellationToken);
        if (MemberRows.ToMember(row) is { } known)
        {
            return known.IsErased ? MemberPresence.Erased : MemberPresence.Enrolled;
        }

        var programme = await programmes.NewestAsync(cancellationToken);
        if (!programme.AutoEnrol)
        {
            return MemberPresence.Unknown;
        }

        try
        {
            await table.AddEntityAsync(MemberRows.ToRow(Member.Enrolled(member, programme.DayOf(clock.GetCurrentInstant()))), cancellationToken);
            return MemberPresence.Enrolled;
        }
        catch (RequestFailedException e) when (e.Status == 409)
        {
            return await EnsureAsync(member, cancellationToken);
        }
    }
}
