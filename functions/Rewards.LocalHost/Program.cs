using System.Runtime.InteropServices;
using Rewards.LocalHost;
using Rewards.LocalHost.Demo;
using Spectre.Console;

using var stop = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);

try
{
    return args switch
    {
        [] => await RunCommand.RunAsync(stop.Token),
        ["demo"] => await DemoCommand.RunAsync(new DemoSettings(Seed: 20_260_101), AnsiConsole.Console, stop.Token),
        _ => Usage(),
    };
}
catch (LocalHostException failure)
{
    Console.Error.WriteLine(failure.Message);
    return 1;
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    return 0;
}

// The first signal ends what runs; a second one is left to its default, which kills.
void Stop(PosixSignalContext signal)
{
    signal.Cancel = !stop.IsCancellationRequested;
    stop.Cancel();
}

static int Usage()
{
    Console.Error.WriteLine("Usage: dotnet run --project functions/Rewards.LocalHost [-- demo]");
    return 2;
}
