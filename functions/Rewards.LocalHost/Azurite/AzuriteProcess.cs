using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Rewards.LocalHost.Azurite;

/// <summary>
/// Azurite, the storage emulator, as a child process on 127.0.0.1. It ends when it is disposed and also when this
/// process dies. Used by the local host and by every test project.
/// </summary>
public sealed partial class AzuriteProcess : IAsyncDisposable
{
    // Azurite's published development account; it opens nothing but an emulator.
    private const string AccountName = "devstoreaccount1";
    private const string AccountKey = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(5);

    private readonly Process process;
    private readonly Uri queue;
    private readonly Uri table;
    private bool disposed;

    private AzuriteProcess(Process process, Uri queue, Uri table)
    {
        this.process = process;
        ProcessId = process.Id;
        this.queue = queue;
        this.table = table;
    }

    public int ProcessId { get; }

    public Uri QueueEndpoint => new(queue, AccountName);

    public Uri TableEndpoint => new(table, AccountName);

    public string ConnectionString => ConnectionStringOf(AccountName);

    /// <summary>Opens one of <see cref="AzuriteOptions.Accounts"/>.</summary>
    public string ConnectionStringOf(string account) =>
        $"DefaultEndpointsProtocol=http;AccountName={account};AccountKey={AccountKey};QueueEndpoint={new Uri(queue, account)};TableEndpoint={new Uri(table, account)};";

    /// <summary>A storage of its own for a test run: any free ports, nothing kept.</summary>
    public static Task<AzuriteProcess> StartInMemoryAsync(CancellationToken cancellationToken = default) =>
        StartAsync(new AzuriteOptions(), cancellationToken);

    /// <summary>Installs Azurite if need be, starts it and returns when its queues and tables answer.</summary>
    /// <exception cref="LocalHostException">Node is missing, a port is taken, or Azurite does not come up.</exception>
    public static async Task<AzuriteProcess> StartAsync(AzuriteOptions options, CancellationToken cancellationToken = default)
    {
        await AzuriteInstallation.EnsureAsync(options.Log, cancellationToken);

        var process = AzuriteInstallation.StartOrExplain(new ProcessStartInfo("node", Arguments(options))
        {
            WorkingDirectory = AzuriteInstallation.Directory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["AZURITE_ACCOUNTS"] = string.Join(';', options.Accounts.Prepend(AccountName).Select(account => $"{account}:{AccountKey}")) },
        });
        try
        {
            var (queue, table) = await ListeningAsync(process, cancellationToken);
            return new AzuriteProcess(process, queue, table);
        }
        catch
        {
            await StopAsync(process);
            throw;
        }
    }

    /// <summary>Whether queues and tables of this storage answer at all, with whatever status.</summary>
    public static async Task<bool> IsAnsweringAsync(string connectionString, CancellationToken cancellationToken = default)
    {
        var endpoints = StorageEndpoints.Parse(connectionString);
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(2) };
        try
        {
            foreach (var endpoint in new[] { endpoints.Queue, endpoints.Table })
            {
                using var response = await client.GetAsync(endpoint, cancellationToken);
            }

            return true;
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!Interlocked.Exchange(ref disposed, true))
        {
            await StopAsync(process);
        }
    }

    private static IEnumerable<string> Arguments(AzuriteOptions options)
    {
        string[] common =
        [
            Path.Combine(AzuriteInstallation.Directory, "start.js"),
            "--silent", "--skipApiVersionCheck", "--disableTelemetry",
            "--blobPort", $"{options.BlobPort}", "--queuePort", $"{options.QueuePort}", "--tablePort", $"{options.TablePort}",
        ];
        return options.DataDirectory is { } directory
            ? [.. common, "--location", directory]
            : [.. common, "--inMemoryPersistence"];
    }

    /// <summary>Azurite says where each service listens, also when it chose the port itself; the tables come last.</summary>
    private static async Task<(Uri Queue, Uri Table)> ListeningAsync(Process process, CancellationToken cancellationToken)
    {
        var listening = new TaskCompletionSource<(Uri, Uri)>(TaskCreationOptions.RunContinuationsAsynchronously);
        var said = new List<string>();
        Uri? queue = null;

        void Hear(object sender, DataReceivedEventArgs line)
        {
            if (line.Data is null || listening.Task.IsCompleted)
            {
                return;
            }

            lock (said)
            {
                said.Add(line.Data);
            }

            var match = Listening().Match(line.Data);
            if (match.Groups["service"].Value == "Queue")
            {
                queue = new Uri(match.Groups["address"].Value);
            }
            else if (match.Groups["service"].Value == "Table")
            {
                listening.TrySetResult((queue!, new Uri(match.Groups["address"].Value)));
            }
        }

        process.OutputDataReceived += Hear;
        process.ErrorDataReceived += Hear;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();

        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(StartTimeout);
        var exited = process.WaitForExitAsync(timeout.Token);
        if (await Task.WhenAny(listening.Task, exited) == listening.Task)
        {
            return await listening.Task;
        }

        cancellationToken.ThrowIfCancellationRequested();
        lock (said)
        {
            throw new LocalHostException($"Azurite did not start: {string.Join(' ', said.TakeLast(3))}");
        }
    }

    private static async Task StopAsync(Process process)
    {
        using (process)
        {
            try
            {
                process.StandardInput.Close();
                using var timeout = new CancellationTokenSource(StopTimeout);
                await process.WaitForExitAsync(timeout.Token);
            }
            catch (Exception exception) when (exception is OperationCanceledException or IOException)
            {
                process.Kill();
            }
        }
    }

    [GeneratedRegex("^Azurite (?<service>Queue|Table) service is successfully listening at (?<address>http://.+)$")]
    private static partial Regex Listening();
}
