using System.Reflection;

namespace Rewards.LocalHost;

/// <summary>Where this was built from, so that it runs from whatever directory it is started in.</summary>
internal static class SourceTree
{
    public static string ProjectDirectory { get; } = typeof(SourceTree).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(metadata => metadata.Key == nameof(ProjectDirectory)).Value!;

    public static string RootDirectory { get; } = Path.GetFullPath(Path.Combine(ProjectDirectory, "..", ".."));
}
