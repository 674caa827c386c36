using System.Text.Json;
using System.Text.RegularExpressions;
using Rewards.Domain.Identifiers;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Poison;

/// <summary>
/// Whether a message that was given up on names a member. Only what stands where a message names its member counts: a member
/// may have any short id, and "1" is also a line's id or a till's.
/// </summary>
public static class MemberMention
{
    /// <param name="cards">The numbers of the member's cards.</param>
    public static bool IsIn(BinaryData body, MemberId member, IReadOnlyCollection<string> cards)
    {
        List<(string Name, string Value)> names = [("memberId", member.Value), .. cards.Select(card => ("cardNumber", card))];
        JsonDocument json;
        try
        {
            json = JsonDocument.Parse(body.ToMemory());
        }
        catch (JsonException)
        {
            var text = body.ToString();
            return names.Any(each => Regex.IsMatch(text, $"\"{each.Name}\"\\s*:\\s*\"{Regex.Escape(each.Value)}\"", RegexOptions.CultureInvariant));
        }

        using (json)
        {
            return IsMessageTo(json.RootElement, member) || NamesMember(json.RootElement, names);
        }
    }

    /// <summary>A look, or a follow-up of a command to the member's own partition.</summary>
    private static bool IsMessageTo(JsonElement message, MemberId member) =>
        message.ValueKind == JsonValueKind.Object
        && (Has(message, "member", member.Value)
            || (Has(message, "table", TableKeys.Members) && Has(message, "partition", TableKeys.MemberPartition(member))));

    /// <summary>A purchase at its top, an event in its data; what went wrong with a till's message may be where it stands.</summary>
    private static bool NamesMember(JsonElement element, List<(string Name, string Value)> names) => element.ValueKind switch
    {
        JsonValueKind.Object => names.Any(each => Has(element, each.Name, each.Value))
            || element.EnumerateObject().Any(inner => NamesMember(inner.Value, names)),
        JsonValueKind.Array => element.EnumerateArray().Any(inner => NamesMember(inner, names)),
        _ => false,
    };

    /// <summary>Any of them, where a name is there twice; a number, where a till left the quotes out.</summary>
    private static bool Has(JsonElement element, string name, string value) => element.EnumerateObject().Any(property =>
        property.NameEquals(name)
        && property.Value.ValueKind switch
        {
            JsonValueKind.String => property.Value.ValueEquals(value),
            JsonValueKind.Number => property.Value.GetRawText() == value,
            _ => false,
        });
}
