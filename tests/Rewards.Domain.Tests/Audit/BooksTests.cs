using NodaTime;
using Rewards.Domain.Audit;

namespace Rewards.Domain.Tests.Audit;

public sealed class BooksTests
{
    private static readonly Instant At = Instant.FromUtc(2026, 3, 1, 12, 0);

    private static readonly Books Sound = new(
        [new("anna", true, 2, 30, 2, 3_050), new("bert", false, 0, 0, 0, 0)],
        [new("anna", 1, "purchase", At, 10, 10, 1_050), new("anna", 2, "purchase", At, 20, 30, 2_000)],
        [new("c:0", "c", "CODE1", "anna", 1), new("c:0", "c", "CODE2", null, 0)],
        [new("c:0", "c", "CODE1", "anna", 500, false) { Id = "R1", UseKey = "use:anna" }, new("c:0", "c", "CODE2", null, 300, true) { Id = "R2" }],
        [new("c:0", 1, 500)],
        [UsesOf("anna", 1)],
        [new("anna", "c", "2026-01-01", "CODE1", "treated"), new("bert", "c", "2026-01-01", null, "control"), new("bert", "mail", "2026", null, "treated")],
        [new("anna", "CODE1", 1)],
        0)
    {
        Promises =
        [
            new("c:0", "op1") { Redeemed = "R1" },
            new("c:0", "op2") { Redeemed = "R2" },
            new("c:0", "op3") { RolledBack = "R2" },
        ],
    };

    [Fact]
    public void Sound_books_add_up() => Assert.Empty(Sound.Disagreements());

    [Fact]
    public void What_an_erased_member_used_may_stay_counted() =>
        Assert.Empty((Sound with { MemberCounters = [UsesOf("anna", 1), UsesOf("erased", 1)] }).Disagreements());

    [Fact]
    public void A_coupon_that_was_imported_for_a_member_needs_no_claim() => Assert.Empty((Sound with
    {
        Coupons = [.. Sound.Coupons, new("c:0", "c", "CODE3", "bert", 0, IsImported: true)],
        ListedCoupons = [.. Sound.ListedCoupons, new("bert", "CODE3", 0)],
    }).Disagreements());

    [Fact]
    public void An_empty_shop_adds_up() => Assert.Empty(new Books([], [], [], [], [], [], [], [], 0).Disagreements());

    public static TheoryData<string, Books> Broken => new()
    {
        { "a balance without its entry", Sound with { Members = [Sound.Members[0] with { Balance = 31 }, Sound.Members[1]] } },
        { "a purchase that earned twice", Sound with { Ledger = [.. Sound.Ledger, Sound.Ledger[1]] } },
        { "a lost entry", Sound with { Ledger = [Sound.Ledger[1]] } },
        { "an entry whose balance is off", Sound with { Ledger = [Sound.Ledger[0] with { Balance = 11 }, Sound.Ledger[1]] } },
        { "a count that is off", Sound with { Members = [Sound.Members[0] with { Purchases = 3 }, Sound.Members[1]] } },
        { "a spend that is off", Sound with { Members = [Sound.Members[0] with { SpendMinor = 1 }, Sound.Members[1]] } },
        { "entries of nobody", Sound with { Members = [Sound.Members[1]] } },
        { "a use without redemption", Sound with { Coupons = [Sound.Coupons[0], Sound.Coupons[1] with { Uses = 1 }] } },
        { "a redemption without use", Sound with { Coupons = [Sound.Coupons[0] with { Uses = 0 }, Sound.Coupons[1]] } },
        { "a redemption of no coupon", Sound with { Coupons = [Sound.Coupons[0]] } },
        { "a campaign that counts too much money", Sound with { ShardCounters = [new("c:0", 1, 501)] } },
        { "a campaign that still counts what was rolled back", Sound with { ShardCounters = [new("c:0", 2, 800)] } },
        { "a campaign that counts nothing", Sound with { ShardCounters = [] } },
        { "a member's use without redemption", Sound with { MemberCounters = [UsesOf("anna", 2)] } },
        { "a member's redemption without use", Sound with { MemberCounters = [] } },
        { "more uses of nobody than redemptions of nobody", Sound with { MemberCounters = [UsesOf("anna", 1), UsesOf("erased", 2)] } },
        { "two claims for one occurrence", Sound with { Claims = [.. Sound.Claims, Sound.Claims[1]] } },
        { "a claimed coupon that is not there", Sound with { Claims = [.. Sound.Claims, new("bert", "c", "2026-02-02", "CODE3", "treated")] } },
        { "a claim without its coupon", Sound with { Claims = [.. Sound.Claims, new("anna", "c", "2026-02-02", null, "treated")] } },
        { "a coupon without a claim", Sound with { Claims = [Sound.Claims[1]] } },
        { "a coupon missing from its member's list", Sound with { ListedCoupons = [] } },
        { "a member's list that says less than the coupon", Sound with { ListedCoupons = [new("anna", "CODE1", 0)] } },
        { "a redemption that no accepted operation made", Sound with { Promises = [.. Sound.Promises.Skip(1)] } },
        { "a redemption that two operations made", Sound with { Promises = [.. Sound.Promises, new("c:0", "op4") { Redeemed = "R1" }] } },
        { "an accepted operation without its redemption", Sound with { Promises = [.. Sound.Promises, new("c:0", "op4") { Redeemed = "R4" }] } },
        { "a rollback that no accepted operation made", Sound with { Promises = [.. Sound.Promises.Take(2)] } },
        { "an accepted rollback that undid nothing", Sound with { Promises = [.. Sound.Promises, new("c:0", "op4") { RolledBack = "R1" }] } },
        { "a promise in another shard", Sound with { Promises = [Sound.Promises[0] with { Partition = "c:1" }, .. Sound.Promises.Skip(1)] } },
        { "a shard whose sums are wrong", Sound with { Shards = [new("c:0", "Wrong.")] } },
        { "a message given up on", Sound with { PoisonRows = 1 } },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void Whatever_does_not_agree_is_found(string why, Books books) =>
        Assert.True(books.Disagreements().Count > 0, why);

    [Theory]
    [InlineData("2026-01-10.2", 2, "the second step of a win-back")]
    [InlineData("2026-01-10", null, "a silence without steps")]
    [InlineData("purchase-1", null, "no dot")]
    [InlineData("2026-01-10.x", null, "what stands after the dot is no number")]
    [InlineData("1.2.3", null, "more than one dot")]
    public void A_claim_knows_the_step_that_its_occurrence_names(string occurrence, int? step, string why) =>
        Assert.True(new ClaimLine("anna", "c", occurrence, null, null).Step == step, why);

    [Theory]
    [InlineData(null, "control", true, "held back")]
    [InlineData("CODE", "control", false, "got the coupon by asking for it")]
    [InlineData(null, "treated", false, "only reminded")]
    public void Who_was_held_back_is_in_the_control_group_and_has_no_coupon(string? code, string arm, bool expected, string why) =>
        Assert.True(new ClaimLine("anna", "c", "2026", code, arm).IsHeldBack == expected, why);

    private static MemberCounter UsesOf(string member, long uses) => new("c:0", $"use:{member}", uses);
}
