using Azure.Data.Tables;

namespace Rewards.Polyfills.Tests.Tables;

public sealed class QueryFilterTests
{
    public static TheoryData<FormattableString, string> Filters => new()
    {
        { $"PartitionKey eq {"it's"}", "PartitionKey eq 'it''s'" },
        { $"a eq {5}", "a eq 5" },
        { $"a eq {5L}", "a eq 5L" },
        { $"a eq {0.5}", "a eq 0.5" },
        { $"a eq {true} or a eq {false}", "a eq true or a eq false" },
        { $"a eq {new Guid("6a1d5c1e-8f0b-4c55-9b7e-0d3c2f4a7e10")}", "a eq guid'6a1d5c1e-8f0b-4c55-9b7e-0d3c2f4a7e10'" },
        { $"a eq {new byte[] { 10, 255 }}", "a eq X'0aff'" },
    };

    [Theory]
    [MemberData(nameof(Filters))]
    public void Values_become_literals(FormattableString filter, string expected) =>
        Assert.Equal(expected, TableClient.CreateQueryFilter(filter), ignoreCase: true);

    [Fact]
    public void Times_become_literals_in_UTC()
    {
        var filter = TableClient.CreateQueryFilter($"a ge {new DateTimeOffset(2026, 11, 22, 13, 30, 0, TimeSpan.FromHours(1))}");

        Assert.StartsWith("a ge datetime'2026-11-22T12:30:00", filter, StringComparison.Ordinal);
        Assert.EndsWith("Z'", filter, StringComparison.Ordinal);
    }
}
