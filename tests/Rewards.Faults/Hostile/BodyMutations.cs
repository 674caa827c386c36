using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;

namespace Rewards.Faults.Hostile;

/// <summary>Bodies that are wrong as bytes, whatever they say.</summary>
internal static class BodyMutations
{
    private const int Large = 10 * 1024 * 1024;

    /// <summary>Of a JSON body or of a file.</summary>
    public static IEnumerable<HostileCall> Of(HostileCall valid, Random random, bool withLarge)
    {
        var body = valid.Body!;
        var text = Encoding.UTF8.GetString(body);
        HostileCall With(string name, byte[] bytes) => valid with { Name = name, Body = bytes };
        HostileCall WithText(string name, string changed) => With(name, Encoding.UTF8.GetBytes(changed));

        yield return With("no body", []);
        yield return WithText("blank", " \r\n\t ");
        yield return WithText("byte order mark", "\ufeff" + text);
        yield return With("UTF-16", [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(text)]);
        yield return WithText("twice", text + text);
        yield return WithText("trailing garbage", text + "}");
        yield return WithText("a comment", "/* */" + text);
        yield return WithText("a trailing comma", text.TrimEnd() is [.. var most, '}'] ? $"{most},}}" : text + ",");
        yield return WithText("single quotes", text.Replace('"', '\''));
        yield return WithText("zero bytes", text + "\0\0\0");
        yield return WithText("padded beyond the limit", text + new string(' ', 40_000));
        yield return WithText("form", "memberId=m-1&count=1") with { ContentType = "application/x-www-form-urlencoded" };
        yield return With("compressed", Compressed(body));
        yield return With("random bytes", Bytes(random, 300));
        for (var i = 0; i < 4; i++)
        {
            var cut = random.Next(1, Math.Max(2, body.Length - 1));
            yield return With($"cut at {cut}", body[..cut]);
            yield return With($"not UTF-8 at {cut}", [.. body[..cut], 0xC3, 0x28, 0xFF, .. body[cut..]]);
            yield return With($"surrogate bytes at {cut}", [.. body[..cut], 0xED, 0xA0, 0x80, .. body[cut..]]);
            yield return With($"a zero byte at {cut}", [.. body[..cut], 0, .. body[cut..]]);
            var flipped = body.ToArray();
            flipped[cut % body.Length] ^= (byte)(1 << random.Next(8));
            yield return With($"a bit flipped at {cut}", flipped);
        }

        foreach (var type in new[] { null, "", "text/plain", "application/xml", "multipart/form-data; boundary=x", "application/json; charset=utf-16", "a", "application/json;;;" })
        {
            yield return valid with { Name = $"Content-Type '{type}'", ContentType = type };
        }

        yield return valid with { Name = "chunked", IsChunked = true };
        if (withLarge)
        {
            yield return With("10 MB", Enumerable.Repeat((byte)' ', Large).ToArray()) with { Tolerance = Tolerance.StoppedBefore };
            yield return With("10 MB chunked", Enumerable.Repeat((byte)'[', Large).ToArray()) with { IsChunked = true, Tolerance = Tolerance.StoppedBefore };
        }
    }

    public static IEnumerable<HostileCall> OfJson(HostileCall valid) =>
        JsonMutations.Of(JsonNode.Parse(valid.Body!)!).Select(mutation => valid with { Name = mutation.Name, Body = Encoding.UTF8.GetBytes(mutation.Text) });

    private static byte[] Compressed(byte[] body)
    {
        using var buffer = new MemoryStream();
        using (var zip = new GZipStream(buffer, CompressionLevel.Fastest))
        {
            zip.Write(body);
        }

        return buffer.ToArray();
    }

    private static byte[] Bytes(Random random, int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }
}
