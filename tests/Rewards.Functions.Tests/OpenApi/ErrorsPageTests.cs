using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Rewards.Domain.Access;
using Rewards.Domain.Activities;
using Rewards.Domain.Cards;
using Rewards.Domain.Care;
using Rewards.Domain.Catalogue;
using Rewards.Domain.Coupons;
using Rewards.Domain.Points;
using Rewards.Domain.Redemptions;
using Rewards.Domain.Tiers;
using Rewards.Functions.Http;
using Rewards.Functions.Storage;
using Rewards.Functions.Tests.Support;
using Rewards.LocalHost;

namespace Rewards.Functions.Tests.OpenApi;

/// <summary>docs/errors.md, openapi.json and the code name the same reasons.</summary>
public sealed partial class ErrorsPageTests
{
    private readonly OpenApiDocument document = OpenApiDocument.Load();

    [Fact]
    public void The_page_the_document_and_the_code_name_the_same_reasons()
    {
        var page = PageReasons(File.ReadAllText(PagePath())).Distinct().Order(StringComparer.Ordinal).ToList();

        Assert.Equal(page, InDocument("Problem").Concat(InDocument("PurchaseRefusal")).Append("invalid-request").Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(page, InCode().Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Refusals_stand_in_the_order_in_which_they_are_looked_at()
    {
        var page = File.ReadAllText(PagePath()).Split("\n## ").ToDictionary(section => section.Split('\n')[0]);
        var redemption = Enum.GetValues<Refusal>().Where(reason => reason is not (Refusal.UnknownCode or Refusal.UnknownCard)).Select(Problems.NameOf).ToList();
        var purchase = Enum.GetValues<PurchaseRefusal>().Select(Problems.NameOf).ToList();

        var claim = Enum.GetValues<ClaimRefusal>().Except([ClaimRefusal.UnknownReward, ClaimRefusal.UnknownMember]).Select(Problems.NameOf).ToList();

        Assert.Equal(claim, PageReasons(page["A reward is not claimed"]));
        Assert.Equal(redemption, PageReasons(page["A redemption is refused"]));
        Assert.Equal(redemption, InDocument("RedemptionRefusal"));
        Assert.Equal(purchase, PageReasons(page["A purchase earns nothing"]));
        Assert.Equal(purchase, InDocument("PurchaseRefusal"));
    }

    /// <summary>The enums, every reply with a body that is made once, and those that are made on the way.</summary>
    private static IEnumerable<string> InCode()
    {
        var made = RewardsApp.Functions.GetTypes()
            .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Where(field => field.FieldType == typeof(Reply))
            .Select(field => (Reply)field.GetValue(null)!)
            .Where(reply => (int)reply.Status >= 400 && !reply.Body.IsEmpty)
            .Append(Problems.TooLarge(1))
            .Append(Problems.Invalid("", ""))
            .Append(Problems.Unauthenticated(""))
            .Append(Problems.Forbidden(Roles.Any));
        return Enum.GetValues<Refusal>().Select(Problems.NameOf)
            .Concat(Enum.GetValues<IssueRefusal>().Select(Problems.NameOf))
            .Concat(Enum.GetValues<PurchaseRefusal>().Select(Problems.NameOf))
            .Concat(Enum.GetValues<ClaimRefusal>().Select(Problems.NameOf))
            .Concat(Enum.GetValues<PointsRefusal>().Select(Problems.NameOf))
            .Concat(Enum.GetValues<ClubRefusal>().Select(Problems.NameOf))
            .Concat(Enum.GetValues<CardRefusal>().Select(Problems.NameOf))
            .Concat(Enum.GetValues<ActivityRefusal>().Select(Problems.NameOf))
            .Concat(Enum.GetValues<CareRefusal>().Select(Problems.NameOf))
            .Concat(Enum.GetValues<ReferralRefusal>().Select(Problems.NameOf))
            .Concat(Enum.GetValues<ReturnRefusal>().Select(Problems.NameOf))
            .Concat(made.Select(reply => JsonNode.Parse(reply.Body.Span)!["type"]!.GetValue<string>()[Problems.TypePrefix.Length..]))
            .Concat(["immutable", "code-taken"]);
    }

    private IEnumerable<string> InDocument(string schema)
    {
        var node = document.Schema.Resolve($"#/components/schemas/{schema}");
        return (node["enum"] ?? node["properties"]!["reason"]!["enum"])!.AsArray().Select(reason => reason!.GetValue<string>());
    }

    private static IEnumerable<string> PageReasons(string text) => Row().Matches(text).Select(match => match.Groups[1].Value);

    private static string PagePath([CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "docs", "errors.md");

    [GeneratedRegex(@"^\| `([a-z-]+)` \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
