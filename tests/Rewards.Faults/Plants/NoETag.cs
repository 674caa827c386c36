using System.Text.RegularExpressions;
using Azure.Core;

namespace Rewards.Faults.Plants;

/// <summary>Whoever writes last wins, whatever was read.</summary>
internal sealed partial class NoETag : RewritingPolicy
{
    protected override void RewriteHeaders(Request request)
    {
        if (request.Headers.Contains("If-Match"))
        {
            request.Headers.SetValue("If-Match", "*");
        }
    }

    protected override string RewriteBody(Request request, string body) => Condition().Replace(body, "If-Match: *");

    [GeneratedRegex(@"^If-Match: [^\r\n]*", RegexOptions.Multiline)]
    private static partial Regex Condition();
}
