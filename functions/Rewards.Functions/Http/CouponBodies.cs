using System.Net;
using NodaTime;
using Rewards.Domain.Campaigns;
using Rewards.Domain.Coupons;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Http;

/// <param name="Occurrence">Of a coupon issued to a member: which occasion it is for.</param>
/// <param name="ValidFrom">The first local day, in the campaign's zone.</param>
/// <param name="ValidTo">The last local day, which counts whole.</param>
public sealed record CouponBody(
    string Code,
    string CampaignId,
    int CampaignVersion,
    string? MemberId,
    string? Occurrence,
    string ValidFrom,
    string ValidTo,
    string State,
    long? Uses);

public sealed record CouponsBody(IReadOnlyList<CouponBody> Coupons);

/// <summary>Either a count or a member, by id or card.</summary>
public sealed record IssueRequestBody(int? Count, string? MemberId, string? CardNumber, string? Occurrence);

public sealed record DisableRequestBody(string? Reason);

/// <summary>Coupons on the wire.</summary>
public static class CouponBodies
{
    public static CouponBody Of(
        Coupon coupon, CampaignDefinition newest, CampaignDefinition terms, bool codeDisabled, string? occurrence, Instant now)
    {
        var window = ValidityWindow.Of(terms, coupon.IssuedAt);
        return new CouponBody(
            coupon.Code.ToDisplay(),
            coupon.Campaign.Value,
            terms.Version,
            coupon.Member?.Value,
            occurrence,
            RowValues.Write(window.FirstDay),
            RowValues.Write(window.LastDay),
            Problems.NameOf(CouponStates.Of(coupon, newest, terms, codeDisabled, now)),
            newest.Codes is CodePolicy.Unique ? coupon.Uses.Whole : null);
    }

    public static Reply Issued(IReadOnlyList<CouponBody> coupons) =>
        Reply.Of(HttpStatusCode.Created, new CouponsBody(coupons), WireJson.Default.CouponsBody);
}
