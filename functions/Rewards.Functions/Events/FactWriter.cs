using Azure.Data.Tables;
using NodaTime;
using NodaTime.Text;
using Rewards.Functions.Programmes;
using Rewards.Functions.Reports;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Events;

/// <summary>Writes down what happened, one row an event: its id is the key, so counting twice is impossible. No member is named.</summary>
public sealed class FactWriter(PartitionStore store, ProgrammeCatalogue programmes, IClock clock)
{
    public async Task WriteAsync(RewardsEvent happened, CancellationToken cancellationToken)
    {
        var programme = await programmes.NewestAsync(cancellationToken);
        var day = programme.DayOf(InstantPattern.ExtendedIso.Parse(happened.Time).Value);
        var row = new TableEntity(TableKeys.FactPartition(day, happened.Id), happened.Id)
        {
            ["Type"] = happened.Type,
            ["Campaign"] = happened.Data.CampaignId,
            ["Version"] = happened.Data.CampaignVersion,
            ["Store"] = happened.Data.StoreId,
            ["Currency"] = happened.Data.Currency,
            ["AmountMinor"] = happened.Data.AmountMinor,
            ["Count"] = happened.Data.Count,
            ["Points"] = happened.Data.Points,
            ["Months"] = happened.Data.Months is { } months ? LiabilitySheet.WriteMonths(months) : null,
            ["Arm"] = happened.Details.Arm,
            ["Category"] = happened.Data.Category,
            ["NoOffer"] = happened.Data.NoOffer,
            ["Outcome"] = happened.Data.Outcome,
            ["Squares"] = happened.Details.SquaresDelta,
            ["On"] = happened.Details.Step?.On,
            ["First"] = happened.Details.Step?.First,
            ["SecondDay"] = happened.Details.Step?.SecondDay,
            ["FirstOfMonth"] = happened.Details.Step?.FirstOfMonth,
            ["RetainedIn"] = happened.Details.Step?.RetainedIn is { } retained ? string.Join(';', retained) : null,
            ["Campaigns"] = happened.Details.Campaigns.Count > 0 ? string.Join(';', happened.Details.Campaigns) : null,
        };

        // It may be there from an earlier run of the same follow-up, which died before it could say that the fact is late.
        await TableRows.InsertAsync(store.Table(TableKeys.Facts), row, cancellationToken);
        if (day <= programme.DayOf(clock.GetCurrentInstant()).PlusDays(-FactSums.DaysSummedAgain))
        {
            var late = new TableEntity(TableKeys.LateFactsPartition, TableKeys.LateFactsRow(day)) { ["Day"] = RowValues.Write(day) };
            await store.Table(TableKeys.Reports).UpsertEntityAsync(late, TableUpdateMode.Replace, cancellationToken);
        }
    }
}

/// <summary>What every follow-up ends with: the facts are written, then the events go out.</summary>
public sealed class Happenings(FactWriter facts, EventPublisher publisher)
{
    public async Task TellAsync(IEnumerable<RewardsEvent> happened, CancellationToken cancellationToken)
    {
        foreach (var one in happened)
        {
            await facts.WriteAsync(one, cancellationToken);
            if (!one.IsFactOnly)
            {
                await publisher.PublishAsync(one, cancellationToken);
            }
        }
    }
}
