using NodaTime;
using NodaTime.Text;
using Rewards.Domain.Baskets;
using Rewards.Domain.Cards;
using Rewards.Domain.Coupons;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Redemptions;

namespace Rewards.Functions.Storage;

/// <summary>
/// Every table, queue and key, once. A RowKey that many partitions would share ends with its partition's own id, since
/// the emulator looks rows up by RowKey first.
/// </summary>
public static partial class TableKeys
{
    public const string Campaigns = "Campaigns";
    public const string Coupons = "Coupons";
    public const string Members = "Members";
    public const string Agenda = "Agenda";
    public const string Claims = "Claims";
    public const string Facts = "Facts";
    public const string Reports = "Reports";
    public const string Poison = "Poison";
    public const string Imports = "Imports";

    public static readonly string[] Tables = [Campaigns, Coupons, Members, Agenda, Claims, Facts, Reports, Poison, Imports];

    public const string FollowUpQueue = "follow-ups";
    public const string PurchaseQueue = "purchases";
    public const string LookQueue = "looks";
    public const string WalkQueue = "walks";
    public const string BatchQueue = "batches";
    public const string EventQueue = "events";
    public const string ImportQueue = "imports";
    public const string RenewalQueue = "renewals";
    public const string MessageQueue = "messages";
    public const string ModelQueue = "models";
    public const string PoisonSuffix = "-poison";

    public static readonly string[] Queues =
    [
        FollowUpQueue, PurchaseQueue, LookQueue, WalkQueue, BatchQueue, EventQueue, ImportQueue, RenewalQueue, MessageQueue, ModelQueue,
    ];

    /// <summary>The partitions of a day in Agenda and Facts.</summary>
    public const int DayShards = 16;

    public const string CampaignPartition = "campaign";

    public const string ProgrammePartition = "programme";

    public const string ProgrammeRow = "programme:newest";

    public static string ProgrammeVersionRow(int version) => $"programme:version:{version:D6}";

    public static string CampaignRow(CampaignId id) => $"campaign:{id}";

    public static (string From, string To) CampaignRows => Prefix("campaign:");

    public static string CampaignVersionRow(CampaignId id, int version) => $"version:{id}:{version:D6}";

    public static (string From, string To) CampaignVersionRows(CampaignId id) => Prefix($"version:{id}:");

    public static string TagPartition(string tag) => $"tag:{tag}";

    public static string TagRow(string tag) => $"tag:{tag}";

    public static string AliasPartition(CouponCode code) => $"alias:{code}";

    public static string AliasRow(CouponCode code) => $"alias:{code}";

    public static string CouponPartition(CampaignId campaign, int shard) => $"{campaign}:{Base32.Alphabet[shard]}";

    public static int ShardOfPartition(string couponPartition) => Base32.Alphabet.IndexOf(couponPartition[^1]);

    /// <summary>Where guesses for a tag that no campaign has are looked for, so that they cost what other guesses cost.</summary>
    public static string UnknownPartition(string tag) => $"none:{tag}";

    public static string AccountPartition(CampaignId campaign) => $"{campaign}:account";

    public static string AccountRow(Resource resource, CampaignId campaign) => $"account:{resource}:{campaign}";

    public static string BatchPartition(CampaignId campaign) => $"{campaign}:batches";

    public static string BatchRow(string batchId) => $"batch:{batchId}";

    public static string StockPartition(RewardId reward) => $"{reward}:stock";

    public static string StockRow(RewardId reward) => $"stock:{reward}";

    public static string OffersPartition(CampaignId campaign) => $"{campaign}:offers";

    public static string OffersRow(CampaignId campaign) => $"offers:{campaign}";

    public static string ImportRow(string import) => $"import:{import}";

    public static string ImportSliceRow(string import, int number) => $"slice:{number:D6}:{import}";

    public static (string From, string To) ImportSliceRows => Prefix("slice:");

    public static string ImportResultRow(string import, int number) => $"result:{number:D6}:{import}";

