using NodaTime;
using Rewards.Domain.Agenda;
using Rewards.Domain.Baskets;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Members;
using Rewards.Domain.Money;
using Rewards.Domain.Points;

namespace Rewards.Domain.Tests.Points;

public sealed class AwardDecisionTests
{
    private static readonly Instant Now = Sample.At("2026-06-10T12:00:00Z");

    private static readonly Member Buyer = Sample.Member() with
    {
        Sequence = 4,
        Balance = new PointCount(40),
        FirstPurchaseOn = Sample.Day("2026-05-01"),
        LastPurchaseOn = Sample.Day("2026-06-01"),
        PurchaseDays = 3,
        FirstDaySpend = new MinorUnits(1_000),
        Purchases = 4,
        Spend = new MinorUnits(4_050),
    };

    private static readonly LotKey Lasting = new(null);

    /// <summary>Points never lapse, so that nothing but campaigns asks for a look.</summary>
    private static readonly Programme Plain = Programme.Default with { Points = PointsRules.Default with { Expiry = new ExpiryPolicy.Never() } };

    [Fact]
    public void A_purchase_moves_every_figure_of_the_member_and_writes_one_entry()
    {
        var awarded = Awarded(Buyer, "2026-06-09T10:00:00Z", 1_299);

        Assert.Equal(
            Buyer with
            {
                LastPurchaseOn = Sample.Day("2026-06-09"),
                PurchaseDays = 4,
                Months = BuyingMonths.None.With(new YearMonth(2026, 6)),
                Purchases = 5,
                Spend = new MinorUnits(5_349),
            },
            awarded.Next.Member);
        var entry = awarded.Entry;
        Assert.Equal((5, "purchase", Sample.At("2026-06-09T10:00:00Z")), (entry.Sequence, entry.Kind, entry.At));
        Assert.Equal((new PointCount(12), new PointCount(52)), (entry.Points, entry.Balance));
        Assert.Equal((PurchaseId.Parse("p-1"), new Receipt("0042", "3", "r-1"), new MinorUnits(1_299)), (entry.Source.Purchase, entry.Source.Receipt, entry.Source.Amount));
        Assert.Equal([new LotMovement(Lasting, new PointCount(12))], entry.Movements);
        Assert.Equal((5, new PointCount(52)), (awarded.Next.Account.Sequence, awarded.Next.Account.Balance));
        Assert.Equal([new Lot(Lasting, new PointCount(52))], awarded.Next.Account.Lots);
        Assert.False(awarded.Enrolled);
    }

    [Theory]
    [InlineData("2026-06-09T21:59:59Z", "2026-06-09", "the last second of the day in Berlin")]
    [InlineData("2026-06-09T22:00:00Z", "2026-06-10", "midnight in Berlin")]
    [InlineData("2026-05-20T10:00:00Z", "2026-06-01", "a purchase that arrives late does not move the day back")]
    public void The_last_purchase_is_the_latest_local_day(string at, string expected, string why) =>
        Assert.True(Awarded(Buyer, at).Next.Member.LastPurchaseOn == Sample.Day(expected), why);

    [Theory]
    [InlineData("2026-06-09T10:00:00Z", "2026-06-09", "the day of the purchase")]
    [InlineData("2020-01-01T10:00:00Z", "2020-01-01", "a log that is read in later")]
    [InlineData("2026-06-10T22:30:00Z", "2026-06-10", "a till whose clock runs ahead: today")]
    public void An_unknown_member_is_enrolled_on_the_day_of_the_purchase_but_not_after_today(string at, string joinedOn, string why)
    {
        var awarded = Awarded(null, at);

        Assert.True(awarded.Enrolled);
        Assert.True(awarded.Next.Member.JoinedOn == Sample.Day(joinedOn), why);
        Assert.Equal((Sample.Anna, 1L, 1L), (awarded.Next.Member.Id, awarded.Next.Member.Purchases, awarded.Entry.Sequence));
        Assert.Empty(awarded.Next.Member.Consents);
    }

    /// <summary>Each row breaks one condition less than the one above; the reason is always the first.</summary>
    [Theory]
    [InlineData("erased", true, true, true, true, PurchaseRefusal.MemberErased)]
    [InlineData("unknown", true, true, true, true, PurchaseRefusal.UnknownMember)]
    [InlineData("known", true, true, true, true, PurchaseRefusal.CurrencyMismatch)]
    [InlineData("known", false, true, true, true, PurchaseRefusal.DuplicatePurchase)]
    [InlineData("known", false, false, true, true, PurchaseRefusal.DuplicateReceipt)]
    [InlineData("known", false, false, false, true, PurchaseRefusal.AmountTooLarge)]
    public void The_reason_of_a_refusal_is_the_first_that_applies(
        string who, bool otherCurrency, bool purchaseIsOthers, bool receiptIsOthers, bool tooLarge, PurchaseRefusal expected)
    {
        var member = who switch { "erased" => Buyer.Tombstone(Now), "unknown" => null, _ => Buyer };
        var purchase = Purchase("2026-06-09T10:00:00Z", tooLarge ? long.MaxValue : 100);
        purchase = otherCurrency ? purchase with { Basket = purchase.Basket with { Currency = Currency.Parse("CHF") } } : purchase;

        var context = new AwardContext(Plain with { AutoEnrol = false }, TimedCampaigns.None, purchaseIsOthers, receiptIsOthers, "p", Now);

        var decision = AwardDecision.Decide(StateOf(member), purchase, context);

        Assert.Equal(expected, Assert.IsType<AwardDecision.Refused>(decision).Reason);
    }

