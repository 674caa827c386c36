using Microsoft.Extensions.DependencyInjection;
using Rewards.Domain.Identifiers;
using Rewards.Functions.Models;
using Rewards.Functions.Storage;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.OpenApi;

/// <summary>The customer model's part of the story.</summary>
internal static class ModelStory
{
    public static async Task TellAsync(TestApp app, CheckedCalls calls)
    {
        await calls.GetAsync(200, "customer-model");
        await calls.GetAsync(200, "reports/lifetime-value");
        await calls.PostAsync(202, "customer-model/fits", null);
        await calls.PostAsync(400, "customer-model/fits", null, "");
        await GiveUpAsync(app, "given-up");
        await calls.PostAsync(409, "customer-model/fits", null, "given-up");
        await app.WhenIdleAsync();
        Assert.NotNull((await calls.GetAsync(200, "customer-model")).Json["lastFit"]);
        await calls.GetAsync(200, "reports/lifetime-value?format=csv");
        await calls.GetAsync(400, "reports/lifetime-value?format=xls");
    }

    /// <summary>As the follow-up does with an operation that never came to an end.</summary>
    private static async Task GiveUpAsync(TestApp app, string key)
    {
        var id = new OperationId(TableKeys.Hash("anonymous", FitCommand.Kind, TableKeys.ModelPartition, null, key));
        var store = app.Host.Services.GetRequiredService<PartitionStore>();
        Assert.True(await store.TryAbandonAsync(TableKeys.Campaigns, TableKeys.ModelPartition, id, FitCommand.Kind, CancellationToken.None));
    }
}
