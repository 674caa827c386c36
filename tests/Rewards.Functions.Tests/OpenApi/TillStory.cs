using System.Text.Json.Nodes;

namespace Rewards.Functions.Tests.OpenApi;

/// <summary>The part of the day that is about tills that sign.</summary>
internal static class TillStory
{
    public static async Task TellAsync(CheckedCalls calls)
    {
        await calls.PutAsync(200, "tills/t-1", new JsonObject { ["storeId"] = "0042" });
        await calls.PutAsync(400, "tills/t-1", new JsonObject());
        await calls.PostAsync(201, "tills/t-1/keys", null);
        var key = (await calls.PostAsync(201, "tills/t-1/keys", null)).Json["keyId"]!.GetValue<string>();
        await calls.PostAsync(409, "tills/t-1/keys", null);
        await calls.PostAsync(400, "tills/t-1/keys", null, "");
        await calls.PostAsync(404, "tills/unknown/keys", null);
        await calls.GetAsync(200, "tills/t-1");
        await calls.GetAsync(400, "tills/a@b");
        await calls.GetAsync(404, "tills/unknown");
        await calls.GetAsync(200, "tills");
        await calls.GetAsync(400, "tills?next=%25");
        await calls.DeleteAsync(204, $"tills/t-1/keys/{key}");
        await calls.DeleteAsync(400, $"tills/a@b/keys/{key}");
        await calls.DeleteAsync(404, "tills/t-1/keys/unknown");
    }
}
