using System.Collections.Immutable;
using NodaTime;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Members;
using Rewards.Domain.Points;
using Rewards.Functions.Http;

namespace Rewards.Faults.Histories;

/// <summary>What clients ask of one member's points. A closed union.</summary>
public abstract record PointsCall
{
    private PointsCall()
    {
    }

    /// <param name="Name">By which an undoing refers to it.</param>
    public sealed record Spend(string Name, long Points) : PointsCall;

    /// <param name="OfSpend">The name of the spend, or of the capture.</param>
    public sealed record Undo(string OfSpend) : PointsCall;

    /// <inheritdoc cref="Spend"/>
    public sealed record Hold(string Name, long Points) : PointsCall;

    /// <param name="Points">Null: all that is held still.</param>
    public sealed record Capture(string Name, string OfHold, long? Points, bool KeepOpen) : PointsCall;

    public sealed record Release(string OfHold) : PointsCall;

    /// <param name="Points">Below zero they are taken.</param>
    /// <param name="ExpiresOn">Of points that are given.</param>
    public sealed record Adjust(long Points, LocalDate? ExpiresOn) : PointsCall;
}

/// <summary>One member's points as the domain decides them.</summary>
/// <param name="now">The clock of all instances, which stands.</param>
public sealed class PointsModel(Programme programme, MemberId member, Instant now) : IModel<PointsState, PointsCall>
{
    public static readonly Duration HoldLifetime = Duration.FromMinutes(15);

    public PointsState Initial { get; } = new(
        MemberState.Enrolled(member, programme.DayOf(now)), ImmutableDictionary<string, Spend>.Empty, ImmutableDictionary<string, PointsHold>.Empty);

    public (PointsState Next, string Outcome) Step(PointsState state, PointsCall call) => call switch
    {
        PointsCall.Spend spend => SpendDecision.Decide(state.Member, Price(spend.Points), spend.Name, null, programme, now) switch
        {
            SpendDecision.Accepted accepted => state.With(accepted.Posting, "spent", accepted.Spend),
            SpendDecision.Refused refused => Refuse(state, refused.Reason),
            _ => throw Unknown(),
        },
        PointsCall.Undo undo => SpendRollbackDecision.Decide(state.Member, state.Spends.GetValueOrDefault(undo.OfSpend), null, programme, now) switch
        {
            SpendRollbackDecision.Accepted accepted => state.With(accepted.Posting, "undone", accepted.Spend),
            SpendRollbackDecision.Refused refused => Refuse(state, refused.Reason),
            _ => throw Unknown(),
        },
        PointsCall.Hold hold => HoldDecision.Decide(state.Member, Price(hold.Points), HoldLifetime, hold.Name, null, programme, now) switch
        {
            HoldDecision.Accepted accepted => state.With(accepted.Posting, "held", null, accepted.Hold),
            HoldDecision.Refused refused => Refuse(state, refused.Reason),
            _ => throw Unknown(),
        },
        PointsCall.Capture capture => Capture(state, capture),
        PointsCall.Release release => ReleaseDecision.Decide(state.Member, state.Holds.GetValueOrDefault(release.OfHold), null, programme, now) switch
        {
            ReleaseDecision.Accepted accepted => state.With(accepted.Posting, "released", null, accepted.Hold),
            ReleaseDecision.Refused refused => Refuse(state, refused.Reason),
            _ => throw Unknown(),
        },
        PointsCall.Adjust adjust => AdjustmentDecision.Decide(
            state.Member, new Adjustment("", new PointCount(adjust.Points), "goodwill", "staff", adjust.ExpiresOn), programme, now) switch
        {
            AdjustmentDecision.Accepted accepted => state.With(accepted.Posting, "adjusted"),
            AdjustmentDecision.Refused refused => Refuse(state, refused.Reason),
            _ => throw Unknown(),
        },
        _ => throw Unknown(),
    };

    /// <summary>Every answer tells the balance, so hardly any two calls could change places.</summary>
    public object? KindOf(PointsCall call) => null;

    private (PointsState Next, string Outcome) Capture(PointsState state, PointsCall.Capture call)
    {
        var points = call.Points is { } some ? new PointCount(some) : (PointCount?)null;
        var hold = state.Holds.GetValueOrDefault(call.OfHold);
        return CaptureDecision.Decide(state.Member, hold, points, call.KeepOpen, call.Name, programme, now) switch
        {
            CaptureDecision.Accepted accepted => state.With(accepted.Posting, $"captured {accepted.Spend.Points}", accepted.Spend, accepted.Hold),
            CaptureDecision.Refused refused => Refuse(state, refused.Reason),
            _ => throw Unknown(),
        };
    }

    private static PointsPrice.Points Price(long points) => new(new PointCount(points));

    private static (PointsState Next, string Outcome) Refuse(PointsState state, PointsRefusal reason) => (state, Problems.NameOf(reason));

    private static InvalidOperationException Unknown() => new("Unknown call or decision.");
}

/// <summary>How clients and model word what was done; a refusal is its reason.</summary>
public static class PointsOutcomes
{
    public static string Done(string what, long balance) => $"{what}, {balance} left";
}

/// <summary>Everything that the decisions on a member's points know.</summary>
public sealed class PointsState(
    MemberState member, ImmutableDictionary<string, Spend> spends, ImmutableDictionary<string, PointsHold> holds) : IEquatable<PointsState>
{
    private PointsAccount Account => Member.Account;

    public MemberState Member { get; } = member;

    /// <summary>By the name of the call, captures too.</summary>
    public ImmutableDictionary<string, Spend> Spends { get; } = spends;

    /// <summary>By the name of the call.</summary>
    public ImmutableDictionary<string, PointsHold> Holds { get; } = holds;

    /// <summary>After an act and how clients tell of it.</summary>
    public (PointsState Next, string Outcome) With(Posting posting, string act, Spend? spend = null, PointsHold? hold = null)
    {
        var next = new PointsState(
            posting.Next,
            spend is null ? Spends : Spends.SetItem(spend.Id, spend),
            hold is null ? Holds : Holds.SetItem(hold.Id, hold));
        return (next, PointsOutcomes.Done(act, posting.Balance.Value));
    }

    public bool Equals(PointsState? other) =>
        other is not null
        && Account.Balance == other.Account.Balance
        && Account.Lots.SequenceEqual(other.Account.Lots)
        && Account.Holds.Select(hold => hold.Id).SequenceEqual(other.Account.Holds.Select(hold => hold.Id))
        && Account.Holds.SelectMany(hold => hold.Taken).SequenceEqual(other.Account.Holds.SelectMany(hold => hold.Taken))
        && Spends.Count == other.Spends.Count
        && Spends.All(pair => other.Spends.TryGetValue(pair.Key, out var spend) && Same(pair.Value, spend));

    public override bool Equals(object? obj) => Equals(obj as PointsState);

    public override int GetHashCode() => HashCode.Combine(Account.Balance, Spends.Count, Holds.Count);

    private static bool Same(Spend one, Spend other) => one.RolledBackAt == other.RolledBackAt && one.Taken.SequenceEqual(other.Taken);
}
