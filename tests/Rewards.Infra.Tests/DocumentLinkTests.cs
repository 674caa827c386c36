using System.Text.RegularExpressions;

namespace Rewards.Infra.Tests;

/// <summary>Every link from one document of the repository to another leads to a file and a heading that are there.</summary>
public sealed partial class DocumentLinkTests
{
    private static readonly string Root = BicepCli.PathOf(".");

    public static TheoryData<string> Documents => new(
        new[] { ".", "docs", "infra" }.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Root, folder), "*.md"))
            .Select(file => Path.GetRelativePath(Root, file)));

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_link_within_the_repository_leads_somewhere(string document)
    {
        var path = Path.Combine(Root, document);
        var links = Link().Matches(File.ReadAllText(path)).Select(match => match.Groups[1].Value).Where(link => !link.Contains(':'));

        Assert.All(links, link =>
        {
            var (file, heading) = link.Split('#') is [var before, var after] ? (before, after) : (link, null);
            var target = file.Length == 0 ? path : Path.Combine(Path.GetDirectoryName(path)!, file);
            Assert.True(Path.Exists(target), $"{link}: there is no such file");
            Assert.True(heading is null || Anchors(target).Contains(heading), $"{link}: there is no such heading");
        });
    }

    /// <summary>As GitHub makes them of headings: lower case, without punctuation, hyphens for blanks.</summary>
    private static HashSet<string> Anchors(string document) =>
        [.. Heading().Matches(File.ReadAllText(document)).Select(match => Punctuation().Replace(match.Groups[1].Value.ToLowerInvariant(), "").Replace(' ', '-'))];

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^#+ (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex Punctuation();
}
