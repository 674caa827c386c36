using System.Net;
using System.Text.Json;
using Azure.Data.Tables;
using NodaTime;
using Rewards.Domain.Care;
using Rewards.Domain.Coupons;
using Rewards.Domain.Identifiers;
using Rewards.Functions.Coupons;
using Rewards.Functions.Events;
using Rewards.Functions.FollowUps;
using Rewards.Functions.Http;
using Rewards.Functions.Members;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Care;

/// <summary>Reads a cancellation, and records once what became of it. Who has left is not erased by that.</summary>
public sealed class OutcomeCommand(PartitionStore store, MemberCoupons coupons, IClock clock)
{
    public const string Kind = "cancellation-outcome";

    private TableClient Table => store.Table(TableKeys.Members);

    public static OutcomeEffectsBody Read(OperationRow row) => JsonSerializer.Deserialize(row.Effects!, CareJson.Default.OutcomeEffectsBody)!;

    public async Task<Reply> ReadAsync(MemberId member, string cancellation, CancellationToken cancellationToken)
    {
        var (profile, row) = await LoadAsync(member, cancellation, cancellationToken);
        return row is null || MemberRows.ToMember(profile) is not { IsErased: false }
            ? CareReplies.Of(CareRefusal.UnknownCancellation)
            : await ReplyAsync(row, member, cancellationToken);
    }

    public async Task<Reply> RunAsync(
        MemberId member, string cancellation, CancellationOutcome told, OperationId id, string fingerprint, CancellationToken cancellationToken)
    {
        var operation = new Operation(id, TableKeys.Members, TableKeys.MemberPartition(member), Kind, fingerprint);
        return (await store.RunAsync(operation, operation.Partition, AttemptAsync, cancellationToken)).Reply;

        async Task<Decision> AttemptAsync(int attempt, CancellationToken token)
        {
            var (profile, row) = await LoadAsync(member, cancellation, token);
            var recorded = row is null ? null : CancellationRows.OutcomeOf(row);
            switch (OutcomeDecision.Decide(MemberRows.ToMember(profile), row is not null, recorded, told))
            {
                case OutcomeDecision.Refused refused:
                    return CareReplies.Refuse(refused.Reason);
                case OutcomeDecision.SameAgain:
                    return new Decision.Accept(await ReplyAsync(row!, member, token), [TableRows.Unchanged(profile!)], null);
                default:
                    CancellationRows.End(row!, told, clock.GetCurrentInstant());
                    return new Decision.Accept(
                        await ReplyAsync(row!, member, token), [TableRows.Unchanged(profile!), TableRows.Put(row, row!)], EffectsOf(row!));
            }
        }
    }

    private async Task<(TableEntity? Profile, TableEntity? Cancellation)> LoadAsync(MemberId member, string cancellation, CancellationToken cancellationToken)
    {
        var rows = await Task.WhenAll(new[] { TableKeys.ProfileRow(member), TableKeys.CancellationRow(cancellation) }
            .Select(row => TableRows.ReadAsync(Table, TableKeys.MemberPartition(member), row, cancellationToken)));
        return (rows[0], rows[1]);
    }

    private async Task<Reply> ReplyAsync(TableEntity row, MemberId member, CancellationToken cancellationToken)
    {
        var listed = row.GetString("Code") is { } code
            ? await TableRows.ReadAsync(Table, row.PartitionKey, TableKeys.MemberCouponRow(CouponRows.ParseCode(code)), cancellationToken)
            : null;
        var offer = listed is null ? null : await coupons.BodyOfAsync(listed, member, cancellationToken);
        return Reply.Of(HttpStatusCode.OK, CancellationRows.ToBody(row, offer), WireJson.Default.CancellationBody);
    }

    private static string EffectsOf(TableEntity row) => JsonSerializer.Serialize(
        new OutcomeEffectsBody(
            row.Text("Cancellation"),
            row.GetString("Campaign"),
            row.GetInt32("Version"),
            row.GetString("Arm"),
            row.GetString("NoOffer"),
            row.Text("Outcome")),
        CareJson.Default.OutcomeEffectsBody);
}

/// <summary>After an outcome: tells of it, with the campaign and arm by whose offer the member stayed or left.</summary>
public sealed class OutcomeFollowUp(Happenings happenings) : IFollowUp
{
    public string Kind => OutcomeCommand.Kind;

    public Task RunAsync(OperationRow operation, CancellationToken cancellationToken)
    {
        var (member, effects) = (MemberId.Parse(operation.Partition), OutcomeCommand.Read(operation));
        var ended = new RewardsEvent(
            $"{operation.Id}-ended",
            RewardsEvent.CancellationEnded,
            $"members/{member}",
            RowValues.Write(operation.At),
            new EventData
            {
                MemberId = member.Value,
                CampaignId = effects.Campaign,
                CampaignVersion = effects.Version,
                Arm = effects.Arm,
                Reference = effects.Cancellation,
                NoOffer = effects.NoOffer,
                Outcome = effects.Outcome,
                Count = 1,
            })
        {
            Details = new FactDetails { Arm = effects.Arm },
        };
        return happenings.TellAsync([ended], cancellationToken);
    }
}
