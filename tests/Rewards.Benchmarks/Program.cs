using Rewards.Benchmarks;
using Rewards.Benchmarks.Processes;

// Without arguments all figures, with names only those. `host` and `floor`: the processes that are measured.
return args switch
{
    [HostChild.Argument] => await HostChild.RunAsync(),
    [FloorChild.Argument] => await FloorChild.RunAsync(),
    _ => await BenchmarkRun.RunAsync(args),
};
