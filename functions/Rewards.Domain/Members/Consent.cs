using NodaTime;
using Rewards.Domain.Identifiers;

namespace Rewards.Domain.Members;

/// <summary>Whether messages may be sent through a channel, and how that is known.</summary>
/// <param name="Source">Where the member said so, such as web-form; null: it was not told.</param>
/// <param name="At">When it was said or said again; null: before that was kept.</param>
public sealed record Consent(bool Granted, string? Source, Instant? At)
{
    public const int MaxSourceLength = 128;

    /// <summary>1 to 128 printable characters without an @, so that it is nobody's e-mail address.</summary>
    public static bool IsSource(string text) => IdText.IsText(text, MaxSourceLength) && !text.Contains('@');

    /// <summary>What holds after it was told; null: nothing was. The same once more, without a source, is no news, and the proof that there is stays.</summary>
    public static Consent After(Consent? current, bool granted, string? source, Instant now) =>
        current is not null && current.Granted == granted && source is null ? current : new Consent(granted, source, now);
}
