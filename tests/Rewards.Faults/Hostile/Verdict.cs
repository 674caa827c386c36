using System.Text.Json;
using System.Text.Json.Nodes;
using Rewards.Functions.Http;
using Rewards.Functions.Tests.Support;

namespace Rewards.Faults.Hostile;

/// <summary>What is wrong with an answer.</summary>
internal sealed class Verdict(OpenApiDocument document)
{
    private readonly JsonNode problem = JsonNode.Parse("""{ "$ref": "#/components/schemas/Problem" }""")!;

    /// <returns>Null: nothing.</returns>
    public string? On(HostileAnswer answered)
    {
        var (call, answer) = (answered.Call, answered.Answer);
        return answered.Status switch
        {
            0 => call.Tolerance == Tolerance.StoppedBefore ? null : "there was no answer",
            >= 500 => "it is the server's fault",
            < 400 => call.LeadsNowhere ? "a key that leads nowhere led to something" : OnAccepted(call, answer),
            _ when answer.Text.Length == 0 => call.Tolerance != Tolerance.None || call.Verb == "HEAD" ? null : "the refusal says nothing",
            _ => OnRefused(call, answer),
        };
    }

    private string? OnAccepted(HostileCall call, Answer answer)
    {
        if (call.Tolerance == Tolerance.NoOperation)
        {
            return "nobody serves this";
        }

        return call.Tolerance == Tolerance.StoppedBefore ? null : Told(document.Check(call.Operation, answer));
    }

    private string? OnRefused(HostileCall call, Answer answer)
    {
        try
        {
            if (call.Tolerance == Tolerance.None && Told(document.Check(call.Operation, answer)) is { } misfit)
            {
                return misfit;
            }

            if (answer.MediaType != Problems.MediaType)
            {
                return $"the refusal is {answer.MediaType}";
            }

            return (int)answer.Status == 400
                ? answer.Field is { Length: > 0 } ? null : "the refusal names no field"
                : Told(document.Schema.Check(answer.Json, problem));
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            return $"the refusal is no JSON: {failure.Message}";
        }
    }

    private static string? Told(IReadOnlyList<string> faults) => faults.Count == 0 ? null : string.Join("; ", faults);
}
