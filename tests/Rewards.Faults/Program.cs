using Rewards.Faults.Hosts;
using Xunit.Runner.InProc.SystemConsole;

namespace Rewards.Faults;

/// <summary>
/// Without arguments: every study in full size, with its tables, and 1 where one fails. <c>host</c>: the process that a study
/// kills. Anything else is for the test runner, which runs the same studies in small.
/// </summary>
internal static class Program
{
    public static Task<int> Main(string[] args) => args switch
    {
        [] => FullRun.RunAsync(FullRun.Studies),
        ["study", var name] => FullRun.RunAsync([.. FullRun.Studies.Where(study => study.Name == name)]),
        [HostProcess.Argument] => HostCommand.RunAsync(),
        _ => ConsoleRunner.Run(args),
    };
}
