using System.Collections.Immutable;
using Rewards.Domain.Coupons;
using Rewards.Domain.Identifiers;

namespace Rewards.Domain.Imports;

/// <summary>A line of codes.csv as it came; an empty text is a column left out.</summary>
public sealed record CodeFields(string Code, string CampaignId, string MemberId);

/// <summary>A code that is in a customer's hands.</summary>
/// <param name="Member">Whose it is; null: whoever presents it.</param>
public sealed record CodeLine(CouponCode Code, CampaignId Campaign, MemberId? Member)
{
    public const string CodeColumn = "code";
    public const string CampaignColumn = "campaignId";
    public const string MemberColumn = "memberId";

    /// <summary>In the order in which an export writes them.</summary>
    public static readonly ImmutableArray<string> Columns = [CodeColumn, CampaignColumn, MemberColumn];

    /// <returns>Either the line or what is wrong with it, by column.</returns>
    public static (CodeLine? Line, IReadOnlyList<FieldError> Errors) Parse(CodeFields fields)
    {
        List<FieldError> errors = [];
        if (!CouponCode.TryParse(fields.Code, out var code))
        {
            errors.Add(new FieldError(
                CodeColumn, $"{CouponCode.MinLength} to {CouponCode.MaxLength} letters and digits of ASCII; blanks and hyphens do not count."));
        }

        if (!CampaignId.TryParse(fields.CampaignId, out var campaign))
        {
            errors.Add(new FieldError(CampaignColumn, "1 to 64 of A-Z a-z 0-9 . _ ~ -"));
        }

        MemberId? member = MemberId.TryParse(fields.MemberId, out var id) ? id : null;
        if (fields.MemberId.Length > 0 && member is null)
        {
            errors.Add(new FieldError(MemberColumn, "1 to 64 of A-Z a-z 0-9 . _ ~ -; an e-mail address is no member id."));
        }

        return errors.Count == 0 ? (new CodeLine(code, campaign, member), errors) : (null, errors);
    }
}

/// <summary>Where the coupon of an imported code belongs. A closed union.</summary>
public abstract record CodePlace
{
    private CodePlace()
    {
    }

    /// <summary>A code that this platform made for that very campaign, here or elsewhere: it carries its shard.</summary>
    public sealed record Own(int Shard) : CodePlace;

    /// <summary>Found by an alias.</summary>
    public sealed record Foreign : CodePlace;

    public sealed record Refused(FieldError Error) : CodePlace;

    /// <param name="tagOwner">Whose codes begin as this one does; null: no campaign's.</param>
    /// <param name="shards">Of the campaign that the line names.</param>
    /// <param name="memberShard">Where that campaign keeps the line's member's coupons, so that limits per member are exact; null: no member.</param>
    public static CodePlace Of(CodeLine line, CampaignId? tagOwner, int shards, int? memberShard)
    {
        if (!line.Code.HasTag || tagOwner is not { } owner)
        {
            return new Foreign();
        }

        if (owner != line.Campaign || !line.Code.IsUnique)
        {
            return new Refused(new FieldError(
                CodeLine.CodeColumn, "Begins like the codes of a campaign here and could not be told from a mistyped one of them."));
        }

        var shard = line.Code.Shard;
        return shard < shards && (memberShard is null || memberShard == shard)
            ? new Own(shard)
            : new Refused(new FieldError(CodeLine.CodeColumn, "Names a shard in which the campaign does not keep this coupon."));
    }
}
