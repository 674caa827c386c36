using NodaTime;
using NodaTime.Text;
using Rewards.Domain;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Tiers;
using Rewards.Functions.Http;

namespace Rewards.Functions.Clubs;

/// <summary>Renewals from the wire, whether by HTTP or by the queue.</summary>
public static class RenewalParsing
{
    private const int MinYear = 1970;

    private const int MaxYear = 2199;

    public static (ClubRenewal? Renewal, IReadOnlyList<FieldError> Errors) ToRenewal(string? club, RenewalRequestBody body)
    {
        List<FieldError> errors = [];
        if (!IdText.IsId(club))
        {
            errors.Add(new FieldError("club", "1 to 64 of A-Z a-z 0-9 . _ ~ -."));
        }

        var from = body.From is null ? null : ReadDay(body.From, "from", errors);
        var until = ReadDay(body.Until, "until", errors);
        if (from is not null && body.Cancel == true)
        {
            errors.Add(new FieldError("from", "Does not belong to a cancellation."));
        }

        if (until < from)
        {
            errors.Add(new FieldError("until", "Must not be before from."));
        }

        return errors.Count > 0 ? (null, errors) : (new ClubRenewal(club!, from, until!.Value, body.Cancel ?? false), errors);
    }

    private static LocalDate? ReadDay(string? text, string field, List<FieldError> errors)
    {
        if (LocalDatePattern.Iso.Parse(text ?? "").TryGetValue(default, out var day) && day.Year is >= MinYear and <= MaxYear)
        {
            return day;
        }

        errors.Add(new FieldError(field, $"A day from {MinYear} to {MaxYear} is needed, such as 2026-12-31."));
        return null;
    }
}
