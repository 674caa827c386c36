using System.Collections.Immutable;
using System.Net;
using Azure;
using Azure.Data.Tables;
using NodaTime;
using Rewards.Domain.Cards;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Members;
using Rewards.Functions.Http;
using Rewards.Functions.Members;
using Rewards.Functions.Storage;
using Operation = Rewards.Functions.Storage.Operation;

namespace Rewards.Functions.Cards;

/// <summary>
/// Gives members cards, takes them as lost and replaces them. A new number is claimed before the member's partition commits;
/// a row there says so before, so that an erasure finds the claim whatever happened in between.
/// </summary>
public sealed class CardCommand(PartitionStore store, ClaimStore claims, CardDirectory directory, IClock clock)
{
    public const string Kind = "card";

    private readonly PartitionStore store = store;
    private readonly ClaimStore claims = claims;
    private readonly CardDirectory directory = directory;
    private readonly IClock clock = clock;

    private TableClient Table => store.Table(TableKeys.Members);

    public Task<Reply> AssignAsync(
        MemberId member, CardNumber number, OperationId id, string fingerprint, CancellationToken cancellationToken) => RunAsync(
        new Attempt(
            this, member, OperationOf(member, id, fingerprint), number, HttpStatusCode.Created,
            (known, cards, taken, now) => CardDecision.Assign(known, cards, number, taken, now)),
        cancellationToken);

    /// <param name="member">Whose the card is.</param>
    public Task<Reply> LoseAsync(MemberId member, CardNumber number, OperationId id, string fingerprint, CancellationToken cancellationToken) => RunAsync(
        new Attempt(
            this, member, OperationOf(member, id, fingerprint), null, HttpStatusCode.OK,
            (known, cards, _, now) => CardDecision.Lose(known, cards, number, now)),
        cancellationToken);

    /// <param name="member">Whose the card is.</param>
    public Task<Reply> ReplaceAsync(
        MemberId member, CardNumber number, CardNumber next, OperationId id, string fingerprint, CancellationToken cancellationToken) => RunAsync(
        new Attempt(
            this, member, OperationOf(member, id, fingerprint), next, HttpStatusCode.Created,
            (known, cards, taken, now) => CardDecision.Replace(known, cards, number, next, taken, now)),
        cancellationToken);

    private static Operation OperationOf(MemberId member, OperationId id, string fingerprint) =>
        new(id, TableKeys.Members, TableKeys.MemberPartition(member), Kind, fingerprint);

    private async Task<Reply> RunAsync(Attempt attempt, CancellationToken cancellationToken)
    {
        var result = await store.RunAsync(attempt.Operation, attempt.Operation.Partition, attempt.RunAsync, cancellationToken);
        if (result.Row is not { Outcome: OperationOutcome.Accepted })
        {
            await attempt.PutBackAsync(cancellationToken);
        }

        return result.Reply;
    }

    /// <summary>The tries of one command.</summary>
    /// <param name="wanted">The number that is to become a card of this member; null: none.</param>
    private sealed class Attempt(
        CardCommand command,
        MemberId member,
        Operation operation,
        CardNumber? wanted,
        HttpStatusCode success,
        Func<Member?, ImmutableArray<MemberCard>, bool, Instant, CardDecision> decide)
    {
        private Claim? mine;
        private bool setAside;
        private bool taken;

        public Operation Operation => operation;

        public async Task<Decision> RunAsync(int attempt, CancellationToken cancellationToken)
        {
            var reading = TableRows.ReadAsync(command.Table, operation.Partition, TableKeys.ProfileRow(member), cancellationToken);
            var rows = await command.directory.RowsOfAsync(member, cancellationToken);
            var profile = await reading;
            var decision = decide(MemberRows.ToMember(profile), CardDirectory.ToCards(rows), taken, command.clock.GetCurrentInstant());
            if (decision is CardDecision.Refused { Reason: var reason })
            {
                // Nothing is kept of who is unknown or erased, not even that something was refused.
                var stored = reason is not (CardRefusal.UnknownMember or CardRefusal.MemberErased or CardRefusal.UnknownCard);
                return new Decision.Refuse(CardBodies.Refused(reason), stored);
            }

            var accepted = (CardDecision.Accepted)decision;
            if (wanted is { } number && accepted.Changed.Any(card => card.Number == number)
                && !await TryClaimAsync(number, profile!, rows, cancellationToken))
            {
                return new Decision.Again();
            }

            var changes = accepted.Changed.Select(card =>
                TableRows.Put(rows.FirstOrDefault(row => row.RowKey == TableKeys.CardRow(card.Number)), CardRows.ToRow(card, member)));
            return new Decision.Accept(
                CardBodies.ToReply(accepted.Card, member, success), [.. changes, TableRows.Unchanged(profile!)], null);
        }

        /// <summary>Gives back what a command that came to nothing has set aside; best effort, since others may take it over all the same.</summary>
        public async Task PutBackAsync(CancellationToken cancellationToken)
        {
            if (wanted is not { } number || !setAside)
            {
                return;
            }

            if (mine is not null)
            {
                await command.claims.ReleaseAsync(TableKeys.CardClaim, TableKeys.CardText(number), mine, cancellationToken);
            }

            if (await TableRows.ReadAsync(command.Table, operation.Partition, TableKeys.CardRow(number), cancellationToken) is { } row
                && CardRows.IsWanted(row))
            {
                try
                {
                    await command.Table.DeleteEntityAsync(row.PartitionKey, row.RowKey, row.ETag, cancellationToken);
                }
                catch (RequestFailedException e) when (e.Status == 412)
                {
                    // It has become a card.
                }
            }
        }

        /// <returns>False: look again.</returns>
        private async Task<bool> TryClaimAsync(
            CardNumber number, TableEntity profile, IReadOnlyList<TableEntity> rows, CancellationToken cancellationToken)
        {
            setAside = true;
            if (!rows.Any(row => row.RowKey == TableKeys.CardRow(number)))
            {
                await SetAsideAsync(number, profile, cancellationToken);
                return false;
            }

            var claim = await command.claims.TakeAsync(TableKeys.CardClaim, TableKeys.CardText(number), operation, cancellationToken);
            if (claim.Mine)
            {
                mine = claim;
                return true;
            }

            taken = claim.IsForgotten || (claim.IsOthers && await IsCardAsync(claim, number, cancellationToken));
            if (taken || !await command.claims.TryTakeOverAsync(claim, operation, cancellationToken))
            {
                return false;
            }

            mine = claim with { Mine = true, Operation = operation.Id };
            return true;
        }

        /// <summary>Not to who is being erased: the row of the member fails then.</summary>
        private async Task SetAsideAsync(CardNumber number, TableEntity profile, CancellationToken cancellationToken)
        {
            var add = new TableTransactionAction(TableTransactionActionType.Add, CardRows.WantedRow(number, member));
            try
            {
                await command.Table.SubmitTransactionAsync([add, TableRows.Unchanged(profile)], cancellationToken);
            }
            catch (RequestFailedException e) when (e.Status is 404 or 409 or 412)
            {
                // The next look at the rows tells what happened.
            }
        }

        /// <summary>An accepted command may have claimed this number in vain: its key had been used with another one.</summary>
        private async Task<bool> IsCardAsync(Claim claim, CardNumber number, CancellationToken cancellationToken) =>
            CardRows.ToCard(await TableRows.ReadAsync(command.Table, claim.Partition, TableKeys.CardRow(number), cancellationToken)) is not null;
    }
}
