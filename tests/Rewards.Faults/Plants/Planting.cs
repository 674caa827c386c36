using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Rewards.Functions.Redemptions;
using Rewards.Functions.Tests.Support;

namespace Rewards.Faults.Plants;

/// <summary>Plants a bug in an app: in the pipeline of its storage clients, or in what its commands are made of. The product knows nothing of it.</summary>
internal static class Planting
{
    /// <param name="plant">Null: none.</param>
    public static Action<IServiceCollection>? In(Plant? plant) => plant switch
    {
        null => null,
        Plant.NoETag => new NoETag().Insert(),
        Plant.NoOperationRow => new NoOperationRow().Insert(),
        Plant.AllotmentTwice => new AllotmentTwice().Insert(),
        Plant.EffectTwice => new EffectTwice().Insert(),
        Plant.ExpiryIgnored => services => services.AddSingleton(provider =>
            ActivatorUtilities.CreateInstance<RedeemCommand>(provider, new YesterdaysClock(provider.GetRequiredService<IClock>()))),
        _ => throw new ArgumentOutOfRangeException(nameof(plant)),
    };
}
