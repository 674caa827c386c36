using NodaTime;

namespace Rewards.Domain.Models;

/// <summary>What comes of fitting the model to customers. A closed union.</summary>
public abstract record CustomerModelFit
{
    private CustomerModelFit()
    {
    }

    public sealed record Fitted(CustomerModel Model) : CustomerModelFit;

    /// <summary>Fewer than <see cref="MinCustomers"/>, or than <see cref="MinRepeatBuyers"/> among them.</summary>
    public sealed record TooLittleData(int Customers, int RepeatBuyers) : CustomerModelFit;

    /// <summary>The customers do not tell the parameters: nobody ever leaves, say, or all are alike.</summary>
    public sealed record DoesNotConverge : CustomerModelFit;

    public const int MinCustomers = 100;

    /// <summary>Customers who paid something on a day after their first one.</summary>
    public const int MinRepeatBuyers = 30;

    /// <param name="version">Of the model to make.</param>
    /// <param name="asOf">The local day as of which the buyers are.</param>
    public static CustomerModelFit Of(IReadOnlyCollection<Buyer> buyers, int version, LocalDate asOf)
    {
        List<RepeatSpend> spends =
        [
            .. buyers.Where(buyer => buyer.AverageRepeatMinor > 0)
                .Select(buyer => new RepeatSpend(buyer.AverageRepeatMinor, buyer.History.RepeatPurchases)),
        ];
        if (buyers.Count < MinCustomers || spends.Count < MinRepeatBuyers)
        {
            return new TooLittleData(buyers.Count, spends.Count);
        }

        var groups = GroupsOf(buyers);
        if (FitBgNbd(groups) is not { } bgNbd || FitGammaGamma(spends) is not { } gammaGamma)
        {
            return new DoesNotConverge();
        }

        return new Fitted(new CustomerModel(version, asOf, bgNbd, gammaGamma, RfmBoundaries.Of(buyers), buyers.Count)
        {
            LogLikelihood = bgNbd.LogLikelihood(groups),
        });
    }

    private static HistoryGroup[] GroupsOf(IEnumerable<Buyer> buyers) =>
    [
        .. buyers.CountBy(buyer => buyer.History)
            .Select(group => new HistoryGroup(group.Key, group.Value))
            .OrderBy(group => group.History.RepeatPurchases)
            .ThenBy(group => group.History.RecencyDays)
            .ThenBy(group => group.History.AgeDays),
    ];

    private static BgNbd? FitBgNbd(HistoryGroup[] groups)
    {
        var found = MaximumLikelihood.Search(
            parameters => ToBgNbd(parameters).LogLikelihood(groups), [[0.25, 5, 0.8, 2.5], [1, 20, 1, 10], [1, 1, 1, 1]]);
        return found is null ? null : ToBgNbd(found);
    }

    private static BgNbd ToBgNbd(double[] parameters) => new(parameters[0], parameters[1], parameters[2], parameters[3]);

    private static GammaGamma? FitGammaGamma(List<RepeatSpend> spends)
    {
        // In units of the mean, so that the search does not depend on the currency.
        var mean = spends.Average(spend => spend.AverageMinor);
        var scaled = spends.ConvertAll(spend => spend with { AverageMinor = spend.AverageMinor / mean });
        var found = MaximumLikelihood.Search(
            parameters => ToGammaGamma(parameters, 1).LogLikelihood(scaled), [[5, 3, 0.5], [1, 1, 1], [20, 10, 0.5]]);
        return found is null ? null : ToGammaGamma(found, mean);
    }

    /// <param name="parameters">The second one is how much q is above 1: below it there is no mean.</param>
    private static GammaGamma ToGammaGamma(double[] parameters, double scale) => new(parameters[0], 1 + parameters[1], parameters[2] * scale);
}
