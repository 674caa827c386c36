namespace Rewards.Domain.Redemptions;

/// <summary>Why a coupon is not redeemed, in the order in which the reasons are looked at: the first that applies is the answer.</summary>
public enum Refusal
{
    UnknownCode,

    /// <summary>The card that names the member is nobody's.</summary>
    UnknownCard,
    CardLost,
    CardReplaced,
    NotActiveYet,
    Expired,
    Disabled,
    WrongMember,
    WrongStore,
    WrongTime,
    CurrencyMismatch,

    /// <summary>A limit per member, and no member is named.</summary>
    MemberRequired,
    AlreadyRedeemed,
    MemberLimitReached,
    CampaignLimitReached,
    BudgetExhausted,

    /// <summary>The minimum counts the eligible lines; also a first step or a number of pieces that is not reached.</summary>
    MinimumNotMet,
    NoEligibleLines,
}
