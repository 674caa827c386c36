using System.Collections.Immutable;
using NodaTime;
using NodaTime.Text;
using Rewards.Domain.Members;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Members;

/// <summary>
/// A member's consents in one property of the profile: email=1,2026-05-04T09:30:00Z,web-form;sms=0. What is not known is left out,
/// and so were instant and source before they were kept.
/// </summary>
internal static class ConsentText
{
    private const string Granted = "1";

    public static string? Write(ImmutableSortedDictionary<string, Consent> consents) => consents.Count == 0
        ? null
        : string.Join(';', consents.Select(consent => $"{consent.Key}={Write(consent.Value)}"));

    public static ImmutableSortedDictionary<string, Consent> Read(string? text) => text is null
        ? ImmutableSortedDictionary<string, Consent>.Empty
        : text.Split(';').Select(part => part.Split('=')).ToImmutableSortedDictionary(part => part[0], part => ReadOne(part[1].Split(',')), StringComparer.Ordinal);

    private static string Write(Consent consent)
    {
        var value = consent.Granted ? Granted : "0";
        return consent.At is { } at ? $"{value},{RowValues.Write(at)},{Uri.EscapeDataString(consent.Source ?? "")}" : value;
    }

    private static Consent ReadOne(string[] parts) => parts is [var value, var at, var source]
        ? new Consent(value == Granted, source is "" ? null : Uri.UnescapeDataString(source), InstantPattern.ExtendedIso.Parse(at).Value)
        : new Consent(parts[0] == Granted, null, null);
}
