using Azure.Data.Tables;

namespace Rewards.Functions.Tests.Support;

/// <summary>What stands in the app's tables, by kind.</summary>
public static class AppRows
{
    /// <summary>Rows whose RowKey begins with the kind and a colon.</summary>
    public static Task<IReadOnlyList<TableEntity>> RowsOfKindAsync(this TestApp app, string table, string kind) =>
        app.RowsAsync(table, $"RowKey ge '{kind}:' and RowKey lt '{kind};'");

    /// <summary>All rows of all tables, each with its table, keys and values as one text.</summary>
    public static async Task<IReadOnlyList<string>> DumpAsync(this TestApp app)
    {
        List<string> dump = [];
        foreach (var table in Rewards.Functions.Storage.TableKeys.Tables)
        {
            dump.AddRange((await app.RowsAsync(table)).Select(row => $"{table}: {TextOf(row)}"));
        }

        return dump;
    }

    /// <summary>The messages of all queues, hidden ones left out.</summary>
    public static async Task<IReadOnlyList<string>> PeekAsync(this TestApp app)
    {
        List<string> messages = [];
        foreach (var queue in Rewards.Functions.Storage.TableKeys.Queues.SelectMany(queue => new[] { queue, $"{queue}-poison" }))
        {
            var peeked = await app.Queue(queue).PeekMessagesAsync(32);
            messages.AddRange(peeked.Value.Select(message => $"{queue}: {Decode(message.MessageText)}"));
        }

        return messages;
    }

    private static string TextOf(TableEntity row) => string.Join(' ', row.Select(value => $"{value.Key}={TextOf(value.Value)}"));

    private static string? TextOf(object? value) => value is byte[] bytes ? System.Text.Encoding.UTF8.GetString(bytes) : value?.ToString();

    private static string Decode(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length) ? System.Text.Encoding.UTF8.GetString(bytes, 0, length) : text;
    }
}
