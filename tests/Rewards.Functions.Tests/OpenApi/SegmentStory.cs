using System.Text.Json.Nodes;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.OpenApi;

/// <summary>The part of the day that is about segments.</summary>
internal static class SegmentStory
{
    public static async Task TellAsync(CheckedCalls calls)
    {
        await calls.PutAsync(200, "segments/loyal", SegmentShop.Segment());
        await calls.PutAsync(200, "segments/everything", SegmentShop.Segment(SegmentShop.EveryRule));
        await calls.PutAsync(400, "segments/loyal", new JsonObject());
        await calls.GetAsync(200, "segments/everything");
        await calls.GetAsync(400, "segments/a@b");
        await calls.GetAsync(404, "segments/unknown");
        await calls.GetAsync(200, "segments");
        await calls.GetAsync(400, "segments?next=%25");
    }
}
