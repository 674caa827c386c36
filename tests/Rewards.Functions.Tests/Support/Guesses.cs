using System.Security.Cryptography;
using Rewards.Domain.Coupons;

namespace Rewards.Functions.Tests.Support;

/// <summary>Codes that nobody has.</summary>
public static class Guesses
{
    /// <summary>Another one of the same campaign and shard; its check character holds.</summary>
    public static string SameTag(string code)
    {
        var known = CouponCode.Parse(code);
        return CouponCode.Unique(known.Tag, known.Shard, RandomNumberGenerator.GetBytes(12)).ToDisplay();
    }

    /// <summary>Of a campaign that is not there; its check character holds.</summary>
    public static string OtherTag() => CouponCode.Unique("ZZZZ", 0, RandomNumberGenerator.GetBytes(12)).ToDisplay();

    /// <summary>Its check character does not hold.</summary>
    public static string Mistyped(string code) => code[..^1] + (code[^1] == '0' ? '1' : '0');
}
