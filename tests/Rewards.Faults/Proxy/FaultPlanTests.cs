namespace Rewards.Faults.Proxy;

public sealed class FaultPlanTests
{
    private static readonly ProxiedRequest Read = Request("GET", "/shop/Members(PartitionKey='a',RowKey='b')");
    private static readonly ProxiedRequest Query = Request("GET", "/shop/Members()?$filter=x");
    private static readonly ProxiedRequest Insert = Request("POST", "/shop/Members");
    private static readonly ProxiedRequest Update = Request("PUT", "/shop/Members(PartitionKey='a',RowKey='b')", "W/\"1\"");
    private static readonly ProxiedRequest Overwrite = Request("PUT", "/shop/Members(PartitionKey='a',RowKey='b')", "*");
    private static readonly ProxiedRequest NewTable = Request("POST", "/shop/Tables");
    private static readonly ProxiedRequest Receive = Request("GET", "/shop/looks/messages?numofmessages=16", service: StorageService.Queues);

    [Fact]
    public void The_same_seed_fires_the_same_faults_at_the_same_requests_whatever_comes_between()
    {
        var alone = Faults(FaultPlan.Everything(7, 0.05), 300, [Read]);
        var among = Faults(FaultPlan.Everything(7, 0.05), 300, [Insert, Read, Receive]);

        Assert.Equal(alone, among.Where((_, i) => i % 3 == 1));
        Assert.NotEqual(alone, Faults(FaultPlan.Everything(8, 0.05), 300, [Read]));
    }

    [Fact]
    public void Each_kind_fires_at_its_rate_at_what_it_fits_and_at_nothing_else()
    {
        var rate = 0.05;

        Assert.Equal(["LoseReply", "Answer500", "Answer503", "Delay", "CutBody", "SendTwice"], KindsOf(Read));
        Assert.Equal(["LoseReply", "Answer500", "Answer503", "Delay", "CutBody", "SendTwice", "EmptyPage"], KindsOf(Query));
        Assert.Equal(["LoseReply", "Answer500", "Answer503", "Answer409", "Delay", "SendTwice"], KindsOf(Insert));
        Assert.Equal(["LoseReply", "Answer500", "Answer503", "Answer412", "Delay", "SendTwice"], KindsOf(Update));
        Assert.Equal(["LoseReply", "Answer500", "Answer503", "Delay", "SendTwice"], KindsOf(Overwrite));
        Assert.Equal(["LoseReply", "Answer500", "Answer503", "Delay", "SendTwice"], KindsOf(NewTable));
        Assert.Equal(["LoseReply", "Answer500", "Answer503", "Delay", "CutBody", "SendTwice"], KindsOf(Receive));

        IEnumerable<string> KindsOf(ProxiedRequest request)
        {
            var kinds = Faults(FaultPlan.Everything(1, rate), 4_000, [request]).OfType<FaultKind>().CountBy(kind => kind).OrderBy(kind => kind.Key).ToList();
            Assert.All(kinds, kind => Assert.InRange(kind.Value / 4_000.0, rate * 0.7, rate * 1.3));
            return kinds.Select(kind => kind.Key.ToString());
        }
    }

    private static ProxiedRequest Request(string method, string target, string? ifMatch = null, StorageService service = StorageService.Tables) =>
        new(service, method, target, ifMatch is null ? [] : [new("If-Match", ifMatch)], ReadOnlyMemory<byte>.Empty);

    private static List<FaultKind?> Faults(FaultPlan plan, int times, ProxiedRequest[] requests) =>
        [.. Enumerable.Range(0, times).SelectMany(_ => requests).Select(plan.Choose)];
}
