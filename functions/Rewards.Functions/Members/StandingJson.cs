using System.Text.Json;
using System.Text.Json.Serialization;
using Azure.Data.Tables;
using NodaTime.Text;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Members;
using Rewards.Functions.Activities;
using Rewards.Functions.Stamps;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Members;

/// <summary>A standing as its row holds it; what is absent is empty.</summary>
public sealed record StandingBody
{
    /// <summary>By kind.</summary>
    public IReadOnlyDictionary<string, ActivityTallyBody>? Activities { get; init; }

    public ReferralStandingBody? Referral { get; init; }

    public IReadOnlyList<StandingCardBody>? Stamps { get; init; }

    public TierStandingBody? Tier { get; init; }

    public IReadOnlyList<ClubTimeBody>? Clubs { get; init; }

    public IReadOnlyList<MomentBody>? Moments { get; init; }

    public IReadOnlyList<AssignmentBody>? Assignments { get; init; }

    /// <summary>By campaign.</summary>
    public IReadOnlyDictionary<string, string>? YearlyOn { get; init; }

    /// <summary>By campaign.</summary>
    public IReadOnlyDictionary<string, string>? ServedOn { get; init; }

    /// <summary>Local days, one for each message.</summary>
    public IReadOnlyList<string>? AddressedOn { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(StandingBody))]
public sealed partial class StandingJsonContext : JsonSerializerContext;

/// <summary>Between the row <c>standing</c> and the Domain's.</summary>
public static class StandingJson
{
    public static TableEntity ToRow(Standing standing, MemberId member, long revision) => new(TableKeys.MemberPartition(member), TableKeys.StandingRow(member))
    {
        ["Revision"] = revision,
        ["Json"] = JsonSerializer.SerializeToUtf8Bytes(ToBody(standing), StandingJsonContext.Default.StandingBody),
    };

    public static Standing ToStanding(TableEntity? row) => row is null
        ? Standing.Empty
        : FromBody(JsonSerializer.Deserialize(row.GetBinary("Json"), StandingJsonContext.Default.StandingBody)!);

    private static StandingBody ToBody(Standing standing) => new()
    {
        Activities = ActivityStandingJson.Write(standing.Activities),
        Referral = ActivityStandingJson.Write(standing.Referral),
        Stamps = StampRows.Write(standing.Stamps),
        Tier = TierStandingJson.ToBody(standing.Tier),
        Clubs = TierStandingJson.ToBody(standing.Clubs),
        Moments = CampaignStandingJson.Write(standing.Moments),
        Assignments = CampaignStandingJson.Write(standing.Assignments),
        YearlyOn = CampaignStandingJson.Write(standing.YearlyOn),
        ServedOn = CampaignStandingJson.Write(standing.ServedOn),
        AddressedOn = standing.AddressedOn.IsEmpty ? null : [.. standing.AddressedOn.Select(RowValues.Write)],
    };

    private static Standing FromBody(StandingBody body) => new()
    {
        Activities = ActivityStandingJson.Read(body.Activities),
        Referral = ActivityStandingJson.Read(body.Referral),
        Stamps = StampRows.Read(body.Stamps),
        Tier = TierStandingJson.FromBody(body.Tier),
        Clubs = TierStandingJson.FromBody(body.Clubs),
        Moments = CampaignStandingJson.Read(body.Moments),
        Assignments = CampaignStandingJson.Read(body.Assignments),
        YearlyOn = CampaignStandingJson.Read(body.YearlyOn),
        ServedOn = CampaignStandingJson.Read(body.ServedOn),
        AddressedOn = [.. (body.AddressedOn ?? []).Select(day => LocalDatePattern.Iso.Parse(day).Value)],
    };
}
