namespace Rewards.Functions.Tests.Agenda;

/// <summary>A member's year with each of the programmes: what happens, and what each member is told for it, on which day.</summary>
internal static class ProgrammeYear
{
    /// <summary>What is played by the clock: 2026, and the days into the next year in which a birthday that was changed comes round.</summary>
    public const string FirstDay = "2026-01-01";

    public const string LastDay = "2027-01-20";

    /// <summary>Each with the tag of its programme; the rest is what the app is told of it.</summary>
    public static readonly (string Day, string Member, string Programme, string Body)[] Joins =
    [
        ("2026-01-05", "sleeper", "reactivation", ""),
        ("2026-01-05", "regular", "reactivation-rhythm", ""),
        ("2026-01-05", "once-only", "reactivation-rhythm", ""),
        ("2026-01-05", "leapling", "birthday", "\"birthday\": \"2000-02-29\","),
        ("2026-01-05", "summer-child", "birthday", "\"birthday\": \"--07-14\","),
        ("2026-01-05", "shopper", "birthday", "\"birthday\": \"--07-16\","),
        ("2026-01-05", "silent", "birthday", "\"birthday\": \"--07-14\","),
        ("2026-01-05", "veteran", "anniversary", "\"joinedOn\": \"2024-02-29\","),
        ("2026-03-10", "newcomer", "onboarding", ""),
        ("2026-05-04", "slow-starter", "onboarding", "\"birthday\": \"--11-11\","),
        ("2026-01-05", "hesitant", "second-purchase", ""),
        ("2026-01-05", "eager", "second-purchase", ""),
        ("2026-01-05", "saver", "points-expiry", ""),
        ("2026-01-05", "collector", "coupon-expiry", ""),
        ("2026-01-05", "drifter", "win-back", ""),
        ("2026-01-05", "leaver", "save-offer", ""),
        ("2026-01-05", "complainer", "service-recovery", ""),
        ("2026-01-05", "patron", "referral", ""),
        ("2026-02-02", "friend", "referral-friend", ""),
        ("2026-01-05", "critic", "review", ""),
        ("2026-01-05", "beginner", "first-purchase", ""),
        ("2026-01-05", "big-spender", "volume", ""),
        ("2026-01-05", "traveller", "partner", ""),
    ];

