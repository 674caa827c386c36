using System.Collections.Immutable;
using Rewards.Domain;
using Rewards.Domain.Baskets;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Money;
using Rewards.Domain.Points;

namespace Rewards.Functions.Http;

/// <param name="Quantity">Pieces.</param>
/// <param name="Amount">Minor units that are refunded.</param>
public sealed record ReturnLineBody(string? LineId, int? Quantity, long? Amount);

public sealed record ReturnRequestBody(string? ReturnId, IReadOnlyList<ReturnLineBody?>? Lines);

public sealed record ReturnedLineBody(string LineId, int Quantity, long Amount);

/// <param name="Code">As it is printed.</param>
/// <param name="Amount">Minor units; below zero: given back.</param>
public sealed record ChargeBackBody(string RedemptionId, string Code, string CampaignId, long Amount, string Currency, string Reason);

/// <param name="Points">By how much the purchase earns less.</param>
/// <param name="Forgiven">Those of them that were not there any more and are not owed either.</param>
/// <param name="RefundedAmount">Minor units of what was paid; charge backs are not taken off it.</param>
/// <param name="Remaining">What is left of the basket: pieces and minor units.</param>
public sealed record ReturnBody(
    string ReturnId,
    string PurchaseId,
    long Points,
    long Forgiven,
    long Balance,
    long RefundedAmount,
    string Currency,
    IReadOnlyList<ReturnedLineBody> Remaining,
    IReadOnlyList<ChargeBackBody> ChargeBacks);

public sealed record PurchaseEventRequestBody(string? Event);

public sealed record PurchaseEventBody(string PurchaseId, string Event, long ActivatedPoints, long Balance);

/// <summary>Returns from the wire; every malformed member is named.</summary>
public static class ReturnBodies
{
    private const int MaxReturnIdLength = 64;

    /// <exception cref="BadRequestException">Something is malformed.</exception>
    public static (string? ReturnId, ImmutableArray<ReturnLine> Lines) Parse(ReturnRequestBody body)
    {
        List<FieldError> errors = [];
        if (body.ReturnId is not null && !IdText.IsText(body.ReturnId, MaxReturnIdLength))
        {
            errors.Add(new FieldError("returnId", $"1 to {MaxReturnIdLength} printable characters are needed."));
        }

        var lines = body.Lines ?? [];
        if (lines.Count is 0 or > Basket.MaxLines)
        {
            errors.Add(new FieldError("lines", $"1 to {Basket.MaxLines} lines are needed."));
        }

        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (i, line) in lines.Index())
        {
            if (line?.LineId is not { Length: > 0 } id)
            {
                errors.Add(new FieldError($"lines[{i}].lineId", "The id of a line of the purchase is needed."));
                continue;
            }

            CheckFigures(line, $"lines[{i}]", errors);
            if (!ids.Add(id))
            {
                errors.Add(new FieldError($"lines[{i}].lineId", "A line is named once."));
            }
        }

        return errors.Count > 0
            ? throw new BadRequestException(Problems.Invalid(errors))
            : (body.ReturnId, [.. lines.Select(line => new ReturnLine(line!.LineId!, line.Quantity, line.Amount is { } amount ? new MinorUnits(amount) : null))]);
    }

    private static void CheckFigures(ReturnLineBody line, string at, List<FieldError> errors)
    {
        if (line.Quantity < 1)
        {
            errors.Add(new FieldError($"{at}.quantity", "A whole number of pieces from 1 is needed, or none for all that is left."));
        }

        // Pieces may have cost nothing; without pieces nothing would come back.
        var least = line.Quantity is null ? 1 : 0;
        if (line.Amount < least)
        {
            errors.Add(new FieldError($"{at}.amount", $"Minor units from {least} are needed."));
        }
    }
}
