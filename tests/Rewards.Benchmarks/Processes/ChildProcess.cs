using System.Diagnostics;
using System.Text.Json;

namespace Rewards.Benchmarks.Processes;

/// <summary>This program once more, in a process of its own: it is asked and answers by lines of JSON, and ends with its input.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(15);

    private readonly Process process;

    private ChildProcess(Process process) => this.process = process;

    public static ChildProcess Start(string argument) => new(Process.Start(new ProcessStartInfo("dotnet", [typeof(ChildProcess).Assembly.Location, argument])
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
    })!);

    /// <exception cref="InvalidOperationException">It died; what it said about it stands on the standard error.</exception>
    public async Task<TAnswer> AskAsync<TQuestion, TAnswer>(TQuestion question)
    {
        await process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(question));
        return await process.StandardOutput.ReadLineAsync() is { } answer
            ? JsonSerializer.Deserialize<TAnswer>(answer)!
            : throw new InvalidOperationException("The process that is measured has died.");
    }

    /// <summary>The child's side: answers the lines that come, until no more come.</summary>
    public static async Task ServeAsync<TQuestion>(Func<TQuestion, Task<object>> answer)
    {
        while (await Console.In.ReadLineAsync() is { } line)
        {
            Console.WriteLine(JsonSerializer.Serialize(await answer(JsonSerializer.Deserialize<TQuestion>(line)!)));
        }
    }

    public async ValueTask DisposeAsync()
    {
        using (process)
        {
            process.StandardInput.Close();
            using var timeout = new CancellationTokenSource(StopTimeout);
            try
            {
                await process.WaitForExitAsync(timeout.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill();
            }
        }
    }
}
