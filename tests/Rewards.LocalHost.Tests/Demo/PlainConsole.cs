using Spectre.Console;

namespace Rewards.LocalHost.Tests.Demo;

/// <summary>A console that writes plain text, as one whose output is redirected.</summary>
internal static class PlainConsole
{
    public static IAnsiConsole To(TextWriter writer, int width)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Interactive = InteractionSupport.No, Out = new AnsiConsoleOutput(writer),
        });
        console.Profile.Width = width;
        return console;
    }
}
