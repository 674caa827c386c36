using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using NodaTime;
using NodaTime.Text;
using Rewards.Functions.Storage;
using Rewards.Functions.Tests.Activities;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.Agenda;

/// <summary>Plays <see cref="ProgrammeYear"/> day by day: all programmes at once, each for members with its tag.</summary>
internal sealed class ProgrammeYearPlayer(TestApp app)
{
    /// <summary>Until then every day is played; later ones only where the Agenda or the script has something.</summary>
    private static readonly LocalDate EveryDayUntil = new(2026, 1, 31);

    private static readonly LocalTime ActsAt = new(10, 0);

    private static readonly HashSet<string> DrawnAtRandom = ["coupon-expiry", "referral", "referral-friend", "save-offer", "service-recovery"];

    private static readonly DateTimeZone Zone = DateTimeZoneProviders.Tzdb["Europe/Berlin"];

    private string? coupon;

    /// <param name="ticksOn">The times of a day at which the timer fires; of those that lie before ten the acts of the day come later.</param>
    public async Task PlayAsync(Func<LocalDate, IReadOnlyList<LocalTime>> ticksOn)
    {
        await DefineAsync();
        var last = Day(ProgrammeYear.LastDay);
        for (var day = Day(ProgrammeYear.FirstDay); day <= last; day = day.PlusDays(1))
        {
            var ticks = ticksOn(day);
            await TickAsync(day, ticks.Where(time => time < ActsAt));
            await ActAsync(day);
            await TickAsync(day, ticks.Where(time => time >= ActsAt));
        }
    }

    /// <summary>Day, member, campaign and occurrence of everything that members were told or given.</summary>
    public async Task<List<string>> ToldAsync()
    {
        var messages = app.Topic.Events.Where(received => received.Type == "Rewards.MessageDue").Select(received =>
        {
            var data = received.Json.GetProperty("data");
            return Line(received.Json.GetProperty("time").GetString()!, Text(data, "memberId"), Text(data, "campaignId"), Text(data, "occurrence"));
        });
        var coupons = (await app.RowsOfKindAsync("Members", "coupon")).Where(row => row.GetString("Campaign") != "gift").ToList();
        var offers = coupons.Where(row => row.GetString("Campaign") is "save-offer" or "service-recovery").ToList();
        var told = messages.Concat(offers.Select(LineOf)).Order(StringComparer.Ordinal).ToList();

        // A coupon for everything but the reminders, and nothing else; each has its own row.
        var given = told.Where(line => !line.Contains("-expiry ", StringComparison.Ordinal)).ToList();
        Assert.Equal(given, coupons.Select(LineOf).Order(StringComparer.Ordinal));
        Assert.Equal(
            coupons.Select(row => row.GetString("Code")).Order(),
            (await app.RowsOfKindAsync("Coupons", "coupon")).Where(row => !row.PartitionKey.StartsWith("gift:", StringComparison.Ordinal)).Select(row => row.GetString("Code")).Order());
        return told;
    }

    private static string LineOf(Azure.Data.Tables.TableEntity row) =>
        Line(row.GetString("IssuedAt")!, row.PartitionKey, row.GetString("Campaign")!, row.GetString("Occurrence")!);

    private static string Line(string time, string member, string campaign, string occurrence) =>
        $"{LocalDatePattern.Iso.Format(OffsetDateTimePattern.Rfc3339.Parse(time).Value.InZone(Zone).Date)} {member} {campaign} {(DrawnAtRandom.Contains(campaign) ? "*" : occurrence)}";