    [Theory]
    [InlineData(long.MaxValue - 100, 0, 0, false, "the spend just fits")]
    [InlineData(long.MaxValue - 99, 0, 0, true, "the spend does not")]
    [InlineData(0, long.MaxValue - 1, 0, false, "the balance just fits")]
    [InlineData(0, long.MaxValue, 0, true, "the balance does not")]
    [InlineData(0, 0, long.MaxValue, true, "the count does not")]
    public void Figures_that_would_leave_64_bits_are_refused(long spend, long balance, long purchases, bool refused, string why)
    {
        var member = Buyer with { Spend = new MinorUnits(spend), Balance = new PointCount(balance), Purchases = purchases };

        Assert.True(Decide(member, "2026-06-09T10:00:00Z", 100) is AwardDecision.Refused == refused, why);
    }

    [Fact]
    public void A_basket_whose_own_sum_overflows_is_refused()
    {
        var purchase = Purchase("2026-06-09T10:00:00Z", long.MaxValue);
        var basket = purchase.Basket with { Lines = [.. purchase.Basket.Lines, .. purchase.Basket.Lines] };

        var decision = AwardDecision.Decide(StateOf(Buyer), purchase with { Basket = basket }, Context(Plain));

        Assert.Equal(new AwardDecision.Refused(PurchaseRefusal.AmountTooLarge), decision);
    }

    [Theory]
    [InlineData(null, new[] { 90, 30 }, "2026-07-09", "2026-07-09", "none stands: the nearest campaign's day")]
    [InlineData(null, new int[0], null, null, "no campaign waits")]
    [InlineData("2026-07-01", new[] { 30 }, null, "2026-07-01", "one stands before the true day: it is filed again when it falls due")]
    [InlineData("2026-07-09", new[] { 30 }, null, "2026-07-09", "one stands for that very day")]
    [InlineData("2026-08-30", new[] { 90, 30 }, "2026-07-09", "2026-07-09", "one stands, but a campaign with fewer days was added")]
    [InlineData("2026-06-10", new[] { 30 }, null, "2026-06-10", "one stands for today, which may be undrained")]
    [InlineData("2026-06-09", new[] { 30 }, "2026-06-09", "2026-06-09", "one of a day that is past may be lost: what was due then is looked at first")]
    [InlineData("2026-05-01", new[] { 0 }, null, "2026-05-01", "one of a day that is past, and so is the true day: it is filed under the next day already")]
    [InlineData("2026-07-01", new int[0], null, "2026-07-01", "the campaigns are gone: the row stands until it falls due")]
    public void A_purchase_files_a_look_unless_one_stands(
        string? standing, int[] dormantAfterDays, string? filed, string? lookOn, string why)
    {
        var awarded = Awarded(Buyer with { LookOn = Sample.DayOrNull(standing) }, "2026-06-09T10:00:00Z", dormantAfterDays: dormantAfterDays);

        Assert.True(awarded.FileLookOn == Sample.DayOrNull(filed), why);
        Assert.True(awarded.Next.Member.LookOn == Sample.DayOrNull(lookOn), why);
    }

    [Fact]
    public void A_late_purchase_files_the_look_that_the_latest_one_asks_for() =>
        Assert.Equal(Sample.Day("2026-07-01"), Awarded(Buyer, "2026-01-01T10:00:00Z", dormantAfterDays: [30]).FileLookOn);

    [Fact]
    public void A_programme_puts_a_purchase_into_its_own_zone()
    {
        var honolulu = Programme.Default with { TimeZone = DateTimeZoneProviders.Tzdb["Pacific/Honolulu"] };

        var decision = AwardDecision.Decide(null, Purchase("2026-06-09T09:59:59Z", 100), Context(honolulu));

        Assert.Equal(Sample.Day("2026-06-08"), Assert.IsType<AwardDecision.Awarded>(decision).Next.Member.LastPurchaseOn);
    }

    private static AwardDecision.Awarded Awarded(Member? member, string at, long amount = 100, params int[] dormantAfterDays) =>
        Assert.IsType<AwardDecision.Awarded>(Decide(member, at, amount, dormantAfterDays));

    private static AwardDecision Decide(Member? member, string at, long amount, params int[] dormantAfterDays) =>
        AwardDecision.Decide(StateOf(member), Purchase(at, amount), Context(Plain, dormantAfterDays));

    private static AwardContext Context(Programme programme, params int[] dormantAfterDays) =>
        new(programme, new TimedCampaigns([.. Sample.DormantAfter(dormantAfterDays)]), false, false, "p", Now);

    /// <summary>With all points in one lot that never lapses.</summary>
    private static MemberState? StateOf(Member? member) => member is null ? null : new(
        member,
        PointsAccount.Empty with
        {
            Sequence = member.Sequence,
            Balance = member.Balance,
            Lots = member.Balance == PointCount.Zero ? [] : [new Lot(Lasting, member.Balance)],
        },
        Standing.Empty);

    private static Purchase Purchase(string at, long amount) =>
        new(
            PurchaseId.Parse("p-1"),
            Sample.Anna,
            Sample.At(at),
            new Basket(
                Currency.Parse("EUR"), "0042", "3", "r-1", [new BasketLine("1", "arabica-1kg", "coffee", [], 1, new MinorUnits(amount))]));
}
