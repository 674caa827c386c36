using System.Text.Json.Nodes;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.OpenApi;

/// <summary>The part of the day that is about who is about to leave, and who complains.</summary>
internal sealed class CareStory(TestApp app, CheckedCalls calls)
{
    public async Task TellAsync()
    {
        await app.DefineSaveOfferAsync("save");
        await app.DefineApologyAsync("sorry");
        await calls.PutAsync(200, "members/m-leaving", new JsonObject());
        await calls.PutAsync(200, "members/m-erased-leaver", new JsonObject());
        await calls.DeleteAsync(204, "members/m-erased-leaver");
        await CancellationsAsync();
        await ComplaintsAsync();
    }

    private async Task CancellationsAsync()
    {
        const string path = "members/m-leaving/cancellations";
        var reason = new JsonObject { ["reason"] = "too-expensive" };
        var id = (await calls.PostAsync(201, path, reason, "a-cancellation")).Json["cancellationId"]!.GetValue<string>();
        await calls.PostAsync(201, path, new JsonObject());
        await calls.PostAsync(400, path, new JsonObject { ["reason"] = "" });
        await calls.PostAsync(404, "members/unknown/cancellations", reason);
        await calls.PostAsync(409, "members/m-erased-leaver/cancellations", reason);
        await calls.PostAsync(422, path, new JsonObject(), "a-cancellation");
        await calls.GetAsync(200, $"{path}/{id}");
        await calls.GetAsync(400, $"members/a@b/cancellations/{id}");
        await calls.GetAsync(404, $"{path}/unknown");
        var stayed = new JsonObject { ["outcome"] = "stayed" };
        await calls.PostAsync(200, $"{path}/{id}/outcome", stayed, "an-outcome");
        await calls.PostAsync(400, $"{path}/{id}/outcome", new JsonObject());
        await calls.PostAsync(404, $"{path}/unknown/outcome", stayed);
        await calls.PostAsync(409, $"{path}/{id}/outcome", new JsonObject { ["outcome"] = "left" });
        await calls.PostAsync(422, $"{path}/{id}/outcome", new JsonObject { ["outcome"] = "left" }, "an-outcome");
    }

    private async Task ComplaintsAsync()
    {
        const string path = "members/m-leaving/complaints";
        var complaint = new JsonObject { ["category"] = "late-delivery", ["reference"] = "order-1" };
        await calls.PostAsync(201, path, complaint, "a-complaint");
        await calls.PostAsync(400, path, new JsonObject());
        await calls.PostAsync(404, "members/unknown/complaints", complaint);
        await calls.PostAsync(409, path, complaint);
        await calls.PostAsync(422, path, new JsonObject { ["category"] = "late-delivery", ["reference"] = "order-2" }, "a-complaint");
    }
}