    public static (string From, string To) ImportResultRows => Prefix("result:");

    /// <summary>A unique code stands in one partition only; a shared one has a row in each shard.</summary>
    public static string CouponRow(CouponCode code, string partition) => code.IsUnique ? $"coupon:{code}" : $"coupon:{code}:{partition}";

    public static (string From, string To) CouponRows => Prefix("coupon:");

    /// <summary>A tally that outlives its member's erasure, and therefore does not say whose it is.</summary>
    public static string UseRow(MemberId member, string partition) => $"use:{Hash(member.Value, partition)}";

    public static string BudgetRow(string partition) => $"budget:{partition}";

    public static string RedemptionRow(RedemptionId id) => $"redemption:{id}";

    public static string ReceiptRow(CouponCode code, Receipt receipt, string partition) => $"receipt:{Hash(code.Value, ReceiptText(receipt), partition)}";

    public static string OperationRow(OperationId id) => $"op:{id}";

    public static (string From, string To) OperationRows => Prefix("op:");

    public static OperationId OperationOf(string rowKey) => new(rowKey["op:".Length..]);

    public static string MemberPartition(MemberId member) => member.Value;

    public static string ProfileRow(MemberId member) => $"profile:{member}";

    public static (string From, string To) ProfileRows => Prefix("profile:");

    public static (string From, string To) AllLotsRows => Prefix("lots:");

    public static string LotsRow(MemberId member) => $"lots:{member}";

    public static string StandingRow(MemberId member) => $"standing:{member}";

    /// <summary>What is kept of a purchase for a return.</summary>
    public static string PurchaseRow(string purchaseHash, MemberId member) => $"purchase:{purchaseHash}:{member}";

    /// <summary>A return that the retailer has named.</summary>
    public static string ReturnRow(PurchaseId purchase, string returnId, MemberId member) => $"return:{Hash(purchase.Value, returnId)}:{member}";

    /// <summary>What names a purchase within its member's rows.</summary>
    public static string PurchaseHash(PurchaseId purchase) => Hash(purchase.Value);

    public static string EntryRow(long sequence, MemberId member) => $"entry:{long.MaxValue - sequence:D19}:{member}";

    public static (string From, string To) EntryRows => Prefix("entry:");

    public static string SpendRow(string spendId) => $"spend:{spendId}";

    public static string HoldRow(string holdId) => $"hold:{holdId}";

    /// <summary>Points on their way to another member; gone once they have arrived.</summary>
    public static string TransferRow(string transferId) => $"transfer:{transferId}";

    public static string ClaimRow(CampaignId campaign, string occurrence, MemberId member) => $"claim:{campaign}:{Short(occurrence)}:{member}";

    /// <summary>That an activity of this kind has earned for this reference.</summary>
    public static string ActivityRow(string kind, string reference, MemberId member) => $"activity:{kind}:{Short(reference)}:{member}";

    public static string CancellationRow(string cancellation) => $"cancellation:{cancellation}";

    /// <summary>That the member has complained about this.</summary>
    public static string ComplaintRow(string reference, MemberId member) => $"complaint:{Short(reference)}:{member}";

    /// <summary>How many of a reward a member has claimed.</summary>
    public static string ClaimedRow(RewardId reward, MemberId member) => $"claimed:{reward}:{member}";

    public static string MemberCouponRow(CouponCode code) => $"coupon:{code}";

    public static (string From, string To) MemberCouponRows => Prefix("coupon:");

    /// <summary>Newest first: the time stands inverted.</summary>
    public static string MemberRedemptionRow(RedemptionId id, Instant at) => $"redemption:{long.MaxValue - at.ToUnixTimeMilliseconds():D19}:{id}";

    public static (string From, string To) MemberRedemptionRows => Prefix("redemption:");

    public static string CardRow(CardNumber number) => $"number:{CardText(number)}";

    public static (string From, string To) CardRows => Prefix("number:");

