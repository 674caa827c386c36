using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Rewards.Domain.Redemptions;
using Rewards.Functions.Http;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests;

/// <summary>What the README says is so.</summary>
public sealed partial class ReadmeTests(TestStorage storage)
{
    private readonly string readme = File.ReadAllText(PathOf("README.md"));

    [Fact]
    public async Task Its_three_calls_work_as_they_stand_and_again()
    {
        await using var app = await TestApp.StartAsync(storage, now: "2026-11-23T10:00:00Z");
        var calls = Call().Matches(readme);
        Assert.Equal(3, calls.Count);
        foreach (var call in calls.Concat(calls))
        {
            var method = new HttpMethod(call.Groups["method"].Value);
            var answer = await app.SendAsync(method, call.Groups["path"].Value, call.Groups["body"].Value, call.Groups["key"].Value);

            Assert.InRange((int)answer.Status, 200, 202);
        }

        await app.WhenIdleAsync();
        var member = (await app.GetAsync("members/anna")).Json;
        Assert.Single(member["coupons"]!.AsArray());
        Assert.Equal(25, member["points"]!["balance"]!.GetValue<long>());
    }

    [Fact]
    public void Its_refusals_stand_in_their_order() =>
        Assert.Equal(Enum.GetValues<Refusal>().Select(Problems.NameOf), Row().Matches(Section("How a till redeems")).Select(row => row.Groups[1].Value));

    [Fact]
    public void Its_page_of_settings_names_every_waiting_time_and_allowance()
    {
        var page = File.ReadAllText(PathOf("docs/settings.md"));

        Assert.All(typeof(RewardsOptions).GetProperties(), property => Assert.Contains($"`{property.Name}`", page, StringComparison.Ordinal));
    }

    [Fact]
    public void It_names_every_path()
    {
        var section = Section("The API").Replace("…/batches", "/campaigns/{id}/batches", StringComparison.Ordinal)
            .Replace("…/points", "/members/{id}/points", StringComparison.Ordinal)
            .Replace("…/spends", "/members/{id}/points/spends", StringComparison.Ordinal)
            .Replace("…/holds", "/members/{id}/points/holds", StringComparison.Ordinal);

        Assert.All(
            OpenApiDocument.Routes().Where(route => route.Path != "/openapi.json").Select(route => route.Path).Distinct(),
            path => Assert.Contains($"{path}`", section, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_file_that_it_names_is_there()
    {
        var root = PathOf("functions/Rewards.Functions");
        var named = FileName().Matches(Section("The way of one redemption through the house")).Select(match => match.Groups[1].Value).ToList();

        Assert.True(named.Count >= 10);
        Assert.All(named, file => Assert.True(
            File.Exists(Path.Combine(root, file)) || File.Exists(Path.Combine(root, "..", file)) || File.Exists(Path.Combine(root, "Redemptions", file)), file));
    }

    private string Section(string title)
    {
        var from = readme.IndexOf($"## {title}\n", StringComparison.Ordinal);
        var to = readme.IndexOf("\n## ", from + 1, StringComparison.Ordinal);
        return readme[from..to];
    }

    private static string PathOf(string file, [CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "..", "..", file);

    [GeneratedRegex("""^curl -X (?<method>\w+) http://127\.0\.0\.1:7071/v1/(?<path>\S+)(?: -H 'Content-Type: [^']+')(?: -H 'Idempotency-Key: (?<key>[^']+)')? -d '(?<body>[^']+)'$""", RegexOptions.Multiline)]
    private static partial Regex Call();

    [GeneratedRegex(@"^\| `([a-z-]+)` \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"`([\w./]+\.cs)`")]
    private static partial Regex FileName();
}
