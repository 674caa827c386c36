using Rewards.Domain.Audit;
using Spectre.Console;

namespace Rewards.LocalHost.Demo;

/// <summary>The tables at the end of the demo: from the books, and between them what the platform itself reports.</summary>
public sealed class DemoReport(Books books, IReadOnlyList<Silence> silences, PlatformReports reports, DemoSettings settings)
{
    private const int Shown = 5;

    /// <returns>Whether the books add up.</returns>
    public bool Write(IAnsiConsole console)
    {
        console.Write(Shop());
        console.Write(Campaigns());
        new PlatformTables(reports).Write(console);
        console.Write(Reactivation());
        console.Write(Returned());
        var forgotten = silences.Where(silence => silence.Treatment == SilenceTreatment.Forgotten)
            .Select(silence => $"Member {silence.Member}: silent since {silence.Since:uuuu-MM-dd}, and a step of {DemoCampaigns.WinBack} was left out.");
        List<string> disagreements = [.. books.Disagreements(), .. forgotten];
        foreach (var disagreement in disagreements)
        {
            console.MarkupLineInterpolated($"[red]{disagreement}[/]");
        }

        var verdict = disagreements.Count == 0
            ? $"[green]The books add up: {books.Ledger.Count} entries, {books.Redemptions.Count} redemptions, {books.Coupons.Count} coupons, {books.Claims.Count} claims.[/]"
            : $"[red]The books do not add up: {disagreements.Count} disagreements.[/]";
        console.MarkupLine(verdict);
        return disagreements.Count == 0;
    }

    private Table Shop()
    {
        var table = DemoTables.New($"The shop from {settings.FirstDay:uuuu-MM-dd} to {settings.LastDay:uuuu-MM-dd}", "", "");
        table.AddRow("Members", $"{books.Members.Count}");
        table.AddRow("  of whom bought again", $"{books.Members.Count(member => member.Purchases > 1)}");
        table.AddRow("Purchases", $"{books.Ledger.Count(line => line.Kind == "purchase")}");
        table.AddRow("Paid", DemoTables.Euros(books.Members.Sum(member => member.SpendMinor)));
        table.AddRow("Points awarded", $"{books.Ledger.Sum(line => line.Points):N0}");
        table.AddRow("Bought on a second day, ever", DemoTables.Percent(reports.LastMonth.RepeatRate));
        table.AddRow($"Of the month before, bought in {reports.LastMonth.Month}", DemoTables.Percent(reports.LastMonth.RetentionRate));
        return table;
    }

    private Table Campaigns()
    {
        var table = DemoTables.New("What the campaigns did", "Campaign", "Issued", "Held back", "Redeemed", "Undone", "Discounts");
        foreach (var campaign in books.Claims.GroupBy(claim => (claim.Campaign, claim.Step)).OrderBy(group => group.Key))
        {
            var codes = campaign.Select(claim => claim.Code).OfType<string>().ToHashSet();
            var redemptions = books.Redemptions.Where(redemption => codes.Contains(redemption.Code)).ToLookup(redemption => redemption.RolledBack);
            table.AddRow(
                campaign.Key.Step is { } step ? $"{campaign.Key.Campaign}, step {step}" : campaign.Key.Campaign,
                $"{codes.Count}",
                $"{campaign.Count(claim => claim.IsHeldBack)}",
                $"{redemptions[false].Count()}",
                $"{redemptions[true].Count()}",
                DemoTables.Euros(redemptions[false].Sum(redemption => redemption.AmountMinor)));
        }

        return table;
    }

    private Table Reactivation()
    {
        var table = DemoTables.New($"Nothing bought for {settings.WinBackDays[0]} days", "", "Went dormant", "Came back", "Share");
        AddArm(table, "Woken by a coupon", SilenceTreatment.Woken);
        AddArm(table, "Control group", SilenceTreatment.Control);
        AddArm(table, "No consent to messages", SilenceTreatment.NoConsent);
        return table;
    }

    private Table Returned()
    {
        var returned = silences.Where(silence => silence is { Treatment: SilenceTreatment.Woken, Until: not null }).OrderBy(silence => silence.Until).ToList();
        var redeemed = books.Redemptions.Where(redemption => !redemption.RolledBack).Select(redemption => redemption.Code).ToHashSet();
        var table = DemoTables.New(
            $"Who was woken and came back ({Math.Min(Shown, returned.Count)} of {returned.Count})", "Member", "Last purchase", "Offers", "Back", "Redeemed");
        foreach (var silence in returned.Take(Shown))
        {
            table.AddRow(
                silence.Member,
                $"{silence.Since:uuuu-MM-dd}",
                $"{silence.Codes.Count}",
                $"{silence.Until:uuuu-MM-dd}",
                silence.Codes.Any(redeemed.Contains) ? "yes" : "no");
        }

        return table;
    }

    private void AddArm(Table table, string name, SilenceTreatment treatment)
    {
        var arm = silences.Where(silence => silence.Treatment == treatment).ToList();
        var back = arm.Count(silence => silence.Until is not null);
        table.AddRow(name, $"{arm.Count}", $"{back}", DemoTables.Percent(arm.Count == 0 ? null : (decimal)back / arm.Count));
    }
}
