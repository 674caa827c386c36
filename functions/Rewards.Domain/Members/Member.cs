using System.Collections.Immutable;
using NodaTime;
using NodaTime.Text;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Money;
using Rewards.Domain.Points;

namespace Rewards.Domain.Members;

/// <summary>
/// A member as the <c>profile</c> row holds it. The only place with personal data (birthday, e-mail).
/// </summary>
/// <param name="JoinedOn">A local day of the programme's zone.</param>
/// <param name="Consents">By channel, such as email.</param>
/// <param name="Sequence">Of the latest ledger entry, as its account has it.</param>
/// <param name="Balance">As its account has it when it was last written down.</param>
/// <param name="LastPurchaseOn">The local day of the latest purchase.</param>
/// <param name="Purchases">How many purchases earned.</param>
/// <param name="Spend">What was paid in them, in the programme's currency.</param>
/// <param name="LookOn">The day under which the Agenda holds this member's one standing row; null: none stands.</param>
/// <param name="LastTimedCouponOn">The latest day on which a timed campaign issued a coupon, for frequency caps.</param>
/// <param name="ErasedAt">Set: a tombstone, of which nothing else is left.</param>
public sealed record Member(
    MemberId Id,
    LocalDate JoinedOn,
    Birthday? Birthday,
    string? Email,
    ImmutableSortedDictionary<string, Consent> Consents,
    long Sequence,
    PointCount Balance,
    LocalDate? LastPurchaseOn,
    long Purchases,
    MinorUnits Spend,
    LocalDate? LookOn,
    LocalDate? LastTimedCouponOn,
    Instant? ErasedAt)
{
    public static readonly ImmutableSortedSet<string> NoTags = ImmutableSortedSet.Create<string>(StringComparer.Ordinal);

    public static Member Enrolled(MemberId id, LocalDate joinedOn) =>
        new(id, joinedOn, null, null, ImmutableSortedDictionary<string, Consent>.Empty, 0, PointCount.Zero, null, 0, MinorUnits.Zero, null, null, null);

    /// <summary>Counts the commands on points and standing; all rows that they write carry it, so that nobody reads two that do not belong together.</summary>
    public long Revision { get; init; }

    /// <summary>The local day of the first purchase.</summary>
    public LocalDate? FirstPurchaseOn { get; init; }

    /// <summary>On how many local days there were purchases. One that arrives late for a day between others counts as a day of its own.</summary>
    public long PurchaseDays { get; init; }

    /// <summary>What was paid on the first of them.</summary>
    public MinorUnits FirstDaySpend { get; init; }

    /// <summary>In which calendar months there were purchases, for the counts of customers by month; what was imported is left out.</summary>
    public BuyingMonths Months { get; init; }

    /// <summary>What the retailer calls the member, for segments.</summary>
    public ImmutableSortedSet<string> Tags { get; init; } = NoTags;

    /// <summary>What the member costs the retailer, as the retailer reckons it, in the programme's currency.</summary>
    public MinorUnits CostToServe { get; init; }

    public bool IsErased => ErasedAt is not null;

    /// <summary>With a purchase of that local day.</summary>
    /// <exception cref="OverflowException">The figures would leave the range of 64 bits.</exception>
    public Member Bought(LocalDate day, MinorUnits amount)
    {
        var isNewDay = day != LastPurchaseOn && day != FirstPurchaseOn;
        var firstDaySpend = FirstPurchaseOn is { } first && day > first ? FirstDaySpend
            : day == FirstPurchaseOn ? FirstDaySpend + amount
            : amount;
        return this with
        {
            LastPurchaseOn = LastPurchaseOn is { } last ? LocalDate.Max(last, day) : day,
            FirstPurchaseOn = FirstPurchaseOn is { } known ? LocalDate.Min(known, day) : day,
            PurchaseDays = isNewDay ? PurchaseDays + 1 : PurchaseDays,
            Months = Months.With(day.ToYearMonth()),
            FirstDaySpend = firstDaySpend,
            Purchases = checked(Purchases + 1),
            Spend = Spend + amount,
        };
    }

    /// <summary>What is left after an erasure.</summary>
    public Member Tombstone(Instant at) => Enrolled(Id, default) with { ErasedAt = at };

    /// <summary>Whether messages through that channel are allowed; null asks for any channel.</summary>
    public bool AllowsMessages(string? channel) =>
        channel is null ? Consents.Values.Any(consent => consent.Granted) : Consents.GetValueOrDefault(channel) is { Granted: true };
}