    /// <summary>What happens, at ten in the morning; the last column says what it is for where that does not meet the eye.</summary>
    public static readonly (string Day, string Member, string Act, string With, string Why)[] Acts =
    [
        ("2026-01-10", "sleeper", "buys", "2598", ""),
        ("2026-05-02", "sleeper", "buys", "2598", "it would count as silent from 31 July on"),
        ("2026-07-20", "sleeper", "buys", "2598", "and has bought before that"),
        ("2026-01-10", "regular", "buys", "2598", "every fortnight"),
        ("2026-01-24", "regular", "buys", "2598", ""),
        ("2026-02-07", "regular", "buys", "2598", ""),
        ("2026-02-21", "regular", "buys", "2598", ""),
        ("2026-03-03", "once-only", "buys", "2598", "without a second purchase there is no rhythm: 120 days"),
        ("2026-06-10", "leapling", "tells the birthday", "--01-15", "within a year it gains nothing"),
        ("2026-07-01", "silent", "withdraws consent", "", "before the week of the birthday"),
        ("2026-07-10", "shopper", "buys", "2598", "the day after the birthday was due: a present is for buyers too, however late the timer"),
        ("2026-03-18", "newcomer", "buys", "2598", "the goal of the third step"),
        ("2026-02-01", "hesitant", "buys", "2598", ""),
        ("2026-02-01", "eager", "buys", "2598", ""),
        ("2026-02-10", "eager", "buys", "2598", "the second one, in time"),
        ("2026-01-12", "saver", "buys", "15000", "150 points, which live for 120 days"),
        ("2026-02-01", "saver", "buys", "2598", "25 points are too few to remind of"),
        ("2026-03-02", "collector", "is given a coupon", "", "for 30 days"),
        ("2026-06-01", "collector", "is given a coupon", "", ""),
        ("2026-06-10", "collector", "redeems", "", "what is used needs no reminder"),
        ("2026-01-15", "drifter", "buys", "2598", ""),
        ("2026-06-20", "drifter", "buys", "2598", "after the second step: the third is over, and the next silence begins anew"),
        ("2026-04-20", "leaver", "wants to leave", "", ""),
        ("2026-06-01", "leaver", "wants to leave", "", "within a year of the first offer"),
        ("2026-03-03", "complainer", "complains", "order-1", ""),
        ("2026-04-04", "complainer", "complains", "order-2", "within 90 days of the first"),
        ("2026-07-01", "complainer", "complains", "order-3", ""),
        ("2026-02-03", "friend", "comes by", "patron", ""),
        ("2026-02-20", "friend", "buys", "2598", "for which both sides are thanked"),
        ("2026-03-20", "friend", "buys", "2598", "for which nobody is"),
        ("2026-03-05", "critic", "does", "review product-1", ""),
        ("2026-09-09", "critic", "does", "review product-2", ""),
        ("2026-02-03", "beginner", "buys", "2598", ""),
        ("2026-03-03", "beginner", "buys", "2598", "no longer the first"),
        ("2026-01-20", "big-spender", "buys", "30000", ""),
        ("2026-04-14", "big-spender", "buys", "30000", "600 in all: the first 500"),
        ("2026-09-01", "big-spender", "buys", "100000", "1,600 in all: the third, the second was never stopped at"),
        ("2026-05-05", "traveller", "does", "partner order-1", ""),
        ("2026-05-08", "traveller", "does", "partner order-2", "within the seven days of the frequency cap"),
        ("2026-06-01", "traveller", "does", "partner order-3", ""),
    ];

    /// <summary>What comes of it: day, member, programme and occurrence; * for one that is drawn at random.</summary>
    public static readonly string[] Told =
    [
        "2026-02-03 beginner first-purchase purchase-1",
        "2026-02-15 hesitant second-purchase purchase-1",
        "2026-02-20 friend referral-friend *",
        "2026-02-20 patron referral *",
        "2026-02-21 leapling birthday 2026",
        "2026-02-28 veteran anniversary 2026",
        "2026-03-03 complainer service-recovery *",
        "2026-03-05 critic review product-1",
        "2026-03-10 newcomer onboarding step-1",
        "2026-03-13 newcomer onboarding step-2",
        "2026-03-16 drifter win-back 2026-01-15.1",
        "2026-03-25 collector coupon-expiry *",
        "2026-04-10 sleeper reactivation 2026-01-10",
        "2026-04-13 regular reactivation-rhythm 2026-02-21",
        "2026-04-12 saver points-expiry 2026-05-12",
        "2026-04-14 big-spender volume volume-1",
        "2026-04-20 leaver save-offer *",
        "2026-05-04 slow-starter onboarding step-1",
        "2026-05-05 traveller partner order-1",
        "2026-05-14 slow-starter onboarding step-3",
        "2026-05-15 drifter win-back 2026-01-15.2",
        "2026-06-01 traveller partner order-3",
        "2026-07-01 complainer service-recovery *",
        "2026-07-01 once-only reactivation-rhythm 2026-03-03",
        "2026-07-07 summer-child birthday 2026",
        "2026-07-09 shopper birthday 2026",
        "2026-08-19 drifter win-back 2026-06-20.1",
        "2026-09-01 big-spender volume volume-3",
        "2026-09-09 critic review product-2",
        "2026-10-18 drifter win-back 2026-06-20.2",
        "2026-10-18 sleeper reactivation 2026-07-20",
        "2026-12-17 drifter win-back 2026-06-20.3",
    ];
}
