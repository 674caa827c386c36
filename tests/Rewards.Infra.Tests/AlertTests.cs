using System.Text.RegularExpressions;
using Rewards.Functions.Telemetry;

namespace Rewards.Infra.Tests;

public sealed partial class AlertTests(Deployments deployments)
{
    [Theory]
    [InlineData("poison-messages", $"Name == '{RewardsMetrics.PoisonMessagesName}'")]
    [InlineData("poison-messages", $"Properties.{RewardsMetrics.QueueTag})")]
    [InlineData("server-errors", "AppRequests")]
    [InlineData("redemption-p95", "/redemptions")]
    [InlineData("agenda-age", $"Name == '{RewardsMetrics.AgendaAgeName}'")]
    [InlineData("reconciliation-findings", $"Name == '{RewardsMetrics.FindingsName}'")]
    public void What_somebody_has_to_look_at_raises_an_alert(string name, string reads)
    {
        var deployment = deployments.Of(everything: false);
        var alert = deployment.Of("Microsoft.Insights/scheduledQueryRules").Single(alert => alert.Name.StartsWith($"alert-{name}-", StringComparison.Ordinal));
        var criterion = Assert.Single(alert.At("properties.criteria.allOf")!.AsArray())!;

        Assert.Equal("true", alert.Text("properties.enabled"));
        Assert.Contains(reads, criterion["query"]!.ToString(), StringComparison.Ordinal);
        Assert.Equal(
            Assert.Single(deployment.Of("Microsoft.Insights/actionGroups")).Id, Assert.Single(alert.At("properties.actions.actionGroups")!.AsArray())!.ToString());
    }

    [Fact]
    public void There_is_no_other() => Assert.Equal(5, deployments.Of(everything: false).Of("Microsoft.Insights/scheduledQueryRules").Count());

    /// <summary>A query that names a column which it does not make is an alert that never comes.</summary>
    [Fact]
    public void Each_measures_a_column_that_its_query_makes()
    {
        foreach (var alert in deployments.Of(everything: false).Of("Microsoft.Insights/scheduledQueryRules"))
        {
            var criterion = alert.At("properties.criteria.allOf")![0]!;
            var query = criterion["query"]!.ToString();
            var last = query.TrimEnd().Split('\n')[^1];
            var columns = criterion["dimensions"]!.AsArray().Select(dimension => dimension!["name"]!.ToString())
                .Concat(criterion["metricMeasureColumn"] is { } figure ? [figure.ToString()] : []);

            Assert.Matches("^App(Metrics|Requests)\n", query);
            Assert.DoesNotContain("AT_LEAST", query, StringComparison.Ordinal);
            Assert.All(columns, column => Assert.Matches($@"\b{column}\b", last));
            Assert.Equal(criterion["metricMeasureColumn"] is null ? "Count" : "Maximum", criterion["timeAggregation"]!.ToString());
        }
    }

    /// <summary>A request's Url is the route of the call, as its span has it.</summary>
    [Theory]
    [InlineData("/v1/coupons/{code}/redemptions", true)]
    [InlineData("/v1/coupons/{code}/validations", false)]
    [InlineData("/v1/redemptions/{id}", false)]
    public void Redemptions_are_known_by_their_route(string route, bool isRedemption)
    {
        var file = File.ReadAllText(Path.Combine(BicepCli.InfraDirectory, "modules", "alerts.bicep"));
        var pattern = Regex.Match(file, "Url matches regex @'(.+)'").Groups[1].Value;

        Assert.Equal(isRedemption, Regex.IsMatch($"https://rewards.example{route}", pattern));
    }

    /// <summary>The table at the head of the file is what whoever sends the metrics goes by.</summary>
    [Fact]
    public void Every_metric_that_an_alert_reads_is_described()
    {
        var file = File.ReadAllText(Path.Combine(BicepCli.InfraDirectory, "modules", "alerts.bicep"));
        var described = Described().Matches(file).Select(match => match.Groups[1].Value).ToList();
        var read = Read().Matches(file).Select(match => match.Groups[1].Value);

        Assert.Equal(
            [RewardsMetrics.PoisonMessagesName, RewardsMetrics.AgendaAgeName, RewardsMetrics.FindingsName, RewardsMetrics.RedemptionsName], described);
        Assert.Equal(described.Take(3), read);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Mail_goes_to_the_address_that_is_given(bool everything)
    {
        var receivers = Assert.Single(deployments.Of(everything).Of("Microsoft.Insights/actionGroups")).At("properties.emailReceivers")!.AsArray();

        Assert.Equal(everything ? [Deployments.AlertEmail] : [], receivers.Select(receiver => receiver!["emailAddress"]!.ToString()));
    }

    [Fact]
    public void A_budget_warns_early_and_when_it_is_spent()
    {
        var budget = Assert.Single(deployments.Of(everything: true).Of("Microsoft.Consumption/budgets"));

        Assert.Equal("300", budget.Text("properties.amount"));
        Assert.Equal("2026-12-01T00:00:00Z", budget.Text("properties.timePeriod.startDate"));
        Assert.Equal(["80", "100"], budget.At("properties.notifications")!.AsObject().Select(warning => warning.Value!["threshold"]!.ToString()));
        Assert.Empty(deployments.Of(everything: false).Of("Microsoft.Consumption/budgets"));
    }

    [GeneratedRegex(@"^//   (rewards\.[a-z.]+)\s", RegexOptions.Multiline)]
    private static partial Regex Described();

    [GeneratedRegex(@"Name == '([a-z.]+)'")]
    private static partial Regex Read();
}
