using Microsoft.Extensions.DependencyInjection;
using Rewards.Domain.Identifiers;
using Rewards.Functions.Imports;
using Rewards.Functions.Storage;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.OpenApi;

/// <summary>The story's chapter on moving in and out; the campaigns of the others are there.</summary>
internal sealed class OpenApiImports(TestApp app, CheckedCalls calls)
{
    public async Task TellAsync()
    {
        await TellAsync("imports/members", "memberId,balances\nm-9,2027-01-31:500\nm@9,\n", "members");
        await TellAsync("imports/codes", $"code,campaignId\nWELCOME-9,{OpenApiSamples.Campaign}\n?,\n", "codes");
        await calls.GetAsync(404, "imports/unknown");
        await calls.GetAsync(200, "exports/members");
        await calls.GetAsync(200, $"exports/codes?campaignId={OpenApiSamples.Campaign}");
        await calls.GetAsync(400, "exports/codes");
        await calls.GetAsync(404, "exports/codes?campaignId=unknown");
        await calls.GetAsync(409, "exports/codes?campaignId=shared");
    }

    private async Task TellAsync(string path, string file, string target)
    {
        var taken = await CallAsync(202, path, file, "a-file");
        await app.WhenIdleAsync();
        var import = (await calls.GetAsync(200, $"imports/{taken.Json["importId"]}")).Json;
        Assert.Equal(("completed", 1), (import["state"]!.GetValue<string>(), import["rejected"]!.GetValue<int>()));
        await CallAsync(400, path, "name\nAnna\n", "another-file");
        await CallAsync(422, path, file + "\n", "a-file");
        await CallAsync(413, path, new string(' ', ImportFile.MaxBytes + 1), "a-large-file");
        var store = app.Host.Services.GetRequiredService<PartitionStore>();
        var id = new OperationId(TableKeys.Hash("anonymous", ImportCommand.Kind, target, null, "given-up"));
        Assert.True(await store.TryAbandonAsync(TableKeys.Imports, id.Value, id, ImportCommand.Kind, CancellationToken.None));
        await CallAsync(409, path, file, "given-up");
    }

    private Task<Answer> CallAsync(int status, string path, string file, string key) => calls.CallAsync(HttpMethod.Post, path, file, key, status);
}
