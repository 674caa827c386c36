using System.Net;
using NodaTime;
using Rewards.Domain.Access;
using Rewards.Domain.Identifiers;
using Rewards.Functions.Http;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Access;

/// <summary>Names tills, gives them keys and takes keys out. Each is idempotent by the till's version, or by the key's id.</summary>
public sealed class TillDefinitions(TillCatalogue tills, TillSecrets secrets, ConflictPatience patience, IClock clock)
{
    private const int PageSize = 50;

    private static readonly Reply Unknown = Problems.NotFound("unknown-till", "There is no till with this id.");
    private static readonly Reply UnknownKey = Problems.NotFound("unknown-key", "The till has no key with this id.");
    private static readonly Reply Done = new(HttpStatusCode.NoContent, ReadOnlyMemory<byte>.Empty);

    private static readonly Reply NoSecret = Problems.Conflict("no-till-secret", "The deployment has no secret for tills: Access__TillKeySecret is not set.");

    private static readonly Reply TooMany =
        Problems.Conflict("too-many-keys", $"A till has at most {Till.MaxKeys} keys. Take the one out that is no longer used.");

    private static readonly Reply Revoked =
        Problems.Conflict("key-revoked", "The key of this Idempotency-Key has been taken out. Use a new Idempotency-Key.");

    public Task<Reply> PutAsync(TillId id, TillBody body, CancellationToken cancellationToken) => ChangeAsync(
        id,
        current => current switch
        {
            null => (new Till(id, 1, body.StoreId!, [], []), ReplyOf),
            _ when current.StoreId == body.StoreId => (current, ReplyOf),
            _ => (current with { Version = current.Version + 1, StoreId = body.StoreId! }, ReplyOf),
        },
        cancellationToken);

    /// <param name="keyId">Follows from the Idempotency-Key, so that a retry gets the same key.</param>
    public Task<Reply> AddKeyAsync(TillId id, string keyId, CancellationToken cancellationToken) => ChangeAsync(
        id,
        current => (current, secrets.Newest) switch
        {
            (null, _) => (null, _ => Unknown),
            (_, null) => (current, _ => NoSecret),
            var (till, secret) => till.AddKey(new TillKey(keyId, secret, clock.GetCurrentInstant())) switch
            {
                TillKeyDecision.Accepted accepted => (accepted.Till, _ => ReplyOf(till.Id, accepted.Key)),
                TillKeyDecision.TooMany => (till, _ => TooMany),
                _ => (till, _ => Revoked),
            },
        },
        cancellationToken);

    public Task<Reply> RevokeKeyAsync(TillId id, string keyId, CancellationToken cancellationToken) => ChangeAsync(
        id,
        current => current switch
        {
            null => (null, _ => Unknown),
            _ when current.Revoke(keyId) is { } next => (next, _ => Done),
            _ => (current, _ => UnknownKey),
        },
        cancellationToken);

    public async Task<Reply> ReadAsync(TillId id, CancellationToken cancellationToken)
    {
        var (till, _) = await tills.FreshAsync(id, cancellationToken);
        return till is null ? Unknown : ReplyOf(till);
    }

    public async Task<Reply> ListAsync(string? next, CancellationToken cancellationToken)
    {
        var (page, token) = await tills.PageAsync(next, PageSize, cancellationToken);
        return Reply.Of(HttpStatusCode.OK, new TillPageBody([.. page.Select(TillJson.ReplyOf)], token), TillJson.Default.TillPageBody);
    }

    /// <param name="change">What the till becomes, which may be what it is, and what is answered when it has.</param>
    private Task<Reply> ChangeAsync(TillId id, Func<Till?, (Till? Next, Func<Till, Reply> Reply)> change, CancellationToken cancellationToken) =>
        patience.RunAsync(async () =>
        {
            var (current, row) = await tills.FreshAsync(id, cancellationToken);
            var (next, reply) = change(current);
            if (next is not null && next.Version != current?.Version && !await tills.TryWriteAsync(next, row, cancellationToken))
            {
                return null;
            }

            if (next is not null)
            {
                tills.Wrote(next);
            }

            return reply(next!);
        });

    private static Reply ReplyOf(Till till) => Reply.Of(HttpStatusCode.OK, TillJson.ReplyOf(till), TillJson.Default.TillReply);

    /// <summary>Where the deployment's secret is gone of which the key was made, the key is as good as taken out.</summary>
    private Reply ReplyOf(TillId id, TillKey key) => secrets.Of(id, key) is { } secret
        ? Reply.Of(HttpStatusCode.Created, new NewTillKeyBody(id.Value, key.Id, secret, RowValues.Write(key.CreatedAt)), TillJson.Default.NewTillKeyBody)
        : Revoked;
}
