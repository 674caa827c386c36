using Rewards.Functions.Http;
using Rewards.Functions.Reports;
using Rewards.LocalHost.Demo;

namespace Rewards.LocalHost.Tests.Demo;

public sealed class PlatformTablesTests(ITestOutputHelper output)
{
    private static readonly UpliftBody Measured = new(
        "measured", null, new DifferenceBody(0.121m, 0.003m, 0.212m), new DifferenceBody(179m, -446m, 804m), 41_349);

    [Fact]
    public void A_measured_uplift_is_shown_with_its_intervals_and_with_whether_they_leave_out_0()
    {
        var text = Written(DemoCampaigns.SecondPurchase, Measured);

        Assert.Matches(@"second-purchase │ +bought, points │ +\+12\.1 │ +\+0\.3 to \+21\.2 │ +yes │ 25\.0 %", text);
        Assert.Matches(@"EUR each │ +\+1\.79 │ +-4\.46 to \+8\.04 │ +no │", text);
    }

    [Fact]
    public void Where_the_report_has_not_enough_data_the_table_says_so_and_why()
    {
        var text = Written(DemoCampaigns.Birthday, new UpliftBody("not-enough-data", "too-few-members", null, null, null));

        Assert.Matches(@"birthday +│ +- │ +not enough data │ +too few members │ +- │ +20\.0 %", text);
    }

    [Fact]
    public void Both_arms_are_shown_and_nothing_for_an_arm_of_nobody()
    {
        var text = Written(DemoCampaigns.WinBack, Measured);

        Assert.Matches(@"win-back +│ control │ +0 │ +0 │ +- │ +- │ +0\.00", text);
        Assert.Matches(@"win-back +│ treated │ +231 │ +63 │ 27\.3 % │ +9\.33 │ +183\.00", text);
    }

    [Fact]
    public void The_fitted_parameters_stand_below_those_that_the_customers_were_drawn_from()
    {
        var text = Written(DemoCampaigns.WinBack, Measured);

        Assert.Matches(@"Drawn from +│ 0\.24 │ +4\.41 │ 0\.79 │ 2\.43 │ 6\.25 │ 3\.74 │ 15\.44 │\s+│ Fitted on 2026-12-31 │ 0\.31 │ +5\.00 │ 0\.70 │ 2\.00 │ 6\.00 │ 4\.00 │ 16\.00", text);
    }

    [Fact]
    public void A_terminal_of_80_columns_holds_every_line() =>
        Assert.All(Written(DemoCampaigns.SecondPurchase, Measured).Split('\n'), line => Assert.InRange(line.TrimEnd().Length, 0, 80));

    private string Written(string campaign, UpliftBody uplift)
    {
        var experiment = new ExperimentBody(
            campaign,
            "2026-12-31",
            null,
            "EUR",
            [new ArmBody("control", 0, 0, null, 0, null, 0, null), new ArmBody("treated", 231, 63, 0.2727m, 215_523, 933m, 18_300, uplift)]);
        var model = new CustomerModelBody(
            1, "2026-12-31", 400, -3_000, new BgNbdBody(0.31, 5, 0.7, 2), new GammaGammaBody(6, 4, 1_600), null, null);
        var month = new CustomerMonthBody("2026-12", 0, 0, 0, 0, null, null, null, 0, 0);

        using var text = new StringWriter();
        new PlatformTables(new PlatformReports([experiment], month, model)).Write(PlainConsole.To(text, width: 80));
        output.WriteLine(text.ToString());
        return text.ToString();
    }
}
