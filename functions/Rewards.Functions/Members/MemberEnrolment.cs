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

    /// <summary>By this very operation, now or in an earlier run of its follow-up.</summary>
    EnrolledNow,
    Unknown,
    Erased,
}

/// <summary>Enrols an unknown member in passing, where the programme says so.</summary>
public sealed class MemberEnrolment(PartitionStore store, ProgrammeCatalogue programmes, IClock clock)
{
    private const string EnrolledBy = "EnrolledBy";

    /// <param name="operation">Whose follow-up enrols; it stands in the row until the member changes, so that a repeated run says the same.</param>
    public async Task<MemberPresence> EnsureAsync(MemberId member, OperationId operation, CancellationToken cancellationToken)
    {
        var table = store.Table(TableKeys.Members);
        var row = await TableRows.ReadAsync(table, TableKeys.MemberPartition(member), TableKeys.ProfileRow(member), cancellationToken);
        if (MemberRows.ToMember(row) is { } known)
        {
            return known.IsErased ? MemberPresence.Erased
                : row!.GetString(EnrolledBy) == operation.Value ? MemberPresence.EnrolledNow
                : MemberPresence.Enrolled;
        }

        var programme = await programmes.NewestAsync(cancellationToken);
        if (!programme.AutoEnrol)
        {
            return MemberPresence.Unknown;
        }

        try
        {
            var profile = MemberRows.ToRow(Member.Enrolled(member, programme.DayOf(clock.GetCurrentInstant())));
            profile[EnrolledBy] = operation.Value;
            await table.AddEntityAsync(profile, cancellationToken);
            return MemberPresence.EnrolledNow;
        }
        catch (RequestFailedException e) when (e.Status == 409)
        {
            return await EnsureAsync(member, operation, cancellationToken);
        }
    }
}
