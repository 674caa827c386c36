using System.Security.Cryptography;
using Rewards.Domain.Activities;
using Rewards.Domain.Campaigns;
using Rewards.Domain.Coupons;

namespace Rewards.Functions.Coupons;

/// <summary>Fills a span with bytes of a cryptographic generator; injected, so that a test may repeat itself.</summary>
public delegate void RandomBytes(Span<byte> bytes);

/// <summary>Draws codes.</summary>
public sealed class CodeGenerator(RandomBytes random)
{
    public static readonly RandomBytes Cryptographic = RandomNumberGenerator.Fill;

    /// <summary>A code that is sent to a member lies about longer than one that is handed over: it has at least so many random characters.</summary>
    private const int MinMemberLength = 12;

    public CouponCode Draw(CampaignDefinition campaign, int shard, bool forMember = false)
    {
        var length = ((CodePolicy.Unique)campaign.Codes).Length;
        Span<byte> bytes = stackalloc byte[forMember ? Math.Max(length, MinMemberLength) : length];
        random(bytes);
        return CouponCode.Unique(campaign.Tag, shard, bytes);
    }

    public ReferralCode DrawReferral()
    {
        Span<byte> bytes = stackalloc byte[ReferralCode.RandomLength];
        random(bytes);
        return ReferralCode.Of(bytes);
    }

    /// <summary>An id that nobody names, for a command without an Idempotency-Key.</summary>
    public string DrawId()
    {
        Span<byte> bytes = stackalloc byte[16];
        random(bytes);
        return Base32.Encode(bytes);
    }
}
