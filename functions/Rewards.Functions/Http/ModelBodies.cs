using NodaTime;
using Rewards.Domain.Members;
using Rewards.Domain.Models;
using Rewards.Functions.Models;
using Rewards.Functions.Reports;
using Rewards.Functions.Storage;

namespace Rewards.Functions.Http;

public sealed record FitAcceptedBody(string FitId);

/// <param name="Alpha">In weeks.</param>
public sealed record BgNbdBody(double R, double Alpha, double A, double B);

/// <param name="Gamma">In minor units.</param>
public sealed record GammaGammaBody(double P, double Q, double Gamma);

/// <summary>The values at 20, 40, 60 and 80 % of the customers, in ascending order.</summary>
/// <param name="SilentDays">Since the last purchase.</param>
/// <param name="Spend">Minor units.</param>
public sealed record QuintilesBody(IReadOnlyList<long> SilentDays, IReadOnlyList<long> Purchases, IReadOnlyList<long> Spend);

/// <param name="State">running, fitted, too-little-data or does-not-converge.</param>
/// <param name="Members">How many have been read.</param>
/// <param name="Customers">Of the fit; absent while it runs.</param>
/// <param name="RepeatBuyers">Where they were too few.</param>
public sealed record ModelFitBody(string FitId, string State, string StartedAt, string Day, long Members, long? Customers, long? RepeatBuyers);

/// <param name="Version">0: the default set.</param>
/// <param name="FittedOn">Absent: not fitted.</param>
public sealed record CustomerModelBody(
    int Version,
    string? FittedOn,
    long Customers,
    double? LogLikelihood,
    BgNbdBody BgNbd,
    GammaGammaBody GammaGamma,
    QuintilesBody? Quintiles,
    ModelFitBody? LastFit);

/// <param name="ExpectedPurchases">Days with a purchase, within the horizon.</param>
/// <param name="LifetimeValue">Minor units, within the horizon.</param>
public sealed record OutlookBody(double ProbabilityActive, double ExpectedPurchases, long LifetimeValue, int HorizonWeeks, int ModelVersion);

public sealed record RfmBody(int Recency, int Frequency, int Monetary);

/// <param name="Day">As of which; absent: there was no fit yet.</param>
/// <param name="Members">Of the programme, also those who bought nothing.</param>
/// <param name="Weight">For how many customers each one of the sample stands; 1: all were looked at.</param>
public sealed record LifetimeValueBody(
    string? Day, int ModelVersion, int HorizonWeeks, string Currency, long Members, long Weight, CohortBody Total, IReadOnlyList<CohortBody> Cohorts)
{
    public ReportTable ToTable() => new(
        "lifetime-value",
        [
            "day", "modelVersion", "horizonWeeks", "firstPurchaseMonth", "currency", "customers", "probabilityActive", "expectedPurchases",
            "lifetimeValue", "meanLifetimeValue", "churned",
        ],
        Cohorts.Append(Total).Select(cohort => (IReadOnlyList<object?>)
        [
            Day, ModelVersion, HorizonWeeks, cohort.FirstPurchaseMonth, Currency, cohort.Customers, cohort.ProbabilityActive,
            cohort.ExpectedPurchases, cohort.LifetimeValue, cohort.MeanLifetimeValue, cohort.Churned,
        ]));
}

/// <param name="FirstPurchaseMonth">Such as 2026-05, or earlier, or total.</param>
/// <param name="ProbabilityActive">The mean.</param>
public sealed record CohortBody(
    string FirstPurchaseMonth,
    long Customers,
    double ProbabilityActive,
    double ExpectedPurchases,
    long LifetimeValue,
    long MeanLifetimeValue,
    long Churned);

/// <summary>The customer model on the wire.</summary>
public static class ModelBodies
{
    private const int Digits = 6;

    public static CustomerModelBody ToBody(CustomerModel model, ModelFit? lastFit) => new(
        model.Version,
        RowValues.Write(model.FittedOn),
        model.Customers,
        model.LogLikelihood,
        new BgNbdBody(model.BgNbd.R, model.BgNbd.Alpha, model.BgNbd.A, model.BgNbd.B),
        new GammaGammaBody(model.GammaGamma.P, model.GammaGamma.Q, model.GammaGamma.Gamma),
        model.RfmBoundaries is { } fifths ? new QuintilesBody(fifths.SilentDays, fifths.Purchases, fifths.SpendMinor) : null,
        lastFit is null ? null : ToBody(lastFit));

    /// <summary>Null: the member has bought nothing.</summary>
    public static OutlookBody? OutlookOf(CustomerModel model, Member member, LocalDate today) =>
        model.OutlookOf(member, today) is { } outlook
            ? new OutlookBody(
                Rounded(outlook.ProbabilityActive),
                Rounded(outlook.ExpectedPurchases),
                outlook.LifetimeValue.Value,
                CustomerModel.HorizonWeeks,
                model.Version)
            : null;

    /// <summary>Null: nothing was bought, or nothing fitted yet.</summary>
    public static RfmBody? RfmOf(CustomerModel model, Member member, LocalDate today) =>
        model.ScoreOf(member, today) is { } score ? new RfmBody(score.Recency, score.Frequency, score.Monetary) : null;

    /// <summary>More digits would only pretend.</summary>
    public static double Rounded(double value) => Math.Round(value, Digits);

    private static ModelFitBody ToBody(ModelFit fit) => new(
        fit.Id,
        Problems.NameOf(fit.State),
        RowValues.Write(fit.StartedAt),
        RowValues.Write(fit.Day),
        fit.Members,
        fit.Customers,
        fit.RepeatBuyers);
}
