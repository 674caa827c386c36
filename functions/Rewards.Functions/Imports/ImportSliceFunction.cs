using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using Rewards.Domain;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Imports;

/// <summary>What came of a line. A closed union.</summary>
public abstract record LineOutcome
{
    private LineOutcome()
    {
    }

    /// <summary>What was wrong. A member who is imported may have been refused a card.</summary>
    public IReadOnlyList<FieldError> Errors { get; init; } = [];

    /// <summary>By this import, now or in an earlier run of its message.</summary>
    public sealed record Imported : LineOutcome;

    /// <summary>An earlier import had it.</summary>
    public sealed record Unchanged : LineOutcome;

    /// <summary>It has changed nothing.</summary>
    public sealed record Rejected : LineOutcome
    {
        public Rejected(params IReadOnlyList<FieldError> errors) => Errors = errors;

        public Rejected(string field, string message)
            : this(new FieldError(field, message))
        {
        }
    }
}

/// <summary>Carries out the lines of one kind of file, each a command of its own that may be repeated.</summary>
public interface ILineImporter
{
    string Kind { get; }

    /// <param name="field">By column; empty where there is none.</param>
    Task<LineOutcome> ImportAsync(string import, int line, Func<string, string> field, CancellationToken cancellationToken);
}

/// <summary>
/// Works a slice off: its lines, then what came of them, then the lines are dropped. A process that dies at any moment leaves
/// this message in the queue: a line that was carried out is known by its own rows, which name the import and the line.
/// </summary>
public sealed class ImportSliceFunction(ImportStore imports, IEnumerable<ILineImporter> importers)
{
    private const int MaxParallel = 8;

    private static readonly LineOutcome.Rejected Unreadable =
        new("body", "The line cannot be read: its quotes do not match, or it has not as many fields as the header.");

    [Function("ImportSlice")]
    public async Task RunAsync(
        [QueueTrigger(TableKeys.ImportQueue, Connection = StorageSetup.Connection)] string body, CancellationToken cancellationToken)
    {
        var message = JsonSerializer.Deserialize(body, ImportJson.Default.ImportMessage)!;
        var import = await imports.FindAsync(message.Import, cancellationToken)
            ?? throw new InvalidOperationException($"There is no import {message.Import}.");
        if (!await imports.IsDoneAsync(import.Id, message.Slice, cancellationToken)
            && await imports.SliceAsync(import.Id, message.Slice, cancellationToken) is { } slice)
        {
            var result = await WorkOffAsync(import, slice, cancellationToken);
            await imports.KeepAsync(result, import.Id, message.Slice, cancellationToken);
        }

        await imports.DropSliceAsync(import.Id, message.Slice, cancellationToken);
    }

    private async Task<ImportResult> WorkOffAsync(Import import, ImportSlice slice, CancellationToken cancellationToken)
    {
        var importer = importers.Single(importer => importer.Kind == import.Kind);
        var outcomes = new ConcurrentBag<(int Line, LineOutcome Outcome)>();
        await Parallel.ForEachAsync(
            ImportFile.Read(slice, import.Columns),
            new ParallelOptions { MaxDegreeOfParallelism = MaxParallel, CancellationToken = cancellationToken },
            async (line, token) => outcomes.Add((
                line.Line, line.Field is { } field ? await importer.ImportAsync(import.Id, line.Line, field, token) : Unreadable)));
        return new ImportResult(
            outcomes.Count(line => line.Outcome is LineOutcome.Imported),
            outcomes.Count(line => line.Outcome is LineOutcome.Unchanged),
            outcomes.Count(line => line.Outcome is LineOutcome.Rejected),
            [
                .. outcomes.OrderBy(line => line.Line)
                    .SelectMany(line => line.Outcome.Errors, (line, error) => new ImportError(line.Line, error.Field, error.Message))
                    .Take(ImportResult.MaxErrors),
            ]);
    }
}
