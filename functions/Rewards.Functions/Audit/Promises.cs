using System.Text.Json;
using Azure.Data.Tables;
using NodaTime.Text;
using Rewards.Domain.Audit;
using Rewards.Functions.Http;
using Rewards.Functions.Redemptions;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Audit;

/// <summary>What the rows of operations promise to be there; null: nothing, as those of refused ones, or nothing that is audited.</summary>
public static class Promises
{
    /// <summary>Of an operation on a shard of a campaign.</summary>
    public static Promise? OfShard(TableEntity row)
    {
        var operation = OperationRow.From(row, TableKeys.Coupons, TableKeys.OperationOf(row.RowKey));
        if (operation is not { Outcome: OperationOutcome.Accepted, Effects: not null, Kind: RedeemCommand.Kind or RollbackCommand.Kind })
        {
            // One that was shown the reply of a live redemption was accepted and has no effects.
            return null;
        }

        var id = RedemptionEffects.Read(operation)!.RedemptionId;
        var reply = JsonSerializer.Deserialize(operation.Reply.Body.Span, WireJson.Default.RedemptionBody)!;
        var promise = new Promise(operation.Partition, operation.Id.Value);
        return operation.Kind == RedeemCommand.Kind
            ? promise with { Redeemed = id, At = InstantPattern.ExtendedIso.Parse(reply.RedeemedAt).Value }
            : promise with { RolledBack = id, At = InstantPattern.ExtendedIso.Parse(reply.RolledBackAt!).Value };
    }

    /// <summary>Of an operation on a member: the entries that stand in its effects, alone or among others.</summary>
    public static Promise? OfMember(TableEntity row)
    {
        var operation = OperationRow.From(row, TableKeys.Members, TableKeys.OperationOf(row.RowKey));
        if (operation is not { Outcome: OperationOutcome.Accepted, Effects: ['{', ..] effects })
        {
            return null;
        }

        using var json = JsonDocument.Parse(effects);
        var ledger = json.RootElement.TryGetProperty("ledger", out var among) ? among : json.RootElement;
        return ledger.TryGetProperty("entries", out var entries)
            ? new Promise(operation.Partition, operation.Id.Value) { Entries = [.. entries.EnumerateArray().Select(entry => entry.GetProperty("sequence").GetInt64())] }
            : null;
    }
}
