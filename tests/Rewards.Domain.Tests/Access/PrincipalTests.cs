using Rewards.Domain.Access;

namespace Rewards.Domain.Tests.Access;

public sealed class PrincipalTests
{
    [Theory]
    [InlineData("", Roles.None, "", "no role")]
    [InlineData("reader POS Admin", Roles.None, "", "roles of another app, and names in another case")]
    [InlineData("pos", Roles.Pos, "", "tills of all stores")]
    [InlineData("pos.0042", Roles.Pos, "0042", "of one store")]
    [InlineData("pos.0043 pos.0042", Roles.Pos, "0042 0043", "of two stores")]
    [InlineData("pos.0042 pos", Roles.Pos, "", "of one and of all: of all")]
    [InlineData("pos.", Roles.None, "", "a store without a name")]
    [InlineData("marketing admin", Roles.Marketing | Roles.Admin, "", "two roles")]
    [InlineData("pos.0042 marketing", Roles.Pos | Roles.Marketing, "0042", "a store and another role")]
    public void Roles_are_read_by_their_names(string names, Roles roles, string stores, string why)
    {
        var principal = Principal.Of("who", names.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.True(principal.Roles == roles, why);
        Assert.Equal(stores.Split(' ', StringSplitOptions.RemoveEmptyEntries), principal.Stores);
    }

    [Theory]
    [InlineData("pos", null, true, "all stores, and what names none")]
    [InlineData("pos.0042", "0042", true, "its own")]
    [InlineData("pos.0042", "0043", false, "another")]
    [InlineData("pos.0042", null, false, "what names none")]
    [InlineData("pos.A", "a", false, "ids of stores are compared with their case")]
    public void Who_is_bound_to_a_store_speaks_for_no_other(string role, string? store, bool speaks, string why) =>
        Assert.True(Principal.Of("who", [role]).SpeaksFor(store) == speaks, why);

    [Theory]
    [InlineData("pos.0042", "0042", true, "its own")]
    [InlineData("pos.0042", "0043", false, "another's")]
    [InlineData("pos.0042 marketing", "0043", false, "another's; marketing undoes nothing")]
    [InlineData("pos.0042 admin", "0043", true, "an administrator's, bound only where it sells")]
    [InlineData("admin", null, true, "what names no store")]
    public void An_administrator_undoes_in_every_store(string roles, string? store, bool may, string why) =>
        Assert.True(Principal.Of("who", roles.Split(' ')).MayUndoIn(store) == may, why);

    [Fact]
    public void Any_of_the_roles_is_enough()
    {
        var principal = Principal.Of("who", ["marketing"]);

        Assert.True(principal.IsAnyOf(Roles.Pos | Roles.Marketing));
        Assert.False(principal.IsAnyOf(Roles.Pos | Roles.Admin));
        Assert.False(principal.IsAnyOf(Roles.None));
    }
}
