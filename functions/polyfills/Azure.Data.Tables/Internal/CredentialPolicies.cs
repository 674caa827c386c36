using System.Globalization;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Azure.Data.Tables.Internal;

/// <summary>Signs with the account's key; it runs for each try, so that a late retry does not carry a stale date.</summary>
internal sealed class SharedKeyPolicy(TableSharedKeyCredential credential) : HttpPipelineSynchronousPolicy
{
    public override void OnSendingRequest(HttpMessage message)
    {
        var date = DateTime.UtcNow.ToString("R", CultureInfo.InvariantCulture);
        var path = message.Request.Uri.ToUri().AbsolutePath;
        var signature = credential.Sign($"{date}\n/{credential.AccountName}{path}");
        message.Request.Headers.SetValue("x-ms-date", date);
        message.Request.Headers.SetValue("Authorization", $"SharedKeyLite {credential.AccountName}:{signature}");
    }
}

internal sealed class SasPolicy(AzureSasCredential credential) : HttpPipelineSynchronousPolicy
{
    public override void OnSendingRequest(HttpMessage message)
    {
        var signature = credential.Signature.TrimStart('?');
        var query = message.Request.Uri.Query;
        if (!query.Contains(signature, StringComparison.Ordinal))
        {
            message.Request.Uri.Query = string.IsNullOrEmpty(query) ? $"?{signature}" : $"{query}&{signature}";
        }
    }
}
