using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using Rewards.Domain;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Segments;
using Rewards.Functions.Campaigns;

namespace Rewards.Functions.Segments;

/// <summary>Between the wire format of a segment, in which it is stored as well, and the Domain's.</summary>
public static class SegmentJson
{
    /// <summary>Nobody shows what is stored in a page: escaped, it would be up to six times what was sent.</summary>
    private static readonly SegmentJsonContext Stored =
        new(new JsonSerializerOptions(SegmentJsonContext.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>The segment, or else everything that is wrong with the body, by JSON path.</summary>
    public static (Segment? Segment, IReadOnlyList<FieldError> Errors) ToDomain(SegmentBody body, SegmentId id, int version)
    {
        var errors = new List<FieldError>();
        var reader = new BodyReader(errors);
        var draft = new Segment
        {
            Id = id,
            Version = version,
            Name = reader.Text(body.Name, "name"),
            Rule = new SegmentReader(reader).Read(body.Rule, "rule"),
        };
        if (errors.Count > 0)
        {
            return (null, errors);
        }

        var broken = SegmentLimits.Check(draft);
        return broken.Count > 0 ? (null, broken) : (draft, []);
    }

    public static byte[] Store(Segment segment) => JsonSerializer.SerializeToUtf8Bytes(Fill(new SegmentBody(), segment), Stored.SegmentBody);

    public static SegmentReply ReplyOf(Segment segment) => Fill(new SegmentReply { Id = segment.Id.Value, Version = segment.Version }, segment);

    private static T Fill<T>(T body, Segment segment)
        where T : SegmentBody => body with { Name = segment.Name, Rule = Write(segment.Rule) };

    private static SegmentRuleBody Write(SegmentRule rule) => rule switch
    {
        SegmentRule.All all => new() { All = Write(all.Rules) },
        SegmentRule.Any any => new() { Any = Write(any.Rules) },
        SegmentRule.Not not => new() { Not = Write(not.Rule) },
        SegmentRule.OneOf oneOf => new() { Field = WireNames<SegmentTexts>.Of(oneOf.Field), In = oneOf.Values },
        SegmentRule.Compare compare => Write(compare),
        _ => throw new ArgumentOutOfRangeException(nameof(rule)),
    };

    private static SegmentRuleBody[] Write(ImmutableArray<SegmentRule> rules) => [.. rules.Select(Write)];

    private static SegmentRuleBody Write(SegmentRule.Compare compare)
    {
        var body = new SegmentRuleBody { Field = WireNames<SegmentNumber>.Of(compare.Field) };
        return compare.Operator switch
        {
            SegmentOperator.AtLeast => body with { AtLeast = compare.Number },
            SegmentOperator.Above => body with { Above = compare.Number },
            SegmentOperator.AtMost => body with { AtMost = compare.Number },
            SegmentOperator.Below => body with { Below = compare.Number },
            SegmentOperator.EqualTo => body with { EqualTo = compare.Number },
            _ => throw new ArgumentOutOfRangeException(nameof(compare)),
        };
    }
}
