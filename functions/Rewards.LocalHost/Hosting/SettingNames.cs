using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;

namespace Rewards.LocalHost.Hosting;

/// <summary>Replaces <c>%Name%</c> in a trigger's queue name or schedule by the app setting of that name.</summary>
internal static partial class SettingNames
{
    /// <exception cref="InvalidOperationException">A setting is not there.</exception>
    public static string Resolve(string text, IConfiguration configuration) =>
        Name().Replace(text, match => configuration[match.Groups[1].Value]
            ?? throw new InvalidOperationException($"'{text}' names the app setting '{match.Groups[1].Value}', which is not there."));

    [GeneratedRegex("%([^%]+)%")]
    private static partial Regex Name();
}
