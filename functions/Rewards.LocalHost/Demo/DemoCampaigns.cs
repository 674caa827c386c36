namespace Rewards.LocalHost.Demo;

/// <summary>The shop's campaigns, as its back office defines them.</summary>
public static class DemoCampaigns
{
    /// <summary>Issued by call to who enrols.</summary>
    public const string Welcome = "welcome";

    public const string SecondPurchase = "second-purchase";

    public const string Birthday = "birthday";

    public const string WinBack = "win-back";

    /// <summary>Those that address members by themselves, with a control group each.</summary>
    public static readonly IReadOnlyList<string> Programmes = [SecondPurchase, Birthday, WinBack];

    /// <returns>By id, as the API takes them.</returns>
    public static IReadOnlyDictionary<string, object> Of(DemoSettings settings) => new Dictionary<string, object>
    {
        [Welcome] = Campaign(settings, "Welcome", "acquire", AmountOff(500), shards: 4, trigger: null),
        [SecondPurchase] = Campaign(settings, "Come again", "retain", AmountOff(300), shards: 1, new
        {
            kind = "afterPurchase",
            purchase = 1,
            afterDays = settings.SecondPurchaseAfterDays,
            controlShare = settings.ControlShare,
            channel = "email",
        }),
        [Birthday] = Campaign(settings, "Happy birthday", "retain", AmountOff(500), shards: 1, new
        {
            kind = "birthday",
            daysBefore = settings.BirthdayDaysBefore,
            controlShare = settings.ControlShare,
            channel = "email",
        }),
        [WinBack] = Campaign(settings, "We miss you", "reactivate", PercentOff(15), shards: 1, new
        {
            kind = "dormant",
            steps = settings.WinBackDays.Select((days, i) => new { afterDays = days, discount = PercentOff(15 + (10 * i)) }),
            controlShare = settings.ControlShare,
            channel = "email",
        }),
    };

    /// <summary>That a coupon of the campaign makes its customer buy.</summary>
    public static double ChanceOf(string campaign, OfferEffects offers) => campaign switch
    {
        SecondPurchase => offers.SecondPurchase,
        Birthday => offers.Birthday,
        WinBack => offers.WinBack,
        _ => throw new ArgumentOutOfRangeException(nameof(campaign)),
    };

    private static object AmountOff(long amountMinor) => new { kind = "amountOff", amount = amountMinor };

    private static object PercentOff(int percent) => new { kind = "percentOff", percent, maxAmount = 1_500 };

    private static Dictionary<string, object> Campaign(
        DemoSettings settings, string name, string aim, object discount, int shards, object? trigger)
    {
        var campaign = new Dictionary<string, object>
        {
            ["name"] = name,
            ["aim"] = aim,
            ["currency"] = "EUR",
            ["timeZone"] = DemoSettings.TimeZone.Id,
            ["validFrom"] = settings.FirstDay.ToString("uuuu-MM-dd", null),
            ["validTo"] = settings.LastDay.ToString("uuuu-MM-dd", null),
            ["discount"] = discount,
            ["conditions"] = new { minimumAmount = 1_500 },
            ["codes"] = new { kind = "unique", length = 12 },
            ["limits"] = new { perCode = 1 },
            ["shards"] = shards,
        };
        if (trigger is not null)
        {
            campaign["trigger"] = trigger;
        }

        return campaign;
    }
}
