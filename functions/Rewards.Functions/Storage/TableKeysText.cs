using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using NodaTime;
using NodaTime.Text;
using Rewards.Domain.Coupons;

namespace Rewards.Functions.Storage;

/// <summary>How what comes from outside becomes a part of a key.</summary>
public static partial class TableKeys
{
    public static int ShardOf(string text, int shards) => (int)(StableHash(text) % (ulong)shards);

    /// <summary>26 characters of base 32 that stand for all the parts, in their order.</summary>
    public static string Hash(params ReadOnlySpan<string?> parts)
    {
        var length = 0;
        foreach (var part in parts)
        {
            length += sizeof(int) + Encoding.UTF8.GetByteCount(part ?? "");
        }

        var bytes = length <= 1024 ? stackalloc byte[length] : new byte[length];
        var rest = bytes;
        foreach (var part in parts)
        {
            var written = Encoding.UTF8.GetBytes(part ?? "", rest[sizeof(int)..]);
            BitConverter.TryWriteBytes(rest, part is null ? -1 : written);
            rest = rest[(sizeof(int) + written)..];
        }

        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, digest);
        return Base32.Encode(digest[..16]);
    }

    /// <summary>Letters, digits, dot, underscore and hyphen stay; every other byte of the UTF-8 becomes =XX, which is reversible.</summary>
    public static string Escape(string text)
    {
        if (!text.AsSpan().ContainsAnyExcept(PlainCharacters))
        {
            return text;
        }

        var escaped = new StringBuilder(text.Length + 16);
        foreach (var b in Encoding.UTF8.GetBytes(text))
        {
            if (PlainCharacters.Contains((char)b))
            {
                escaped.Append((char)b);
            }
            else
            {
                escaped.Append('=').Append(b.ToString("X2"));
            }
        }

        return escaped.ToString();
    }

    /// <summary>Escaped, or a hash where that is too long for a key (1 KiB); == is never escaped text.</summary>
    private static string Short(string text) => Escape(text) is { Length: <= 200 } escaped ? escaped : $"=={Hash(text)}";

    private static readonly SearchValues<char> PlainCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._~-");

    private static readonly LocalDatePattern DayPattern = LocalDatePattern.CreateWithInvariantCulture("uuuuMMdd");

    private static string DayText(LocalDate day) => DayPattern.Format(day);

    private static string DayPartition(LocalDate day, string spread) => $"{DayText(day)}:{ShardOf(spread, DayShards):D2}";

    internal static (string From, string To) Prefix(string prefix) => (prefix, prefix[..^1] + (char)(prefix[^1] + 1));

    private static ulong StableHash(string text)
    {
        Span<byte> digest = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes(text), digest);
        return BitConverter.ToUInt64(digest);
    }
}
