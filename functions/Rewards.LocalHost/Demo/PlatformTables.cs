using Rewards.Functions.Http;
using Rewards.Functions.Reports;
using Spectre.Console;

namespace Rewards.LocalHost.Demo;

/// <summary>The tables of what the platform's own reports say.</summary>
public sealed class PlatformTables(PlatformReports reports)
{
    public void Write(IAnsiConsole console)
    {
        console.Write(Arms());
        console.Write(Uplifts());
        console.Write(Model());
    }

    private Table Arms()
    {
        var table = DemoTables.New("Who was offered something, and who was held back", "Programme", "Arm", "Assigned", "Bought", "Share", "EUR each", "Coupons");
        table.Caption("As GET /v1/reports/experiments/{campaignId} says: who bought within 28 days, what they paid, and what coupons took off (EUR)");
        foreach (var (experiment, arm) in reports.Experiments.SelectMany(experiment => experiment.Arms.Select(arm => (experiment, arm))))
        {
            table.AddRow(
                experiment.CampaignId,
                arm.Arm,
                $"{arm.Assigned}",
                $"{arm.Returned}",
                DemoTables.Percent(arm.ReturnRate),
                arm.RevenuePerMember is { } revenue ? DemoTables.Amount(revenue) : DemoTables.Unknown,
                DemoTables.Amount(arm.DiscountGiven));
        }

        return table;
    }

    private Table Uplifts()
    {
        var table = DemoTables.New("Uplift against the control group", "Programme", "Of", "Uplift", "95 % interval", "Shown", "Put in");
        table.Caption("Shown: the interval leaves out 0. Put in: the simulation lets so many buy because of the coupon");
        foreach (var experiment in reports.Experiments)
        {
            var putIn = DemoTables.Percent((decimal)DemoCampaigns.ChanceOf(experiment.CampaignId, DemoShop.Parameters.Offers));
            foreach (var uplift in experiment.Arms.Select(arm => arm.Uplift).OfType<UpliftBody>())
            {
                AddRows(table, experiment.CampaignId, uplift, putIn);
            }
        }

        return table;
    }

    private static void AddRows(Table table, string campaign, UpliftBody uplift, string putIn)
    {
        if (uplift is not { ReturnRate: { } rate, RevenuePerMember: { } revenue })
        {
            table.AddRow(campaign, DemoTables.Unknown, "not enough data", Words(uplift.Reason), DemoTables.Unknown, putIn);
            return;
        }

        table.AddRow([campaign, "bought, points", .. Cells(rate, DemoTables.SignedPoints), putIn]);
        table.AddRow(["", "EUR each", .. Cells(revenue, DemoTables.SignedAmount), ""]);
    }

    private static string[] Cells(DifferenceBody difference, Func<decimal, string> format) =>
    [
        format(difference.Value),
        $"{format(difference.From)} to {format(difference.To)}",
        difference is { From: <= 0, To: >= 0 } ? "no" : "yes",
    ];

    private Table Model()
    {
        var (drawn, model) = (DemoShop.Parameters, reports.Model);
        var table = DemoTables.New("How the customers buy", "", "r", "alpha", "a", "b", "p", "q", "gamma");
        Add("Drawn from", drawn.R, drawn.Alpha, drawn.A, drawn.B, drawn.P, drawn.Q, drawn.Gamma);
        if (model.FittedOn is null)
        {
            return table.Caption($"Not fitted: {Words(model.LastFit?.State)}");
        }

        var (when, amounts) = (model.BgNbd, model.GammaGamma);
        Add($"Fitted on {model.FittedOn}", when.R, when.Alpha, when.A, when.B, amounts.P, amounts.Q, amounts.Gamma / 100);
        return table.Caption("BG/NBD and Gamma-Gamma by POST /v1/customer-model/fits, which sees the customers as the coupons moved them");

        void Add(string name, params ReadOnlySpan<double> values)
        {
            List<string> cells = [name];
            foreach (var value in values)
            {
                cells.Add($"{value:0.00}");
            }

            table.AddRow([.. cells]);
        }
    }

    /// <summary>Of a name on the wire.</summary>
    private static string Words(string? name) => (name ?? DemoTables.Unknown).Replace('-', ' ');
}
