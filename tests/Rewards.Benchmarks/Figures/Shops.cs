using System.Net;
using System.Text;
using System.Xml.Linq;
using Azure.Storage.Queues;
using Microsoft.Extensions.DependencyInjection;
using Rewards.Benchmarks.Floor;
using Rewards.Benchmarks.Load;
using Rewards.Benchmarks.Processes;
using Rewards.Functions.FollowUps;
using Rewards.Functions.Storage;
using Rewards.Functions.Tests.Support;
using Rewards.LocalHost.Azurite;

namespace Rewards.Benchmarks.Figures;

/// <summary>The same shop twice in one Azurite, each in an account of its own: one for the host that is measured, one for its floor.</summary>
/// <param name="Sales">By campaign.</param>
/// <param name="Requests">To storage, that the floor sends in place of a redemption.</param>
internal sealed record Shops(
    AzuriteProcess Azurite, MeasuredHost Host, Till Till, FloorProcess Floor, IReadOnlyList<IReadOnlyList<Sale>> Sales, int Requests) : IAsyncDisposable
{
    private const string MeasuredAccount = "measured";

    private const string FloorAccount = "floor";

    /// <summary>How many redemptions of the floor's shop go through the app, so that every shard's rows stand.</summary>
    private const int Opening = 200;

    /// <param name="campaigns">Each with its shards and how many codes may be redeemed of it.</param>
    /// <param name="followUps">Whether they are worked off; the members are enrolled then.</param>
    public static async Task<Shops> OpenAsync(IReadOnlyList<(string Campaign, int Shards, int Count)> campaigns, bool followUps)
    {
        var azurite = await AzuriteProcess.StartAsync(new AzuriteOptions { Accounts = [MeasuredAccount, FloorAccount] });
        var host = await MeasuredHost.StartAsync(new HostSettings(azurite.ConnectionStringOf(MeasuredAccount), followUps));
        var till = new Till(host.Address);
        var sales = await OpenAsync(till, campaigns);
        await EnrolAsync(azurite.ConnectionStringOf(MeasuredAccount), sales, followUps);

        var scripts = await RecordAsync(azurite.ConnectionStringOf(FloorAccount), campaigns, followUps);
        var key = azurite.ConnectionString.Split("AccountKey=")[1].Split(';')[0];
        var floor = await FloorProcess.StartAsync(new FloorSettings(FloorAccount, key, scripts));
        return new Shops(azurite, host, till, floor, sales, scripts[0].Recorded.Count);
    }

    /// <summary>
    /// Nobody works off what the floor sends, and the emulator looks through the messages of all queues for the one that the host
    /// asks for: they would hold the host up, more with every turn.
    /// </summary>
    public async Task ForgetFloorsMessagesAsync() =>
        await new QueueClient(Azurite.ConnectionStringOf(FloorAccount), TableKeys.FollowUpQueue).ClearMessagesAsync();

    public async ValueTask DisposeAsync()
    {
        await Floor.DisposeAsync();
        Till.Dispose();
        await Host.DisposeAsync();
        await Azurite.DisposeAsync();
    }

    /// <summary>So that no follow-up enrols them in passing.</summary>
    private static Task EnrolAsync(string connectionString, IReadOnlyList<IReadOnlyList<Sale>> sales, bool followUps) =>
        followUps ? Sleepers.AddAsync(connectionString, 0, sales.Sum(each => each.Count), 0, "2026-05-30") : Task.CompletedTask;

    private static async Task<IReadOnlyList<IReadOnlyList<Sale>>> OpenAsync(
        Till till, IReadOnlyList<(string Campaign, int Shards, int Count)> campaigns)
    {
        List<IReadOnlyList<Sale>> sales = [];
        foreach (var (campaign, shards, count) in campaigns)
        {
            sales.Add(await till.OpenAsync(campaign, shards, count + Opening, sales.Sum(each => each.Count)));
        }

        return sales;
    }

    private static async Task<IReadOnlyList<FloorScript>> RecordAsync(
        string connectionString, IReadOnlyList<(string Campaign, int Shards, int Count)> campaigns, bool followUps)
    {
        var recorder = new Recorder();
        await using var app = await HostChild.StartAsync(new HostSettings(connectionString, RunQueues: false), recorder);
        using var till = new Till(app.Host.ApiAddress);
        var opened = await OpenAsync(till, campaigns);
        await EnrolAsync(connectionString, opened, followUps);
        List<FloorScript> scripts = [];
        foreach (var (sales, (campaign, _, _)) in opened.Zip(campaigns))
        {
            await till.RedeemAsync(8, [.. sales.Take(Opening - 1)]);
            var recording = sales[Opening - 1];
            var recorded = await recorder.DuringAsync(async () =>
            {
                (await app.RedeemAsync(recording.Code, recording.Body, recording.Receipt)).Expect(HttpStatusCode.Created);
                if (followUps)
                {
                    await FollowAsync(app, recorder);
                }
            });
            scripts.Add(new FloorScript(campaign, recording, recorded, [.. sales.Skip(Opening)]));
        }

        return scripts;
    }

    /// <summary>Runs the follow-up of what was redeemed last, as its message would.</summary>
    private static async Task FollowAsync(TestApp app, Recorder recorder)
    {
        var sent = recorder.Requests.Single(request => request.IsOfQueue);
        var text = XDocument.Load(new MemoryStream(sent.Body!)).Descendants("MessageText").Single().Value;
        var function = ActivatorUtilities.CreateInstance<FollowUpFunction>(app.Host.Services);
        await function.RunAsync(Encoding.UTF8.GetString(Convert.FromBase64String(text)), CancellationToken.None);
    }
}
