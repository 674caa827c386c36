using System.Text;

namespace Rewards.Faults.Hostile;

/// <summary>What nobody in their right mind sends, each with a name under which a report tells of it.</summary>
internal static class HostileValues
{
    /// <summary>Raw JSON in place of any value.</summary>
    public static readonly IReadOnlyList<(string Name, string Json)> Json =
    [
        ("null", "null"), ("true", "true"), ("empty array", "[]"), ("empty object", "{}"), ("an object", """{"a":1}"""),
        ("empty text", "\"\""), ("blank text", "\"  \""), ("-1", "-1"), ("0", "0"), ("-0", "-0"), ("1.5", "1.5"), ("1E+2", "1E+2"),
        ("1e308", "1e308"), ("-1e308", "-1e308"), ("1e400", "1e400"), ("1e-400", "1e-400"), ("0.00001", "0.00001"), ("1e28", "1e28"),
        ("10^4", "10000"), ("10^9", "1000000000"), ("10^12", "1000000000000"), ("2^31", "2147483648"), ("2^63-1", "9223372036854775807"), ("-2^63", "-9223372036854775808"), ("2^63", "9223372036854775808"),
        ("50 digits", new string('9', 50)), ("NaN", "NaN"), ("NaN text", "\"NaN\""), ("a number as text", "\"1\""), ("Infinity", "-Infinity"),
        ("lone high surrogate", "\"\\ud800\""), ("lone low surrogate", "\"a\\udc00\""), ("surrogates swapped", "\"\\udc00\\ud800\""),
        ("zero byte", "\"a\\u0000b\""), ("control characters", "\"\\u0007\\u001b[2J\""), ("raw control character", "\"a\u0001b\""),
        ("next line", "\"a\\u0085b\""), ("line separator", "\"a\\u2028b\""), ("right to left", "\"\\u202eabc\\u202c\""), ("byte order mark", "\"\\ufeffa\""),
        ("emoji", "\"\U0001F468‍\U0001F469‍\U0001F467\""), ("combining", $"\"{Zalgo}\""), ("Turkish", "\"İıß\""), ("noncharacter", "\"\\uffff\""),
        ("65 characters", Quoted(65)), ("129 characters", Quoted(129)), ("300 characters", Quoted(300)), ("10,000 characters", Quoted(10_000)),
        ("year 9999", "\"9999-12-31\""), ("year 0000", "\"0000-01-01\""), ("year -9998", "\"-9998-01-01\""), ("30 February", "\"2026-02-30\""),
        ("end of time", "\"9999-12-31T23:59:59.999999999Z\""), ("beginning of time", "\"-9998-01-01T00:00:00Z\""), ("year 1 with offset", "\"0001-01-01T00:00:00+18:00\""),
        ("a day without year", "\"--02-30\""), ("a long period", "\"P999999999Y\""), ("a mixed period", "\"P1Y-2M3DT4H\""), ("hour 24", "\"24:00\""), ("hour 99", "\"99:99\""),
        ("filter", "\"' or PartitionKey ne '\""), ("path", "\"../../x\""), ("key characters", "\"a/b\\\\c#d?e%2Ff\""), ("colon", "\"a:b\""), ("escape of a key", "\"=41==\""),
        ("e-mail address", "\"mallory@example.com\""), ("markup", "\"<script>alert(1)</script>\""), ("format", "\"{0}%s%n${jndi:ldap://x}\""), ("formula", "\"=HYPERLINK(1)\""),
        ("1,000 nulls", Many("null", 1_000)), ("1,000 objects", Many("{}", 1_000)), ("100,000 items", Many("0", 100_000)),
        ("1,000 deep", Deep("[", "]", 1_000)), ("1,000 deep objects", Deep("{\"a\":", "}", 1_000, "1")), ("20 deep", Deep("[", "]", 20)),
    ];

    /// <summary>In place of a member's name.</summary>
    public static readonly IReadOnlyList<(string Name, string Json)> Names =
    [
        ("empty", "\"\""), ("long", Quoted(5_000)), ("lone surrogate", "\"\\ud800\""), ("zero byte", "\"\\u0000\""), ("quotes", "\"a'b\\\"c\""),
        ("type", "\"$type\""), ("reference", "\"$ref\""), ("capital", "\"NAME\""), ("right to left", "\"\\u202ename\""), ("dots", "\"a.b[0].c\""), ("e-mail address", "\"a@b\""),
    ];

    /// <summary>In place of a segment of the path, percent-encoded where need be, or of a value in the query.</summary>
    public static readonly IReadOnlyList<(string Name, string Text)> Keys =
    [
        ("zero byte", "%00"), ("zero byte inside", "m-1%00x"), ("control characters", "a%07%1Bb"), ("line break", "a%0D%0AX-Evil:%201"), ("slash", "a%2Fb"), ("double escape", "a%252Fb"),
        ("backslash", "a%5Cb"), ("dots", ".."), ("escaped dots", "%2e%2e"), ("dots and slash", "..%2F..%2Fprogramme"), ("dot", "."), ("blank", "%20"), ("number sign", "a%23b"),
        ("question mark", "a%3Fb"), ("percent", "a%25"), ("cut escape", "a%"), ("bad escape", "a%zz"), ("not UTF-8", "%FF%FE"), ("overlong", "%C0%AF"), ("surrogate bytes", "%ED%A0%80"),
        ("right to left", "%E2%80%AEabc"), ("emoji", "%F0%9F%91%A8%E2%80%8D%F0%9F%91%A9"), ("byte order mark", "%EF%BB%BFa"), ("next line", "a%C2%85b"),
        ("filter", "%27%20or%20PartitionKey%20ne%20%27"), ("filter with id", "m-1%27%20or%20%27%27%20eq%20%27"), ("colon", "m-1:x"), ("semicolon", "a;b=c"), ("at", "mallory%40example.com"),
        ("65 characters", new string('a', 65)), ("129 characters", new string('a', 129)), ("1,100 characters", new string('a', 1_100)), ("7,000 characters", new string('Z', 7_000)),
        ("1,000 four bytes", string.Concat(Enumerable.Repeat("%F0%9F%91%A8", 100))), ("plus", "a+b"), ("ampersand", "a%26b"), ("template", "%7B0%7D"), ("base 64", "AAAA"), ("token", "MSFNMSExMiFNMTIzIU0xMjM"),
    ];

    /// <summary>In place of the Idempotency-Key; null: none at all.</summary>
    public static readonly IReadOnlyList<(string Name, string? Text)> IdempotencyKeys =
    [
        ("none", null), ("empty", ""), ("blank", "   "), ("inner blank", "a b"), ("256 characters", new string('k', 256)), ("umlaut", "schlüssel"), ("emoji", "\U0001F511"),
        ("tab", "a\tb"), ("control character", "a\u0001b"), ("delete", "a\u007fb"), ("right to left", "\u202eyek"), ("4,000 characters", new string('k', 4_000)),
    ];

    /// <summary>Characters that stack.</summary>
    private static string Zalgo => "e" + string.Concat(Enumerable.Repeat("\u0301", 60));

    private static string Quoted(int length) => $"\"{new string('a', length)}\"";

    private static string Many(string item, int count) => $"[{string.Join(',', Enumerable.Repeat(item, count))}]";

    private static string Deep(string open, string close, int depth, string inside = "") =>
        new StringBuilder().Insert(0, open, depth).Append(inside).Insert(open.Length * depth + inside.Length, close, depth).ToString();
}
