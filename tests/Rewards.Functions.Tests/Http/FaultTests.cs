using System.Net;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.Http;

public sealed class FaultTests(TestStorage storage)
{
    [Fact]
    public async Task A_fault_is_told_without_its_inside_and_logged_with_it_and_a_retry_tells_the_outcome()
    {
        var (faults, log) = (new StorageFaults(), new CapturedLog());
        await using var app = await TestApp.StartAsync(storage, services: faults.Insert(), change: log.Capture);
        await app.DefineAsync("spring");
        var code = await app.IssueAsync("spring");
        faults.AtBatches(Fault.DieAfter);

        var answer = (await app.RedeemAsync(code, key: "receipt-1")).Expect(HttpStatusCode.InternalServerError);

        Assert.Equal(("internal-error", "application/problem+json"), (answer.Reason, answer.MediaType));
        Assert.DoesNotContain(nameof(ProcessDiedException), answer.Text, StringComparison.Ordinal);
        Assert.Contains(log.Lines, line => line.Contains($"{nameof(ProcessDiedException)}", StringComparison.Ordinal));
        (await app.RedeemAsync(code, key: "receipt-1")).Expect(HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_read_that_meets_a_row_it_cannot_understand_is_a_fault_too()
    {
        await using var app = await TestApp.StartAsync(storage, change: options => options with { RunQueues = false });
        await app.EnrolAsync("m-1");
        var profile = Assert.Single(await app.RowsOfKindAsync("Members", "profile"));
        profile["JoinedOn"] = "no day";
        await app.Table("Members").UpsertEntityAsync(profile, Azure.Data.Tables.TableUpdateMode.Replace);

        Assert.Equal("internal-error", (await app.GetAsync("members/m-1")).Expect(HttpStatusCode.InternalServerError).Reason);
    }
}
