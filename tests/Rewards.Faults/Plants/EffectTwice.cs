using System.Text.Json.Nodes;
using Azure.Core;
using Rewards.Functions.Storage;
using Rewards.Functions.Tests.Support;

namespace Rewards.Faults.Plants;

/// <summary>A fact's key is not its event's id but a new one each time.</summary>
internal sealed class EffectTwice : RewritingPolicy
{
    private int written;

    protected override string RewriteBody(Request request, string body)
    {
        if (!Outage.IsInsertInto(request, TableKeys.Facts))
        {
            return body;
        }

        var fact = JsonNode.Parse(body)!;
        fact["RowKey"] = $"{fact["RowKey"]}:{Interlocked.Increment(ref written)}";
        return fact.ToJsonString();
    }
}
