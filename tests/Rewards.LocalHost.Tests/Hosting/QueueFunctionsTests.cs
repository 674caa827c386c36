using Azure.Storage.Queues;
using Rewards.LocalHost.Hosting;
using Rewards.LocalHost.Tests.Samples;

namespace Rewards.LocalHost.Tests.Hosting;

public sealed class QueueFunctionsTests(StorageFixture storage)
{
    private static readonly Type[] Text = [typeof(TextQueueSample)];

    [Fact]
    public async Task A_message_reaches_its_function_once_and_is_deleted()
    {
        await using var host = await SampleHost.StartAsync(storage, Text);

        await host.SendAsync("grüße");
        await host.WhenIdleAsync();

        Assert.Equal(["grüße"], host.Recorder.Calls);
        Assert.Equal(0, (await host.Queue().GetPropertiesAsync()).Value.ApproximateMessagesCount);
    }

    [Fact]
    public async Task A_message_may_be_taken_as_bytes_data_or_the_whole_message()
    {
        await using var host = await SampleHost.StartAsync(storage, [typeof(TypedQueueSamples)]);

        await host.SendAsync("AB", "-bytes");
        await host.SendAsync("text", "-data");
        await host.SendAsync("text", "-message");
        await host.WhenIdleAsync();

        Assert.Equal(["bytes 4142", "data text", "message text try 1"], host.Recorder.Calls.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_failure_is_tried_again_after_the_visibility_timeout()
    {
        var pause = TimeSpan.FromSeconds(1);
        var times = new List<long>();
        await using var host = await SampleHost.StartAsync(
            storage,
            Text,
            options => options with { HostJson = options.HostJson! with { VisibilityTimeout = pause } },
            recorder => recorder.Then = (_, _) =>
            {
                times.Add(Environment.TickCount64);
                return times.Count == 1 ? throw new InvalidOperationException("once") : Task.CompletedTask;
            });

        await host.SendAsync("a");
        await host.WhenIdleAsync();

        Assert.Equal(2, times.Count);
        // The storage counts in whole seconds and may cut one short.
        Assert.True(times[1] - times[0] >= 500, $"tried again after {times[1] - times[0]} ms");
        Assert.Empty(await host.PoisonAsync());
    }

    [Fact]
    public async Task A_message_that_always_fails_goes_to_the_poison_queue_as_it_was()
    {
        await using var host = await SampleHost.StartAsync(
            storage,
            Text,
            options => options with { HostJson = options.HostJson! with { MaxDequeueCount = 3 } },
            recorder => recorder.Then = (_, _) => throw new InvalidOperationException("always"));

        await host.SendAsync("bad");
        await host.WhenIdleAsync();

        Assert.Equal(["bad", "bad", "bad"], host.Recorder.Calls);
        var poison = Assert.Single(await host.PoisonAsync());
        Assert.Equal("YmFk", poison.MessageText);
        Assert.True(poison.ExpiresOn > DateTimeOffset.UtcNow.AddYears(100), $"it expires on {poison.ExpiresOn}");
    }

    [Fact]
    public async Task A_message_that_is_not_Base64_goes_to_the_poison_queue_unseen()
    {
        await using var host = await SampleHost.StartAsync(storage, Text);

        await host.Queue().SendMessageAsync("{ not base64 }");
        await host.SendAsync("good");
        await host.WhenIdleAsync();

        Assert.Equal(["good"], host.Recorder.Calls);
        Assert.Equal("{ not base64 }", Assert.Single(await host.PoisonAsync()).MessageText);
    }

    [Fact]
    public async Task What_fails_in_a_poison_queue_stays_there()
    {
        await using var host = await SampleHost.StartAsync(
            storage,
            [typeof(PoisonQueueSample)],
            options => options with { HostJson = options.HostJson! with { MaxDequeueCount = 1 } },
            recorder => recorder.Then = (_, _) => throw new InvalidOperationException("always"));
        await host.Queue("-poison").CreateAsync();

        await host.SendAsync("bad", "-poison");
        await host.Recorder.WaitForCallsAsync(1);
        await Task.Delay(300);

        Assert.Single(host.Recorder.Calls);
        Assert.Equal(1, (await host.Queue("-poison").GetPropertiesAsync()).Value.ApproximateMessagesCount);
        Assert.False(await host.Queue("-poison-poison").ExistsAsync());
    }

    [Fact]
    public async Task A_function_that_outlasts_the_lease_runs_once()
    {
        await using var host = await SampleHost.StartAsync(
            storage,
            Text,
            options => options with { QueueLease = TimeSpan.FromSeconds(4) },
            recorder => recorder.Then = (_, cancellationToken) => Task.Delay(TimeSpan.FromSeconds(6), cancellationToken));

        await host.SendAsync("long");
        await host.WhenIdleAsync();

        Assert.Equal(["long"], host.Recorder.Calls);
    }

    [Fact]
    public async Task Messages_are_worked_on_side_by_side_up_to_the_batch_size_and_threshold()
    {
        await using var host = await SampleHost.StartAsync(
            storage,
            Text,
            options => options with { HostJson = options.HostJson! with { BatchSize = 4, NewBatchThreshold = 2 } },
            recorder => recorder.Then = (_, _) => Task.Delay(200, CancellationToken.None));

        await Task.WhenAll(Enumerable.Range(0, 30).Select(number => host.SendAsync($"{number}")));
        await host.WhenIdleAsync();

        Assert.Equal(30, host.Recorder.Calls.Distinct().Count());
        Assert.Equal(30, host.Recorder.Calls.Count);
        Assert.InRange(host.Recorder.MostAtOnce, 3, 6);
    }

    [Fact]
    public async Task A_queue_created_after_the_start_is_pumped_too()
    {
        var name = $"late-{nameof(QueueFunctionsTests).ToLowerInvariant()}";
        await using var host = await SampleHost.StartAsync(
            storage, Text, options => options, settings: new() { ["TextQueue"] = name });
        await host.Queue().DeleteAsync();
        await Task.Delay(100);

        await host.Queue().CreateAsync();
        await host.SendAsync("late");
        await host.WhenIdleAsync();

        Assert.Equal(["late"], host.Recorder.Calls);
    }

    [Fact]
    public async Task A_stop_lets_a_running_function_end_and_its_message_is_gone()
    {
        var host = await SampleHost.StartAsync(
            storage, Text, prepare: recorder => recorder.Then = (_, _) => Task.Delay(500, CancellationToken.None));
        await host.SendAsync("last");
        await host.Recorder.WaitForCallsAsync(1);

        await host.DisposeAsync();

        Assert.Equal(0, (await host.Queue().GetPropertiesAsync()).Value.ApproximateMessagesCount);
    }

    [Fact]
    public async Task A_function_that_does_not_end_is_cancelled_and_its_message_given_back()
    {
        var host = await SampleHost.StartAsync(
            storage,
            Text,
            options => options with { StopGrace = TimeSpan.FromMilliseconds(300) },
            recorder => recorder.Then = (_, cancellationToken) => Task.Delay(Timeout.Infinite, cancellationToken));
        await host.SendAsync("endless");
        await host.Recorder.WaitForCallsAsync(1);

        await host.DisposeAsync();

        Assert.NotNull((await host.Queue().ReceiveMessageAsync()).Value);
    }

    [Fact]
    public async Task Waiting_for_idle_counts_messages_that_are_still_hidden()
    {
        await using var host = await SampleHost.StartAsync(storage, Text);
        await host.Queue().SendMessageAsync("bGF0ZXI=", visibilityTimeout: TimeSpan.FromMinutes(5));

        var failure = await Assert.ThrowsAsync<TimeoutException>(() => host.Host.WhenQueuesIdleAsync(TimeSpan.FromMilliseconds(300)));

        Assert.Contains($"1 in {host.QueueName}", failure.Message, StringComparison.Ordinal);
        Assert.Empty(host.Recorder.Calls);
    }

    [Fact]
    public async Task A_pause_ends_when_the_queue_is_woken()
    {
        await using var host = await SampleHost.StartAsync(
            storage,
            Text,
            options => options with { MinPollInterval = TimeSpan.FromMinutes(5), MaxPollInterval = TimeSpan.FromMinutes(5) });
        await Task.Delay(200);
        await host.SendAsync("woken");
        Assert.Empty(host.Recorder.Calls);

        host.Host.WakeQueues(host.QueueName);

        await host.Recorder.WaitForCallsAsync(1);
    }
}
