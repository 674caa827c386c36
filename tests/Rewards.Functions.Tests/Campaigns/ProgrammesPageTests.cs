using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Rewards.Functions.Campaigns;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.Campaigns;

/// <summary>docs/programmes.md tells of the templates that there are, in both languages, and what it shows can be sent as it stands.</summary>
public sealed partial class ProgrammesPageTests(TestStorage storage)
{
    private const string EnglishPart = "\n# Programmes\n";

    private static readonly string Page = File.ReadAllText(PagePath()).ReplaceLineEndings("\n");

    [Fact]
    public void Each_template_has_its_heading_once_in_german_and_once_in_english()
    {
        var parts = Page.Split(EnglishPart);
        Assert.Equal(2, parts.Length);

        var (german, english) = (Headings(parts[0]), Headings(parts[1]));
        foreach (var template in CampaignTemplates.All)
        {
            Assert.Equal(template.Name.De, Assert.Single(german, heading => heading.Id == template.Id).Name);
            Assert.Equal(template.Name.En, Assert.Single(english, heading => heading.Id == template.Id).Name);
        }

        Assert.Equal((CampaignTemplates.All.Count, CampaignTemplates.All.Count), (german.Count, english.Count));
    }

    [Fact]
    public async Task Each_campaign_that_it_shows_is_taken_as_it_stands()
    {
        await using var app = await TestApp.StartAsync(storage);
        var shown = Bodies();
        foreach (var segment in shown.Select(body => body["conditions"]?["segment"]?.GetValue<string>()).OfType<string>().Distinct())
        {
            await app.DefineSegmentAsync(segment);
        }

        foreach (var (i, body) in shown.Index())
        {
            var answer = await app.PutAsync($"campaigns/shown-{i}", body);

            Assert.True(answer.Status == HttpStatusCode.OK, $"{body.ToJsonString()}: {answer.Text}");
        }

        Assert.Superset(
            CampaignTemplates.All.Select(template => template.Id).ToHashSet(), shown.Select(body => body["template"]?.GetValue<string>()).ToHashSet());
    }

    private static List<(string Name, string Id)> Headings(string part) =>
        [.. Heading().Matches(part).Select(match => (match.Groups["name"].Value, match.Groups["id"].Value))];

    /// <summary>Every JSON object that begins with a template, wherever it stands.</summary>
    private static List<JsonNode> Bodies()
    {
        List<JsonNode> bodies = [];
        foreach (Match start in Body().Matches(Page))
        {
            var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(Page[start.Index..]));
            bodies.Add(JsonNode.Parse(ref reader)!);
        }

        Assert.Equal(Page.Split("\"template\"").Length - 1, bodies.Count);
        return bodies;
    }

    private static string PagePath([CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "docs", "programmes.md");

    [GeneratedRegex("^### (?<name>.+): `(?<id>[a-z-]+)`$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex("\\{\\s*\"template\"")]
    private static partial Regex Body();
}