/// <summary>A day of the year, with or without the year: --05-17 (as vCard, RFC 6350, writes it) or 1990-05-17.</summary>
public readonly record struct Birthday(int? Year, int Month, int Day)
{
    // A leap year stands in for the year that is not told, so that 29 February is a birthday.
    private const string LeapYear = "2000";

    public static bool TryParse(string? text, out Birthday birthday)
    {
        birthday = default;
        var withoutYear = text is { Length: 7 } && text.StartsWith("--", StringComparison.Ordinal);
        var dated = withoutYear ? $"{LeapYear}-{text![2..]}" : text;
        if (dated is not { Length: 10 } || !LocalDatePattern.Iso.Parse(dated).TryGetValue(default, out var date) || date.Year < 1)
        {
            return false;
        }

        birthday = new Birthday(withoutYear ? null : date.Year, date.Month, date.Day);
        return true;
    }

    /// <summary>The day in a year; of 29 February the 28th where there is no 29th.</summary>
    public LocalDate In(int year) => new(year, Month, Math.Min(Day, CalendarSystem.Iso.GetDaysInMonth(year, Month)));

    public override string ToString() => Year is { } year ? $"{year:D4}-{Month:D2}-{Day:D2}" : $"--{Month:D2}-{Day:D2}";
}

/// <summary>What a retailer may set of a member; null leaves as it is, an empty e-mail removes it, and a consent of false withdraws it.</summary>
/// <param name="ConsentSource">Where the member gave or withdrew these consents; null: it is not told.</param>
public sealed record MemberChange(
    Birthday? Birthday, LocalDate? JoinedOn, string? Email, ImmutableSortedDictionary<string, bool>? Consents, string? ConsentSource = null)
{
    /// <summary>In place of all that the member had.</summary>
    public ImmutableSortedSet<string>? Tags { get; init; }

    public MinorUnits? CostToServe { get; init; }
}

/// <summary>A closed union.</summary>
public abstract record MemberDecision
{
    private MemberDecision()
    {
    }

    public sealed record Accepted(Member Member, bool Enrolled) : MemberDecision;

    /// <summary>An erased member does not come back under the same id.</summary>
    public sealed record Erased : MemberDecision;

    /// <summary>With this change the member would have consents for more channels than a profile holds.</summary>
    public sealed record TooManyChannels : MemberDecision;

    public const int MaxChannels = 20;

    public const int MaxTags = 50;

    /// <summary>Enrols or changes.</summary>
    public static MemberDecision Decide(Member? member, MemberId id, MemberChange change, Programme programme, Instant now)
    {
        if (member is { IsErased: true })
        {
            return new Erased();
        }

        var current = member ?? Member.Enrolled(id, programme.DayOf(now));
        var consents = After(current.Consents, change, now);
        if (consents.Count > MaxChannels)
        {
            return new TooManyChannels();
        }

        return new Accepted(
            current with
            {
                JoinedOn = change.JoinedOn ?? current.JoinedOn,
                Birthday = change.Birthday ?? current.Birthday,
                Email = change.Email is "" ? null : change.Email ?? current.Email,
                Consents = consents,
                Tags = change.Tags ?? current.Tags,
                CostToServe = change.CostToServe ?? current.CostToServe,
            },
            Enrolled: member is null);
    }

    private static ImmutableSortedDictionary<string, Consent> After(ImmutableSortedDictionary<string, Consent> current, MemberChange change, Instant now) =>
        change.Consents is not { } told ? current : current.SetItems(told.Select(each => KeyValuePair.Create(
            each.Key, Consent.After(current.GetValueOrDefault(each.Key), each.Value, change.ConsentSource, now))));
}