    /// <summary>The text under which the card of a row is claimed.</summary>
    public static string CardTextOfRow(string rowKey) => rowKey[(rowKey.IndexOf(':') + 1)..];

    public const string PurchaseClaim = "purchase";
    public const string ReceiptClaim = "receipt";
    public const string ReceiptUseClaim = "receipt-use";
    public const string CardClaim = "card";
    public const string ReferralClaim = "referral";

    public static string ClaimPartition(string kind, string what) => $"{kind}:{Short(what)}";

    public static string ReceiptText(Receipt receipt) => $"{Escape(receipt.StoreId)}:{Escape(receipt.TillId)}:{Escape(receipt.ReceiptId)}";

    public static string ReceiptUseText(CouponCode code, Receipt receipt) => $"{code}:{ReceiptText(receipt)}";

    /// <summary>A hash, since the claim outlives the erasure of who had the card.</summary>
    public static string CardText(CardNumber number) => Hash(CardClaim, number.Value);

    public const string WatermarkPartition = "watermark";

    public const string WatermarkRow = "watermark";

    public static string AgendaPartition(LocalDate day, MemberId member) => DayPartition(day, member.Value);

    public static string AgendaRow(MemberId member, string kind) => $"{member}:{kind}";

    public const string ShardKind = "shard";

    public static string AgendaPartition(LocalDate day, string couponPartition) => DayPartition(day, couponPartition);

    /// <summary>Of a campaign's shard, by its partition in table Coupons.</summary>
    public static string AgendaShardRow(string couponPartition) => couponPartition.Replace(":", $":{ShardKind}:");

    /// <summary>The partition in table Coupons that such a row is of; null: it is of a member.</summary>
    public static string? CouponPartitionOfAgendaRow(string rowKey) =>
        rowKey.Split(':') is [var campaign, ShardKind, var shard] ? $"{campaign}:{shard}" : null;

    /// <summary>Why a row of the Agenda stands.</summary>
    public static string KindOfAgendaRow(string rowKey) => rowKey[(rowKey.IndexOf(':') + 1)..];

    /// <summary>Whose a row of the Agenda is.</summary>
    public static string MemberOfAgendaRow(string rowKey) => rowKey[..rowKey.IndexOf(':')];

    public const string ReconciliationPartition = "reconciliation";

    public static string FindingRow(MemberId member) => $"finding:{member}";

    /// <summary>Of a campaign's shard, by its partition in table Coupons.</summary>
    public static string FindingRow(string couponPartition) => $"finding:{ShardKind}:{couponPartition}";

    public const string LiabilityPartition = "liability";

    public static string LiabilityRow(LocalDate day) => $"day:{DayText(day)}";

    /// <summary>All days from the beginning to the end of a month.</summary>
    public static (string From, string To) LiabilityRows(YearMonth through) =>
        ("day:", LiabilityRow(through.OnDayOfMonth(1).PlusMonths(1)));

    /// <summary>Days that got facts after they had been summed.</summary>
    public const string LateFactsPartition = "late-facts";

    public static string LateFactsRow(LocalDate day) => DayText(day);

    public static string PoisonRow(string messageId) => Escape(messageId);

    /// <summary>What a row is, by the word at the front of its key, such as coupon or op.</summary>
    public static string KindOf(string rowKey) => rowKey[..Math.Max(0, rowKey.IndexOf(':'))];

    /// <summary>Of a row whose key is its kind and its id.</summary>
    public static string IdOf(string rowKey) => rowKey[(rowKey.IndexOf(':') + 1)..];

    public static string FactPartition(LocalDate day, string eventId) => DayPartition(day, eventId);

    /// <summary>All partitions from one day to another, both whole, as a range of PartitionKeys.</summary>
    public static (string From, string To) DayPartitions(LocalDate first, LocalDate last) => ($"{DayText(first)}:", $"{DayText(last)};");

    public static LocalDate DayOfPartition(string partition) => DayPattern.Parse(partition[..8]).Value;
}
