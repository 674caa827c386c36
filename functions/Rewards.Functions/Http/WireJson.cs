using System.Text.Json;
using System.Text.Json.Serialization;
using Rewards.Functions.Catalogue;
using Rewards.Functions.Points;
using Rewards.Functions.Poison;
using Rewards.Functions.Reports;

namespace Rewards.Functions.Http;

/// <summary>The bodies of the API, except definitions, which have contexts of their own. Unknown and duplicate members are refused.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    PropertyNameCaseInsensitive = false,
    NumberHandling = JsonNumberHandling.Strict,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    MaxDepth = 16)]
[JsonSerializable(typeof(ProblemBody))]
[JsonSerializable(typeof(MemberRequestBody))]
[JsonSerializable(typeof(MemberBody))]
[JsonSerializable(typeof(MemberClubsBody))]
[JsonSerializable(typeof(RenewalRequestBody))]
[JsonSerializable(typeof(RenewalMessageBody))]
[JsonSerializable(typeof(MemberRedemptionsBody))]
[JsonSerializable(typeof(StatementBody))]
[JsonSerializable(typeof(EntriesBody))]
[JsonSerializable(typeof(ExplanationBody))]
[JsonSerializable(typeof(ReconciliationBody))]
[JsonSerializable(typeof(LiabilityBody))]
[JsonSerializable(typeof(CampaignReportBody))]
[JsonSerializable(typeof(CustomerReportBody))]
[JsonSerializable(typeof(ExperimentBody))]
[JsonSerializable(typeof(CustomerModelBody))]
[JsonSerializable(typeof(FitAcceptedBody))]
[JsonSerializable(typeof(LifetimeValueBody))]
[JsonSerializable(typeof(StampCardsBody))]
[JsonSerializable(typeof(BasketBody))]
[JsonSerializable(typeof(PurchaseRequestBody))]
[JsonSerializable(typeof(PurchaseAcceptedBody))]
[JsonSerializable(typeof(PurchaseBody))]
[JsonSerializable(typeof(ActivityRequestBody))]
[JsonSerializable(typeof(ActivityBody))]
[JsonSerializable(typeof(CancellationRequestBody))]
[JsonSerializable(typeof(CancellationBody))]
[JsonSerializable(typeof(OutcomeRequestBody))]
[JsonSerializable(typeof(ComplaintRequestBody))]
[JsonSerializable(typeof(ComplaintBody))]
[JsonSerializable(typeof(ReferralCodeBody))]
[JsonSerializable(typeof(ReferralRequestBody))]
[JsonSerializable(typeof(ReferralBody))]
[JsonSerializable(typeof(ReturnRequestBody))]
[JsonSerializable(typeof(ReturnBody))]
[JsonSerializable(typeof(ReturnedLineBody[]))]
[JsonSerializable(typeof(PurchaseEventRequestBody))]
[JsonSerializable(typeof(PurchaseEventBody))]
[JsonSerializable(typeof(SpendRequestBody))]
[JsonSerializable(typeof(SpendBody))]
[JsonSerializable(typeof(HoldRequestBody))]
[JsonSerializable(typeof(HoldBody))]
[JsonSerializable(typeof(CaptureRequestBody))]
[JsonSerializable(typeof(AdjustmentRequestBody))]
[JsonSerializable(typeof(AdjustmentBody))]
[JsonSerializable(typeof(TransferRequestBody))]
[JsonSerializable(typeof(TransferBody))]
[JsonSerializable(typeof(HealthBody))]
[JsonSerializable(typeof(CouponBody))]
[JsonSerializable(typeof(CouponsBody))]
[JsonSerializable(typeof(IssueRequestBody))]
[JsonSerializable(typeof(ClaimRequestBody))]
[JsonSerializable(typeof(ClaimBody))]
[JsonSerializable(typeof(DisableRequestBody))]
[JsonSerializable(typeof(CardRequestBody))]
[JsonSerializable(typeof(CardBody))]
[JsonSerializable(typeof(CardsBody))]
[JsonSerializable(typeof(BatchRequestBody))]
[JsonSerializable(typeof(BatchBody))]
[JsonSerializable(typeof(PoisonPageBody))]
[JsonSerializable(typeof(ReplayRequestBody))]
[JsonSerializable(typeof(ReplayBody))]
[JsonSerializable(typeof(RedemptionRequestBody))]
[JsonSerializable(typeof(RedemptionBody))]
[JsonSerializable(typeof(ValidationBody))]
[JsonSerializable(typeof(RollbackRequestBody))]
[JsonSerializable(typeof(DiscountLineBody[]))]
public sealed partial class WireJson : JsonSerializerContext;
