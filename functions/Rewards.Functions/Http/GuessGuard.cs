using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Caching.Memory;
using Rewards.Domain.Coupons;
using Rewards.Domain.Redemptions;
using Rewards.Functions.Coupons;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Http;

/// <summary>
/// An allowance of unknown codes for each caller (a token bucket). Beyond it every code, good or bad, gets the same answer
/// before storage is asked, so that guessing tells nothing.
/// </summary>
public sealed class GuessGuard(CouponAddresses addresses, TimeProvider time, RewardsOptions options) : IDisposable
{
    private const int MaxCallers = 10_000;

    private readonly MemoryCache buckets = new(new MemoryCacheOptions { SizeLimit = MaxCallers });

    /// <summary>Answers for a code unless the caller guesses too much; counts it where the code is unknown or can be none.</summary>
    public async Task<Reply> TryAsync(HttpRequest request, string code, Func<CouponCode, Task<Reply>> answer)
    {
        var caller = Caller.AddressOf(request);
        if (IsExhausted(caller))
        {
            return Problems.TooManyFailures;
        }

        var reply = CouponCode.TryParse(code, out var parsed) && !await addresses.IsMistypedAsync(parsed, request.HttpContext.RequestAborted)
            ? await answer(parsed)
            : Problems.Refused(Refusal.UnknownCode, "This can be no code: its length, a character or its check character is wrong.");
        if (reply.Status == HttpStatusCode.NotFound)
        {
            Failed(caller);
        }

        return reply;
    }

    private bool IsExhausted(string caller) => buckets.TryGetValue(caller, out Bucket? bucket) && bucket!.Level(time, options) > options.GuessBurst - 1;

    private void Failed(string caller)
    {
        lock (buckets)
        {
            var bucket = buckets.Get<Bucket>(caller) ?? new Bucket();
            bucket.Add(time, options);

            // Guesses that were made at the same moment may go far beyond the allowance: kept until all of them have run off.
            var runsOffIn = bucket.Level(time, options) * options.GuessRefill;
            buckets.Set(caller, bucket, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = runsOffIn });
        }
    }

    public void Dispose() => buckets.Dispose();

    private sealed class Bucket
    {
        private double level;
        private long at;

        public double Level(TimeProvider time, RewardsOptions options)
        {
            lock (this)
            {
                return Math.Max(0, level - (time.GetElapsedTime(at) / options.GuessRefill));
            }
        }

        public void Add(TimeProvider time, RewardsOptions options)
        {
            lock (this)
            {
                level = Math.Max(0, level - (time.GetElapsedTime(at) / options.GuessRefill)) + 1;
                at = time.GetTimestamp();
            }
        }
    }
}
