namespace Rewards.Functions.Storage;

/// <summary>The keys of the customer model and its fits.</summary>
public static partial class TableKeys
{
    public const string ModelPartition = "model";

    public const string ModelRow = "model:newest";

    public static string ModelVersionRow(int version) => $"model:version:{version:D6}";

    public const string LastFitRow = "model:last-fit";

    public static string FitRow(string fit) => $"fit:{fit}";

    /// <summary>What a fit has read of the members, until it is closed.</summary>
    public static string FitPartition(string fit) => $"fit:{fit}";

    public static string FitPageRow(string fit, int number) => $"page:{number:D8}:{fit}";

    public const string LifetimeValuePartition = "lifetime-value";

    public const string LifetimeValueRow = "lifetime-value:newest";
}
