using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.Imports;

/// <summary>The sentences in which tests speak of imports.</summary>
internal static class ImportShop
{
    public const string MembersPath = "imports/members";

    public const string CodesPath = "imports/codes";

    public const string Header = "memberId,joinedOn,lastPurchaseOn,purchases,spendMinor,balances\n";

    /// <summary>Slices of two lines, so that a small file has several.</summary>
    public static readonly Dictionary<string, string?> SmallSlices = new() { ["Rewards:ImportSliceSize"] = "2" };

    /// <returns>Its id.</returns>
    public static async Task<string> StartImportAsync(this TestApp app, string path, string file, string? key = null) =>
        (await app.PostAsync(path, file, key)).Expect(HttpStatusCode.Accepted).Json["importId"]!.GetValue<string>();

    /// <returns>What came of it.</returns>
    public static async Task<JsonNode> ImportAsync(this TestApp app, string path, string file, string? key = null)
    {
        var import = await app.StartImportAsync(path, file, key);
        await app.WhenIdleAsync();
        return (await app.GetAsync($"imports/{import}")).Expect(HttpStatusCode.OK).Json;
    }

    /// <summary>State, then lines imported, unchanged and rejected.</summary>
    public static (string State, int Imported, int Unchanged, int Rejected) Counts(JsonNode import) => (
        import["state"]!.GetValue<string>(),
        import["imported"]!.GetValue<int>(),
        import["unchanged"]!.GetValue<int>(),
        import["rejected"]!.GetValue<int>());

    /// <summary>Each as line and field.</summary>
    public static string[] Errors(JsonNode import) => [.. import["errors"]!.AsArray().Select(error => $"{error!["line"]} {error["field"]}")];

    public static async Task SendSliceAsync(this TestApp app, string import, int slice)
    {
        var json = $$"""{"import":"{{import}}","slice":{{slice}}}""";
        await app.Queue("imports").SendMessageAsync(Convert.ToBase64String(Encoding.UTF8.GetBytes(json)));
    }
}
