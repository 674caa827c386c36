using Spectre.Console;

namespace Rewards.LocalHost.Demo;

/// <summary>The tables at the end of the demo, all from the books.</summary>
public sealed class DemoReport(Books books, IReadOnlyList<Silence> silences, DemoSettings settings)
{
    private const int Shown = 10;

    /// <returns>Whether the books add up.</returns>
    public bool Write(IAnsiConsole console)
    {
        console.Write(Shop());
        console.Write(Coupons());
        console.Write(Reactivation());
        console.Write(Returned());
        var forgotten = silences.Where(silence => silence.Treatment == SilenceTreatment.Forgotten)
            .Select(silence => $"Member {silence.Member}: silent since {silence.Since}, and nothing was done about it.");
        List<string> disagreements = [.. books.Disagreements(), .. forgotten];
        foreach (var disagreement in disagreements)
        {
            console.MarkupLineInterpolated($"[red]{disagreement}[/]");
        }

        var verdict = disagreements.Count == 0
            ? $"[green]The books add up: {books.Ledger.Count} ledger entries, {books.Redemptions.Count} redemptions, {books.Coupons.Count} coupons, {books.Claims.Count} claims.[/]"
            : $"[red]The books do not add up: {disagreements.Count} disagreements.[/]";
        console.MarkupLine(verdict);
        return disagreements.Count == 0;
    }

    private Table Shop()
    {
        var table = New($"The shop from {settings.FirstDay:uuuu-MM-dd} to {settings.LastDay:uuuu-MM-dd}", "", "");
        table.AddRow("Members", $"{books.Members.Count}");
        table.AddRow("  of whom bought again", $"{books.Members.Count(member => member.Purchases > 1)}");
        table.AddRow("Purchases", $"{books.Ledger.Count(line => line.Kind == "purchase")}");
        table.AddRow("Paid", Euros(books.Members.Sum(member => member.SpendMinor)));
        table.AddRow("Points awarded", $"{books.Ledger.Sum(line => line.Points):N0}");
        return table;
    }

    private Table Coupons()
    {
        var table = New("Coupons", "Campaign", "Issued", "Redeemed", "Rolled back", "Discounts");
        foreach (var campaign in books.Coupons.GroupBy(coupon => coupon.Campaign).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            var redemptions = books.Redemptions.Where(redemption => redemption.Campaign == campaign.Key).ToLookup(redemption => redemption.RolledBack);
            table.AddRow(
                campaign.Key,
                $"{campaign.Count()}",
                $"{redemptions[false].Count()}",
                $"{redemptions[true].Count()}",
                Euros(redemptions[false].Sum(redemption => redemption.AmountMinor)));
        }

        return table;
    }

    private Table Reactivation()
    {
        var table = New($"Nothing bought for {settings.DormantAfterDays} days", "", "Went dormant", "Came back", "Share");
        AddArm(table, "Woken by a coupon", SilenceTreatment.Woken);
        AddArm(table, "Control group", SilenceTreatment.Control);
        AddArm(table, "No consent to messages", SilenceTreatment.NoConsent);
        return table;
    }

    private Table Returned()
    {
        var returned = silences.Where(silence => silence is { Treatment: SilenceTreatment.Woken, Until: not null }).OrderBy(silence => silence.Until).ToList();
        var redeemed = books.Redemptions.Where(redemption => !redemption.RolledBack).Select(redemption => redemption.Code).ToHashSet();
        var table = New(
            $"Who was woken and came back ({Math.Min(Shown, returned.Count)} of {returned.Count})", "Member", "Last purchase", "Dormant", "Back", "Coupon redeemed");
        foreach (var silence in returned.Take(Shown))
        {
            table.AddRow(
                silence.Member,
                $"{silence.Since:uuuu-MM-dd}",
                $"{silence.Since.PlusDays(settings.DormantAfterDays):uuuu-MM-dd}",
                $"{silence.Until:uuuu-MM-dd}",
                redeemed.Contains(silence.Code!) ? "yes" : "no");
        }

        return table;
    }

    private void AddArm(Table table, string name, SilenceTreatment treatment)
    {
        var arm = silences.Where(silence => silence.Treatment == treatment).ToList();
        var back = arm.Count(silence => silence.Until is not null);
        table.AddRow(name, $"{arm.Count}", $"{back}", arm.Count == 0 ? "-" : $"{100.0 * back / arm.Count:F1} %");
    }

    private static Table New(string title, params string[] columns)
    {
        var table = new Table().Border(TableBorder.Rounded).Title($"[bold]{title}[/]");
        for (var i = 0; i < columns.Length; i++)
        {
            var column = new TableColumn(columns[i]);
            table.AddColumn(i == 0 ? column : column.RightAligned());
        }

        return table;
    }

    private static string Euros(long minor) => $"EUR {minor / 100m:N2}";
}
