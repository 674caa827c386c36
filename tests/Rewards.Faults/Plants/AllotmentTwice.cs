using System.Text.Json.Nodes;
using Azure.Core;
using Rewards.Functions.Storage;

namespace Rewards.Faults.Plants;

/// <summary>All that the account has granted counts as given back at once: it always has the whole limit to grant.</summary>
internal sealed class AllotmentTwice : RewritingPolicy
{
    protected override string RewriteBody(Request request, string body)
    {
        if (request.Method != RequestMethod.Put || !PathOf(request).Contains("RowKey='account:", StringComparison.Ordinal))
        {
            return body;
        }

        var account = JsonNode.Parse(body)!;
        account["Returned"] = account["Granted"]!.GetValue<string>();
        return account.ToJsonString();
    }
}
