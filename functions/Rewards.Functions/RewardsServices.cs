using Azure;
using Azure.Identity;
using Azure.Messaging.EventGrid;
using Azure.Storage.Queues;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Rewards.Functions.Access;
using Rewards.Functions.Activities;
using Rewards.Functions.Agenda;
using Rewards.Functions.Audit;
using Rewards.Functions.Batches;
using Rewards.Functions.Campaigns;
using Rewards.Functions.Cards;
using Rewards.Functions.Care;
using Rewards.Functions.Catalogue;
using Rewards.Functions.Clubs;
using Rewards.Functions.Coupons;
using Rewards.Functions.Events;
using Rewards.Functions.FollowUps;
using Rewards.Functions.Http;
using Rewards.Functions.Imports;
using Rewards.Functions.Members;
using Rewards.Functions.Messages;
using Rewards.Functions.Models;
using Rewards.Functions.Points;
using Rewards.Functions.Poison;
using Rewards.Functions.Programmes;
using Rewards.Functions.Purchases;
using Rewards.Functions.Redemptions;
using Rewards.Functions.Reports;
using Rewards.Functions.Segments;
using Rewards.Functions.Stamps;
using Rewards.Functions.Storage;
using Rewards.Functions.Telemetry;

namespace Rewards.Functions;

/// <summary>Everything that the functions are made of. A test replaces the clock by registering its own afterwards.</summary>
public static class RewardsServices
{
    public static IServiceCollection AddRewards(this IServiceCollection services, IConfiguration configuration)
    {
        var options = new RewardsOptions();
        configuration.GetSection(RewardsOptions.Section).Bind(options);
        services.AddSingleton(options);
        AddAccess(services, configuration);
#pragma warning disable RS0030 // The one place where the clock comes from.
        services.AddSingleton<IClock>(SystemClock.Instance);
#pragma warning restore RS0030
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(CodeGenerator.Cryptographic);
        services.AddSingleton(_ => StorageSetup.Tables(configuration));
        services.AddSingleton(_ => StorageSetup.Queues(configuration));
        services.AddSingleton(_ => new RawQueues(StorageSetup.Queues(configuration, QueueMessageEncoding.None)));
        services.AddSingleton(provider => new EventPublisher(
            TopicOf(configuration),
            provider.GetRequiredService<QueueSender>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<RewardsOptions>()));
        AddSingletons(
            services,
            typeof(PartitionTurns), typeof(PartitionStore), typeof(ConflictPatience), typeof(QueueSender), typeof(ClaimStore), typeof(Api), typeof(GuessGuard),
            typeof(ProgrammeCatalogue), typeof(CampaignCatalogue), typeof(CampaignTemplates), typeof(CampaignDefinitions), typeof(CodeGenerator),
            typeof(RewardCatalogue), typeof(RewardDefinitions), typeof(StockKeeper), typeof(ClaimCommand), typeof(RenewalCommand),
            typeof(CareCommand), typeof(OutcomeCommand),
            typeof(CardCoupons), typeof(SegmentCatalogue), typeof(SegmentDefinitions), typeof(SegmentMembership),
            typeof(CouponAddresses), typeof(CouponPlacement), typeof(MemberCoupons), typeof(IssueToMemberCommand),
            typeof(IssueToNobodyCommand), typeof(BatchCommand), typeof(BatchStore), typeof(BatchWriter), typeof(DisableCommand),
            typeof(AllotmentBroker), typeof(RedeemCommand), typeof(RollbackCommand),
            typeof(RedemptionAftermath), typeof(MemberCommand), typeof(MemberEnrolment), typeof(MemberEraser), typeof(MemberLoader), typeof(MemberPages),
            typeof(LedgerAftermath), typeof(LedgerReader), typeof(Reconciler), typeof(ShardReader), typeof(ShardReconciler), typeof(PointsCommand), typeof(CreditCommand),
            typeof(FactSums), typeof(LiabilityReport), typeof(CampaignReport), typeof(CustomerReport), typeof(ExperimentReport),
            typeof(SpendCommand), typeof(HoldCommand), typeof(AdjustmentCommand), typeof(TransferCommand), typeof(TransferCompletion), typeof(AwardCommand),
            typeof(CardDirectory), typeof(CardCommand),
            typeof(ActivityCommand), typeof(ReferralCodeCommand), typeof(ReferralCommand), typeof(ReferrerCommand),
            typeof(AwardedPurchases), typeof(ReturnCommand), typeof(PurchaseEventCommand),
            typeof(AgendaFiling), typeof(TimedCatalogue), typeof(LookFiler), typeof(WalkStarter), typeof(LookCommand), typeof(FactWriter),
            typeof(TimedClaims), typeof(CampaignPreviews),
            typeof(Happenings), typeof(PoisonStore), typeof(MessageOutbox), typeof(MessageGate),
            typeof(ModelCatalogue), typeof(FitStore), typeof(FitCommand), typeof(BuyerPages), typeof(LifetimeReports),
            typeof(FollowUpRunner));
        AddFollowUps(
            services,
            typeof(RedeemFollowUp), typeof(RollbackFollowUp), typeof(IssueFollowUp), typeof(ClaimFollowUp), typeof(CareFollowUp), typeof(OutcomeFollowUp), typeof(IssueToNobodyFollowUp), typeof(BatchFollowUp),
            typeof(FitFollowUp),
            typeof(DisableFollowUp),
            typeof(MemberFollowUp), typeof(RenewalFollowUp), typeof(MemberEraser), typeof(AwardFollowUp), typeof(PointsFollowUp), typeof(TransferFollowUp), typeof(LookFollowUp));
        AddImports(services);
        return services.AddRewardsTelemetry(configuration);
    }

