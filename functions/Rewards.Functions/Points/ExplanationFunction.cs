using System.Buffers.Text;
using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NodaTime;
using Rewards.Domain.Access;
using Rewards.Domain.Members;
using Rewards.Domain.Points;
using Rewards.Functions.Campaigns;
using Rewards.Functions.Http;
using Rewards.Functions.Members;
using Rewards.Functions.Programmes;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Points;

/// <summary>Replays a member's ledger and says where each point of the balance came from and what became of the others.</summary>
public sealed class ExplanationFunction(Api api, MemberLoader members, LedgerReader reader, ProgrammeCatalogue programmes, IClock clock)
{
    private const int PageSize = 100;

    [Function("ExplainPoints")]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "members/{id}/points/explanation")] HttpRequest request, string id) =>
        api.RunAsync(request, Roles.Pos | Roles.Admin, async () =>
        {
            var cancellationToken = request.HttpContext.RequestAborted;
            var before = ReadToken(request.Next());
            if (await members.LoadAsync(Requests.ParseMemberId(id), cancellationToken) is not { State: { Member.IsErased: false } state })
            {
                return MemberCommand.Unknown;
            }

            var written = await reader.ReadAsync(state.Member.Id, state.Account.Sequence, cancellationToken);
            var programme = await programmes.NewestAsync(cancellationToken);
            return Reply.Of(
                HttpStatusCode.OK, Explain(state, written, Ledger.Open(state.Account, programme, clock.GetCurrentInstant()), before), WireJson.Default.ExplanationBody);
        });

    /// <param name="settled">What time has done and nobody has written down is explained too.</param>
    private static ExplanationBody Explain(MemberState state, IReadOnlyList<LedgerEntry> written, Ledger settled, long before)
    {
        var sources = Explanation.Of(written.Concat(settled.Entries));
        var page = sources.Reverse().Where(source => source.Sequence < before).Take(PageSize).ToList();
        var account = settled.Account;
        return new ExplanationBody(
            state.Member.Id.Value,
            account.Balance.Value,
            account.Pending.Value,
            account.Held.Value,
            account.Deficit.Value,
            FatesOf(sources.SelectMany(source => source.Fates)),
            [.. page.Select(Of)],
            LedgerReplay.Of(written).Check(state.Account),
            page.Count > 0 && page[^1].Sequence > sources[0].Sequence ? WriteToken(page[^1].Sequence) : null);
    }

    private static PointsSourceBody Of(PointsSource source) => new(
        source.Sequence,
        RowValues.Write(source.At),
        source.Source.Kind,
        source.Source.Purchase?.Value,
        source.Source.Reference,
        source.Points.Value,
        FatesOf(source.Fates),
        RowValues.Write(source.Lot.ExpiresOn),
        RowValues.Write(source.Lot.ActivatesOn));

    private static SortedDictionary<string, long> FatesOf(IEnumerable<KeyValuePair<PointFate, PointCount>> fates) => new(
        fates.Where(fate => fate.Value != PointCount.Zero)
            .GroupBy(fate => fate.Key)
            .ToDictionary(fate => WireNames<PointFate>.Of(fate.Key), fate => fate.Sum(count => count.Value.Value)),
        StringComparer.Ordinal);

    private static string WriteToken(long sequence) =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes(sequence.ToString(CultureInfo.InvariantCulture)));

    private static long ReadToken(string? next) => next is null ? long.MaxValue
        : long.TryParse(Encoding.UTF8.GetString(Base64Url.DecodeFromChars(next)), NumberStyles.None, CultureInfo.InvariantCulture, out var sequence) ? sequence
        : throw Requests.Invalid("next", "This is no token of ours.");
}

/// <param name="Totals">Of all points that ever came in, by what became of them.</param>
/// <param name="Sources">Newest first.</param>
/// <param name="Findings">Where the books do not add up; empty, unless there is a fault.</param>
public sealed record ExplanationBody(
    string MemberId,
    long Balance,
    long Pending,
    long Held,
    long Deficit,
    IReadOnlyDictionary<string, long> Totals,
    IReadOnlyList<PointsSourceBody> Sources,
    IReadOnlyList<string> Findings,
    string? Next);

/// <param name="Sequence">Of the entry by which they came in.</param>
/// <param name="Points">How many came in.</param>
/// <param name="Fates">left, held, spent, expired, takenBack, adjusted, transferred or paidOff; together they are the points.</param>
public sealed record PointsSourceBody(
    long Sequence,
    string At,
    string Kind,
    string? PurchaseId,
    string? Reference,
    long Points,
    IReadOnlyDictionary<string, long> Fates,
    string? ExpiresOn,
    string? ActivatesOn);
