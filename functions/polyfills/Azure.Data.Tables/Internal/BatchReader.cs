using System.Buffers.Text;

namespace Azure.Data.Tables.Internal;

/// <summary>Takes the multipart reply to a transaction apart: one response an action, or a single refusal.</summary>
internal static class BatchReader
{
    public static List<Response> Read(BinaryData body)
    {
        var parts = new List<Response>();
        var memory = body.ToMemory();
        var position = 0;
        while (NextLine(memory.Span, ref position, out var line))
        {
            if (memory.Span[line].StartsWith("HTTP/1.1 "u8))
            {
                parts.Add(ReadPart(memory, memory.Span[line], ref position));
            }
        }

        return parts;
    }

    private static BatchPartResponse ReadPart(ReadOnlyMemory<byte> memory, ReadOnlySpan<byte> statusLine, ref int position)
    {
        var text = statusLine["HTTP/1.1 ".Length..];
        if (!Utf8Parser.TryParse(text, out int status, out var length))
        {
            throw new FormatException("A part of the transaction's reply has no status.");
        }

        var headers = position;
        while (NextLine(memory.Span, ref position, out var line) && !memory.Span[line].IsEmpty)
        {
        }

        // JSON escapes line breaks, so the first line that begins like a boundary is one.
        var content = position;
        var end = memory.Span[content..].IndexOf("\r\n--"u8);
        end = end < 0 ? memory.Length : content + end;
        var isEmpty = memory.Span[content..].StartsWith("--"u8);
        return new BatchPartResponse(
            status,
            System.Text.Encoding.ASCII.GetString(text[length..].TrimStart((byte)' ')),
            memory[headers..content],
            isEmpty ? default : memory[content..end]);
    }

    private static bool NextLine(ReadOnlySpan<byte> bytes, ref int position, out Range line)
    {
        if (position >= bytes.Length)
        {
            line = default;
            return false;
        }

        var start = position;
        var length = bytes[start..].IndexOf((byte)'\n');
        position = length < 0 ? bytes.Length : start + length + 1;
        var end = length < 0 ? bytes.Length : start + length;
        line = start..(end > start && bytes[end - 1] == '\r' ? end - 1 : end);
        return true;
    }
}