    private async Task DefineAsync()
    {
        app.Clock.Set(At(Day(ProgrammeYear.FirstDay), LocalTime.Midnight));
        await app.ProgrammeAsync("""
            {
              "expiry": { "kind": "rollingDays", "days": 120 },
              "activities": [{ "kind": "review", "points": 1, "oncePerReference": true }, { "kind": "partner", "points": 1 }],
              "referral": { "referrerPoints": 1, "friendPoints": 1, "minimumAmount": 2500 }
            }
            """);
        foreach (var template in (await app.GetAsync("campaign-templates")).Json["templates"]!.AsArray())
        {
            var id = template!["id"]!.GetValue<string>();
            var conditions = template["campaign"]!["conditions"]?.DeepClone() ?? new JsonObject();
            conditions["segment"] = id;
            await app.DefineSegmentAsync(id, $$"""{"field":"tags","in":["{{id}}"]}""");
            var body = new JsonObject
            {
                ["template"] = id,
                ["validTo"] = "2027-12-31",
                ["conditions"] = conditions,
                ["experiment"] = new JsonObject { ["controlShare"] = 0 },
            };
            (await app.PutAsync($"campaigns/{id}", body)).Expect(HttpStatusCode.OK);
        }

        await app.DefineAsync("gift", campaign => campaign["validFor"] = "P30D");
        await app.WhenIdleAsync();
    }

    private async Task TickAsync(LocalDate day, IEnumerable<LocalTime> ticks)
    {
        foreach (var time in ticks)
        {
            app.Clock.Set(At(day, time));
            if (day <= EveryDayUntil || await IsAnythingDueAsync(day))
            {
                await app.DrainAgendaAsync();
            }
        }
    }

    /// <summary>A tick that finds no row does nothing but move the watermark, which the next one does as well.</summary>
    private async Task<bool> IsAnythingDueAsync(LocalDate day)
    {
        var (from, to) = TableKeys.DayPartitions(new LocalDate(2025, 1, 1), day);
        return (await app.RowsAsync("Agenda", $"PartitionKey ge '{from}' and PartitionKey lt '{to}'")).Count > 0;
    }

    private async Task ActAsync(LocalDate day)
    {
        var (today, isAnything) = (LocalDatePattern.Iso.Format(day), false);
        app.Clock.Set(At(day, ActsAt));
        foreach (var (_, member, programme, body) in ProgrammeYear.Joins.Where(join => join.Day == today))
        {
            isAnything = true;
            var joined = $$"""{ {{body}} "tags": ["{{programme}}"], "consents": { "email": true } }""";
            await app.EnrolAsync(member, JsonNode.Parse(joined)!);
        }

        foreach (var (_, member, act, with, _) in ProgrammeYear.Acts.Where(act => act.Day == today))
        {
            isAnything = true;
            await DoAsync(day, member, act, with);
        }

        if (isAnything)
        {
            await app.WhenIdleAsync();
        }
    }

    private async Task DoAsync(LocalDate day, string member, string act, string with)
    {
        switch (act)
        {
            case "buys":
                var id = $"{member}-{LocalDatePattern.Iso.Format(day)}";
                await app.BuyAsync(id, member, InstantPattern.ExtendedIso.Format(At(day, ActsAt)), Shop.Basket(id, long.Parse(with)));
                break;
            case "tells the birthday":
                await app.EnrolAsync(member, new { birthday = with });
                break;
            case "withdraws consent":
                await app.EnrolAsync(member, new { consents = new { email = false } });
                break;
            case "is given a coupon":
                var given = await app.PostAsync("campaigns/gift/coupons", new { memberId = member, occurrence = LocalDatePattern.Iso.Format(day) });
                coupon = given.Expect(HttpStatusCode.Created).Json["coupons"]![0]!["code"]!.GetValue<string>();
                break;
            case "redeems":
                (await app.RedeemAsync(coupon!, Shop.Redemption(member))).Expect(HttpStatusCode.Created);
                break;
            case "wants to leave":
                (await app.CancelAsync(member)).Expect(HttpStatusCode.Created);
                break;
            case "complains":
                (await app.ComplainAsync(member, with)).Expect(HttpStatusCode.Created);
                break;
            case "comes by":
                (await app.ReferAsync(member, await app.ReferralCodeAsync(with))).Expect(HttpStatusCode.Created);
                break;
            case "does":
                var words = with.Split(' ');
                (await app.ActAsync(member, words[0], reference: words[1])).Expect(HttpStatusCode.Created);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(act), act, "This is nothing that members do.");
        }
    }

    private static string Text(JsonElement data, string member) => data.GetProperty(member).GetString()!;

    private static Instant At(LocalDate day, LocalTime time) => (day + time).InZoneLeniently(Zone).ToInstant();

    private static LocalDate Day(string text) => LocalDatePattern.Iso.Parse(text).Value;
}
