using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using NodaTime.Text;
using Rewards.Domain.Models;
using Rewards.Functions.Agenda;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Models;

/// <summary>
/// Fits the customer model: reads the members page by page, a message a page, and keeps of each what the fit needs; then fits to
/// a sample of at most <see cref="BuyerSample.MaxBuyers"/>, and does what follows from it. A process that dies at any moment leaves
/// this message in the queue, and it comes again; it goes on where the fit's row says, so a message that comes twice or late
/// does no harm:
/// <list type="bullet">
/// <item>Between a page and its progress: the page is read once more and kept in the same place.</item>
/// <item>Between the progress and the next message: that is sent again, and the second of two goes along with the first.</item>
/// <item>Between the model and what follows: the sample is still there, and what follows may be done again.</item>
/// </list>
/// </summary>
public sealed class FitFunction(
    FitStore fits, BuyerPages pages, ModelCatalogue models, LifetimeReports reports, WalkStarter walks, QueueSender queues)
{
    [Function("FitModel")]
    public async Task RunAsync(
        [QueueTrigger(TableKeys.ModelQueue, Connection = StorageSetup.Connection)] string body, CancellationToken cancellationToken)
    {
        var message = JsonSerializer.Deserialize(body, ModelJson.Default.FitMessage)!;
        var begun = ModelFit.Begun(
            message.Fit, InstantPattern.ExtendedIso.Parse(message.StartedAt).Value, LocalDatePattern.Iso.Parse(message.Day).Value);
        var fit = await fits.OpenAsync(begun, cancellationToken);
        if (!fit.Read)
        {
            var further = await pages.KeepNextAsync(fit, cancellationToken);
            await fits.ChangeAsync(fit.Id, stands => stands.Pages > fit.Pages ? stands : further, cancellationToken);
            await queues.SendAsync(TableKeys.ModelQueue, message, ModelJson.Default.FitMessage, TimeSpan.Zero, cancellationToken);
            return;
        }

        if (!fit.Closed)
        {
            await CloseAsync(fit, cancellationToken);
        }

        // Only when nothing asks for them any more.
        await pages.DeleteAsync(fit, cancellationToken);
    }

    private async Task CloseAsync(ModelFit fit, CancellationToken cancellationToken)
    {
        var sample = await pages.SampleAsync(fit, cancellationToken);
        if (fit.State == FitState.Running)
        {
            // The number is given when it is written down.
            var outcome = CustomerModelFit.Of(sample.Buyers, CustomerModel.Default.Version, fit.Day);
            fit = await fits.EndAsync(fit.Id, outcome, cancellationToken);
        }

        var model = await models.VersionAsync(fit.Version, cancellationToken);
        await reports.KeepAsync(fit, model, sample, cancellationToken);
        if (fit.State == FitState.Fitted)
        {
            // Who is looked at by a probability is due on another day now.
            await walks.StartAsync(cancellationToken);
        }

        await fits.ChangeAsync(fit.Id, stands => stands with { Closed = true }, cancellationToken);
    }
}
