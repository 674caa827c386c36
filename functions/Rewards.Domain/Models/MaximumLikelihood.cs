using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.Optimization;

namespace Rewards.Domain.Models;

/// <summary>
/// Finds the positive parameters that make data most likely: Nelder and Mead's simplex over their logarithms, from several starts
/// and again from the best, since a simplex may collapse before it is there. The same data give the same parameters.
/// </summary>
internal static class MaximumLikelihood
{
    /// <summary>Parameters beyond e^9 or below e^-9 mean that the data do not tell them.</summary>
    private const double LogBound = 9;

    /// <summary>How near to the bound the search ends that would go beyond it.</summary>
    private const double AtBound = 0.01;

    private const double Tolerance = 1e-12;

    private const int MaxEvaluations = 4_000;

    private const int MaxRestarts = 8;

    /// <summary>Of the logarithm of the likelihood: less than that is no gain.</summary>
    private const double NoGain = 1e-6;

    private const double FirstStep = 0.25;

    /// <summary>Null: does not converge, or only beyond the bounds.</summary>
    public static double[]? Search(Func<double[], double> logLikelihood, IEnumerable<double[]> starts)
    {
        var objective = ObjectiveFunction.Value(logs => Cost(logLikelihood, logs));
        var best = starts
            .Select(start => Descend(objective, Vector<double>.Build.DenseOfArray(start).PointwiseLog()))
            .MinBy(found => found.Cost);
        for (var restart = 0; restart < MaxRestarts; restart++)
        {
            var next = Descend(objective, best.Logs);
            var gain = best.Cost - next.Cost;
            best = next.Cost <= best.Cost ? next : best;
            if (next.Converged && gain < NoGain)
            {
                return best.Logs.AbsoluteMaximum() < LogBound - AtBound ? Parameters(best.Logs) : null;
            }
        }

        return null;
    }

    private static double[] Parameters(Vector<double> logs) => logs.PointwiseExp().ToArray();

    /// <summary>Beyond the bounds it rises, so that the search ends there and says so.</summary>
    private static double Cost(Func<double[], double> logLikelihood, Vector<double> logs)
    {
        var within = logs.Map(log => Math.Clamp(log, -LogBound, LogBound));
        var beyond = (logs - within).L1Norm();
        var cost = -logLikelihood(Parameters(within)) + (beyond * 1e3);
        return double.IsFinite(cost) ? cost : double.MaxValue;
    }

    private static (Vector<double> Logs, double Cost, bool Converged) Descend(IObjectiveFunction objective, Vector<double> from)
    {
        var step = Vector<double>.Build.Dense(from.Count, FirstStep);
        try
        {
            var found = new NelderMeadSimplex(Tolerance, MaxEvaluations).FindMinimum(objective, from, step);
            return (found.MinimizingPoint, found.FunctionInfoAtMinimum.Value, true);
        }
        catch (MaximumIterationsException)
        {
            objective.EvaluateAt(from);
            return (from, objective.Value, false);
        }
    }
}
