using System.Collections.Concurrent;

namespace Rewards.Faults.Proxy;

/// <summary>
/// Which request meets which fault. The n-th request of its sort meets the same one in every run with the same seed, whatever
/// requests of other sorts come between.
/// </summary>
public sealed class FaultPlan
{
    private readonly ConcurrentDictionary<string, RequestCount> counts = new();
    private readonly Func<ProxiedRequest, FaultKind?> choose;

    private FaultPlan(Func<ProxiedRequest, FaultKind?> choose) => this.choose = choose;

    /// <param name="rates">The share, from 0 to 1, of the requests that a kind fits.</param>
    public FaultPlan(int seed, IReadOnlyDictionary<FaultKind, double> rates) => choose = request =>
    {
        var sort = $"{request.Service} {request.Method} {request.Name}";
        var n = counts.GetOrAdd(sort, _ => new RequestCount()).Next();
        var left = new Random(HashCode(seed, sort, n)).NextDouble();
        foreach (var (kind, rate) in rates.OrderBy(rate => rate.Key).Where(rate => Fits(rate.Key, request)))
        {
            left -= rate;
            if (left < 0)
            {
                return kind;
            }
        }

        return null;
    };

    /// <summary>Everything passes.</summary>
    public static FaultPlan None { get; } = new(_ => null);

    /// <summary>Every kind at the same rate.</summary>
    public static FaultPlan Everything(int seed, double rate) => new(seed, Enum.GetValues<FaultKind>().ToDictionary(kind => kind, _ => rate));

    /// <summary>The first request that the kind and the condition fit, and no other.</summary>
    public static FaultPlan Once(FaultKind kind, Func<ProxiedRequest, bool>? where = null)
    {
        var left = 1;
        return new FaultPlan(request =>
            Fits(kind, request) && (where is null || where(request)) && Interlocked.Exchange(ref left, 0) == 1 ? kind : null);
    }

    public FaultKind? Choose(ProxiedRequest request) => choose(request);

    private static bool Fits(FaultKind kind, ProxiedRequest request) => kind switch
    {
        FaultKind.Answer409 => request.IsInsert,
        FaultKind.Answer412 => request.IsConditional,
        FaultKind.EmptyPage => request.IsQuery,
        FaultKind.CutBody => request.IsForReading,
        _ => true,
    };

    /// <summary>The same in every process, other than the framework's own.</summary>
    private static int HashCode(int seed, string sort, int n)
    {
        var hash = 2166136261u ^ (uint)seed;
        foreach (var character in $"{sort} {n}")
        {
            hash = (hash ^ character) * 16777619;
        }

        return (int)hash;
    }

    private sealed class RequestCount
    {
        private int count;

        public int Next() => Interlocked.Increment(ref count) - 1;
    }
}
