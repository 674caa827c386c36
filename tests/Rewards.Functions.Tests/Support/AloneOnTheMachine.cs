namespace Rewards.Functions.Tests.Support;

/// <summary>The collection of tests that hold the app to a time: no other test runs meanwhile.</summary>
[CollectionDefinition(DisableParallelization = true)]
public sealed class AloneOnTheMachine;
