namespace Rewards.Domain;

/// <summary>What is wrong with one member of a request's body, named by its JSON path (<c>basket.lines[0].amount</c>).</summary>
public sealed record FieldError(string Field, string Message);
