using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Rewards.Benchmarks.Load;
using Rewards.Domain.Baskets;
using Rewards.Domain.Coupons;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Redemptions;
using Rewards.Functions.Storage;

namespace Rewards.Benchmarks.Floor;

/// <summary>The requests of one redemption, to be sent as they are.</summary>
/// <param name="First">Sent together: the reads and the enqueue.</param>
/// <param name="Batch">Sent when all of the first are answered.</param>
/// <param name="After">Of the follow-up, one after the other; none where it is held back.</param>
internal sealed record FloorCall(HttpRequestMessage[] First, HttpRequestMessage Batch, HttpRequestMessage[] After);

/// <summary>
/// Makes the floor's requests from those that a real redemption sent, with other keys of the same length: the same rows, the
/// same sizes. Made, signed and encoded before any time is taken. Where the redemption writes under the ETags it has read, the
/// floor writes unconditionally: it never has to wait for a turn or to look at an answer.
/// </summary>
/// <param name="Recorded">What one redemption sent, and after its batch its follow-up.</param>
/// <param name="Recording">Which redemption that was.</param>
internal sealed partial record FloorScript(string Campaign, Sale Recording, IReadOnlyList<RecordedRequest> Recorded, IReadOnlyList<Sale> Sales)
{
    /// <param name="key">The account's, in Base64.</param>
    public FloorCall CallOf(Sale sale, string account, byte[] key)
    {
        var replacements = Keys(Recording, OperationOfRecording()).Zip(Keys(sale, TableKeys.Hash(sale.Code))).ToList();
        var requests = Recorded.Select(request => ToMessage(request, replacements, account, key)).ToList();
        var batch = Recorded.ToList().FindIndex(request => request.IsBatch);
        return new FloorCall([.. requests[..batch]], requests[batch], [.. requests[(batch + 1)..]]);
    }

    private string OperationOfRecording() =>
        OperationRow().Match(Encoding.UTF8.GetString(Recorded.First(request => request.IsBatch).Body!)).Groups[1].Value;

    /// <summary>All by which one redemption's requests differ from another's, the longer before those that they contain.</summary>
    private IEnumerable<string> Keys(Sale sale, string operation)
    {
        var code = CouponCode.Parse(sale.Code);
        var partition = TableKeys.CouponPartition(CampaignId.Parse(Campaign), code.Shard);
        yield return RedemptionId.Of(code.Tag, code.Shard, new OperationId(operation)).Value;
        yield return operation;
        yield return TableKeys.UseRow(MemberId.Parse(sale.Member), partition);
        yield return TableKeys.ReceiptRow(code, new Receipt("0042", "3", sale.Receipt), partition);
        yield return partition;
        yield return code.Value;
        yield return sale.Member;
        yield return sale.Receipt;
    }

    private static HttpRequestMessage ToMessage(
        RecordedRequest recorded, IReadOnlyList<(string Old, string New)> replacements, string account, byte[] key)
    {
        var message = new HttpRequestMessage(new HttpMethod(recorded.Method), Replace(recorded.Uri, replacements));
        if (recorded.Body is not null)
        {
            // The body of a queue's message is signed by its length, and stays as it is.
            message.Content = new ByteArrayContent(recorded.IsOfQueue
                ? recorded.Body
                : Encoding.UTF8.GetBytes(Condition().Replace(Replace(Encoding.UTF8.GetString(recorded.Body), replacements), "If-Match: *")));
        }

        foreach (var (name, value) in recorded.Headers)
        {
            if (!message.Headers.TryAddWithoutValidation(name, value))
            {
                message.Content?.Headers.TryAddWithoutValidation(name, value);
            }
        }

        if (!recorded.IsOfQueue)
        {
            var date = recorded.Headers.First(header => header.Key == "x-ms-date").Value;
            var signature = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{date}\n/{account}{message.RequestUri!.AbsolutePath}"));
            message.Headers.Remove("Authorization");
            message.Headers.TryAddWithoutValidation("Authorization", $"SharedKeyLite {account}:{Convert.ToBase64String(signature)}");
        }

        return message;
    }

    private static string Replace(string text, IReadOnlyList<(string Old, string New)> replacements) => replacements.Aggregate(
        text,
        (current, each) => current.Replace(each.Old, each.New, StringComparison.Ordinal)
            .Replace(Uri.EscapeDataString(each.Old), Uri.EscapeDataString(each.New), StringComparison.Ordinal));

    [GeneratedRegex("\"RowKey\":\"op:([^\"]+)\"")]
    private static partial Regex OperationRow();

    [GeneratedRegex("If-Match: [^\r]+")]
    private static partial Regex Condition();
}