    private static void AddAccess(IServiceCollection services, IConfiguration configuration)
    {
        var access = new AccessOptions();
        configuration.GetSection(AccessOptions.Section).Bind(access);
        services.AddSingleton(access);
        services.AddSingleton(new TillSecrets(access));
        AddSingletons(
            services, typeof(AccessGate), typeof(EntraTokens), typeof(TillSignatures), typeof(TillCatalogue), typeof(TillDefinitions));
    }

    private static void AddImports(IServiceCollection services)
    {
        AddSingletons(services, typeof(ImportStore), typeof(ImportCommand), typeof(CodeAliases), typeof(Exports));
        AddFollowUps(services, typeof(ImportFollowUp));
        services.AddSingleton<ILineImporter, CodeImporter>();
        services.AddSingleton<ILineImporter, MemberImporter>();
    }

    private static void AddSingletons(IServiceCollection services, params Type[] types)
    {
        foreach (var type in types)
        {
            services.AddSingleton(type);
        }
    }

    private static void AddFollowUps(IServiceCollection services, params Type[] types)
    {
        foreach (var type in types)
        {
            services.AddSingleton(typeof(IFollowUp), type);
        }
    }

    /// <summary>Null where no topic is configured. A key is for the local host; deployed, the managed identity opens it.</summary>
    private static EventGridPublisherClient? TopicOf(IConfiguration configuration)
    {
        if (configuration["Events:TopicEndpoint"] is not { Length: > 0 } endpoint)
        {
            return null;
        }

        var options = new EventGridPublisherClientOptions();
        options.Retry.MaxRetries = 1;
        options.Retry.NetworkTimeout = TimeSpan.FromSeconds(5);
        options.Diagnostics.IsDistributedTracingEnabled = false;
        return configuration["Events:TopicKey"] is { Length: > 0 } key
            ? new EventGridPublisherClient(new Uri(endpoint), new AzureKeyCredential(key), options)
            : new EventGridPublisherClient(new Uri(endpoint), new DefaultAzureCredential(), options);
    }
}
