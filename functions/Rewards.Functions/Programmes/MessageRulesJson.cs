using NodaTime;
using Rewards.Domain.Messages;
using Rewards.Functions.Campaigns;

namespace Rewards.Functions.Programmes;

/// <summary>The messages of <c>PUT /v1/programme</c>, as they were sent: every member may be missing.</summary>
public sealed record MessageRulesBody(MessageCapBody? Cap, QuietHoursBody? QuietHours);

/// <param name="Count">At most so many messages by all campaigns within any so many days in a row.</param>
public sealed record MessageCapBody(int? Count, int? Days);

/// <param name="From">HH:mm, local time of the programme's zone.</param>
/// <param name="To">HH:mm; not after <paramref name="From"/>, it is that of the next day.</param>
public sealed record QuietHoursBody(string? From, string? To);

/// <summary>Between the wire format of what holds of messages and the Domain's.</summary>
internal static class MessageRulesJson
{
    public static MessageRules Read(MessageRulesBody? body, BodyReader reader)
    {
        var rules = MessageRules.None;
        if (body?.Cap is { } cap)
        {
            var (count, days) = (reader.Required(cap.Count, "messages.cap.count"), reader.Required(cap.Days, "messages.cap.days"));
            rules = rules with { CapCount = count, CapDays = days ?? rules.CapDays };
        }

        return body?.QuietHours is not { } quiet ? rules : rules with
        {
            QuietFrom = ReadTime(quiet.From, "messages.quietHours.from", reader),
            QuietTo = ReadTime(quiet.To, "messages.quietHours.to", reader),
        };
    }

    public static MessageRulesBody? Write(MessageRules rules) => rules == MessageRules.None ? null : new(
        rules.CapCount is { } count ? new MessageCapBody(count, rules.CapDays) : null,
        rules is { QuietFrom: { } from, QuietTo: { } to }
            ? new QuietHoursBody(CampaignReader.TimePattern.Format(from), CampaignReader.TimePattern.Format(to))
            : null);

    private static LocalTime ReadTime(string? text, string path, BodyReader reader) =>
        reader.Parsed<LocalTime>(text, path, CampaignReader.TimePattern.TryRead, "Must be a time of day, such as 21:00.");
}
