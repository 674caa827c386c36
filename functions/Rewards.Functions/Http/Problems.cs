using System.Collections.Frozen;
using System.Net;
using System.Text.RegularExpressions;
using Rewards.Domain;
using Rewards.Domain.Access;
using Rewards.Domain.Redemptions;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Http;

/// <summary>An error as RFC 9457 writes it, with a stable type for each reason.</summary>
public sealed record ProblemBody(string Type, string Title, int Status, string? Detail, string? Reason, IReadOnlyList<FieldError>? Errors);

/// <summary>Every error that the API answers, once.</summary>
public static partial class Problems
{
    public const string TypePrefix = "https://rewards.example/problems/";

    public const string MediaType = "application/problem+json";

    private static readonly Roles[] AllRoles = [Roles.Pos, Roles.Marketing, Roles.Admin];

    public static readonly Reply Busy =
        Of(HttpStatusCode.ServiceUnavailable, "busy", "The storage is busy. Try again with the same Idempotency-Key.");

    /// <summary>Of a fault, of which only the log tells.</summary>
    public static readonly Reply InternalError = Of(
        HttpStatusCode.InternalServerError, "internal-error", "The app has a fault, and the outcome is unknown. Try again with the same Idempotency-Key.");

    public static readonly Reply TooManyFailures =
        Of(HttpStatusCode.TooManyRequests, "too-many-failures", "Too many unknown codes were tried. Wait before the next try.");

    public static readonly Reply KeyReused =
        Of(HttpStatusCode.UnprocessableEntity, "idempotency-key-reused", "This Idempotency-Key was used with another body.");

    public static readonly Reply Abandoned =
        Of(HttpStatusCode.Conflict, "abandoned", "This operation was never finished and has been given up. Use a new Idempotency-Key.");

    public static readonly Reply IdentityProviderAway = Of(
        HttpStatusCode.ServiceUnavailable, "identity-provider-away", "The keys by which access tokens are checked cannot be had just now. Try again.");

    public static readonly Reply OtherStore =
        Of(HttpStatusCode.Forbidden, "other-store", "This credential speaks for one store, and the basket or the redemption is not of it.");

    public static Reply Of(HttpStatusCode status, string reason, string? detail) =>
        Write(new ProblemBody(TypePrefix + reason, TitleOf(reason), (int)status, detail, reason, null));

    public static Reply Unauthenticated(string detail) => Of(HttpStatusCode.Unauthorized, "unauthenticated", detail);

    public static Reply Forbidden(Roles allowed) => Of(
        HttpStatusCode.Forbidden,
        "forbidden",
        $"This call takes the role {string.Join(" or ", AllRoles.Where(role => allowed.HasFlag(role)).Select(NameOf))}.");

    public static Reply NotFound(string reason, string detail) => Of(HttpStatusCode.NotFound, reason, detail);

    public static Reply Conflict(string reason, string detail) => Of(HttpStatusCode.Conflict, reason, detail);

    public static Reply Invalid(params IReadOnlyList<FieldError> errors) =>
        Write(new ProblemBody(TypePrefix + "invalid-request", "The request is not valid", 400, null, null, errors));

    public static Reply Invalid(string field, string message) => Invalid(new FieldError(field, message));

    public static Reply TooLarge(long maxBytes) =>
        Of(HttpStatusCode.RequestEntityTooLarge, "body-too-large", $"The body may have {maxBytes} bytes.");

    public static Reply Refused(Refusal reason, string detail) =>
        Of(reason is Refusal.UnknownCode or Refusal.UnknownCard ? HttpStatusCode.NotFound : HttpStatusCode.Conflict, NameOf(reason), detail);

    /// <summary>An enum member as the API writes it: AlreadyRedeemed is already-redeemed.</summary>
    public static string NameOf<T>(T value)
        where T : struct, Enum => Names<T>.All[value];

    private static class Names<T>
        where T : struct, Enum
    {
        public static readonly FrozenDictionary<T, string> All =
            Enum.GetValues<T>().ToFrozenDictionary(value => value, value => CapitalInside().Replace(value.ToString(), "-$0").ToLowerInvariant());
    }

    private static string TitleOf(string reason)
    {
        var words = reason.Replace('-', ' ');
        return char.ToUpperInvariant(words[0]) + words[1..];
    }

    private static Reply Write(ProblemBody body) =>
        Reply.Of((HttpStatusCode)body.Status, body, WireJson.Default.ProblemBody) with { Reason = body.Reason };

    [GeneratedRegex("(?<!^)[A-Z]")]
    private static partial Regex CapitalInside();
}
