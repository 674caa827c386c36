using Rewards.Functions.Storage;

namespace Rewards.Infra.Tests;

public sealed class StorageTests(Deployments deployments)
{
    [Fact]
    public void The_data_account_has_the_tables_of_the_code_and_no_other() =>
        Assert.Equal(TableKeys.Tables.Order(), ChildrenOf("tableServices/tables"));

    [Fact]
    public void The_data_account_has_the_queues_of_the_code_each_with_its_poison_queue_and_no_other() =>
        Assert.Equal(TableKeys.Queues.SelectMany(queue => new[] { queue, queue + TableKeys.PoisonSuffix }).Order(), ChildrenOf("queueServices/queues"));

    /// <summary>All of them, so that none is made in the host's account.</summary>
    private IEnumerable<string> ChildrenOf(string type)
    {
        var deployment = deployments.Of(everything: false);
        var children = deployment.Of($"Microsoft.Storage/storageAccounts/{type}").ToList();
        Assert.All(children, child => Assert.StartsWith($"{deployment.DataAccount.Name}/default/", child.Name, StringComparison.Ordinal));
        return children.Select(child => child.OwnName).Order();
    }
}
