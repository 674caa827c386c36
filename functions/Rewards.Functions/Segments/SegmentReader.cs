using System.Collections.Immutable;
using Rewards.Domain.Segments;
using Rewards.Functions.Campaigns;

namespace Rewards.Functions.Segments;

/// <summary>Makes rules of their bodies. What is missing or malformed goes to the reader; the result counts only if there is nothing of it.</summary>
internal sealed class SegmentReader(BodyReader reader)
{
    private static readonly SegmentRule Nothing = new SegmentRule.Any([]);

    private static readonly string FieldMessage =
        $"Must be one of {string.Join(", ", Enum.GetValues<SegmentNumber>().Select(WireNames<SegmentNumber>.Of))}, {string.Join(", ", Enum.GetValues<SegmentTexts>().Select(WireNames<SegmentTexts>.Of))}.";

    public SegmentRule Read(SegmentRuleBody? body, string path)
    {
        if (reader.Required(body, path) is null)
        {
            return Nothing;
        }

        string[] kinds = [.. Named(body!.All, "all"), .. Named(body.Any, "any"), .. Named(body.Not, "not"), .. Named(body.Field, "field")];
        if (kinds is not [var kind])
        {
            reader.Wrong(path, "Must have exactly one of all, any, not and field.");
            return Nothing;
        }

        if (kind == "field")
        {
            return ReadField(body, path);
        }

        reader.OnlyOf(kind, path, [.. Operators(body), ("in", body.In)]);
        return kind switch
        {
            "all" => new SegmentRule.All(ReadAll(body.All!, $"{path}.all")),
            "any" => new SegmentRule.Any(ReadAll(body.Any!, $"{path}.any")),
            _ => new SegmentRule.Not(Read(body.Not, $"{path}.not")),
        };
    }

    private static IEnumerable<string> Named(object? value, string name) => value is null ? [] : [name];

    private static (string Name, object? Value)[] Operators(SegmentRuleBody body) =>
    [
        ("atLeast", body.AtLeast), ("above", body.Above), ("atMost", body.AtMost), ("below", body.Below), ("equals", body.EqualTo),
    ];

    private ImmutableArray<SegmentRule> ReadAll(IReadOnlyList<SegmentRuleBody?> rules, string path) =>
        [.. rules.Select((rule, i) => Read(rule, $"{path}[{i}]"))];

    private SegmentRule ReadField(SegmentRuleBody body, string path)
    {
        if (WireNames<SegmentTexts>.TryRead(body.Field!, out var texts))
        {
            reader.OnlyOf(body.Field!, path, Operators(body));
            var values = reader.Required(body.In, $"{path}.in") ?? [];
            return new SegmentRule.OneOf(texts, [.. values.Select((value, i) => reader.Text(value, $"{path}.in[{i}]"))]);
        }

        if (!WireNames<SegmentNumber>.TryRead(body.Field!, out var number))
        {
            reader.Wrong($"{path}.field", FieldMessage);
            return Nothing;
        }

        reader.OnlyOf(body.Field!, path, [("in", body.In)]);
        (SegmentOperator Operator, double? Number)[] all =
        [
            (SegmentOperator.AtLeast, body.AtLeast), (SegmentOperator.Above, body.Above), (SegmentOperator.AtMost, body.AtMost),
            (SegmentOperator.Below, body.Below), (SegmentOperator.EqualTo, body.EqualTo),
        ];
        if (all.Where(one => one.Number is not null).ToList() is [var only])
        {
            return new SegmentRule.Compare(number, only.Operator, only.Number!.Value);
        }

        reader.Wrong(path, "Must have exactly one of atLeast, above, atMost, below and equals.");
        return Nothing;
    }
}
