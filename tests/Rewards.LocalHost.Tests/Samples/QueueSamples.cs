using Azure.Storage.Queues.Models;
using Microsoft.Azure.Functions.Worker;

namespace Rewards.LocalHost.Tests.Samples;

public sealed class TextQueueSample(Recorder recorder)
{
    [Function("TakeText")]
    public Task TakeAsync([QueueTrigger("%TextQueue%")] string text, CancellationToken cancellationToken) =>
        recorder.CallAsync(text, cancellationToken);
}

public sealed class TypedQueueSamples(Recorder recorder)
{
    [Function("TakeBytes")]
    public Task TakeBytesAsync([QueueTrigger("%TextQueue%-bytes")] byte[] bytes) => recorder.CallAsync($"bytes {Convert.ToHexString(bytes)}");

    [Function("TakeData")]
    public Task TakeDataAsync([QueueTrigger("%TextQueue%-data")] BinaryData data) => recorder.CallAsync($"data {data}");

    [Function("TakeMessage")]
    public Task TakeMessageAsync([QueueTrigger("%TextQueue%-message")] QueueMessage message) =>
        recorder.CallAsync($"message {message.Body} try {message.DequeueCount}");
}

public sealed class PoisonQueueSample(Recorder recorder)
{
    [Function("TakePoison")]
    public Task TakeAsync([QueueTrigger("%TextQueue%-poison")] string text) => recorder.CallAsync($"poison {text}");
}
