using Rewards.Domain;
using Rewards.Domain.Cards;
using Rewards.Domain.Identifiers;

namespace Rewards.Functions.Cards;

/// <summary>How a request names its member: by the id, by a card, or not at all.</summary>
public readonly record struct MemberName(MemberId? Member, CardNumber? Card)
{
    /// <summary>
    /// What an Idempotency-Key is scoped to: what was sent, not whose the card is today. No member id has a colon.
    /// </summary>
    public string? Scope => Card is { } card ? $"card:{card}" : Member?.Value;

    /// <summary>Reads the two members of a body that name the member; what is wrong with them is added to the errors.</summary>
    public static MemberName Read(string? memberId, string? cardNumber, List<FieldError> errors)
    {
        if (memberId is not null && cardNumber is not null)
        {
            errors.Add(new FieldError("cardNumber", "Either a memberId or a cardNumber names the member, not both."));
        }

        MemberId? member = MemberId.TryParse(memberId, out var id) ? id : null;
        if (memberId is not null && member is null)
        {
            errors.Add(new FieldError("memberId", "1 to 64 of A-Z a-z 0-9 . _ ~ -; an e-mail address is no member id."));
        }

        CardNumber? card = CardNumber.TryParse(cardNumber, out var number) ? number : null;
        if (cardNumber is not null && card is null)
        {
            errors.Add(new FieldError("cardNumber", CardNumber.FaultOf(cardNumber)!));
        }

        return new MemberName(member, card);
    }
}
