using Microsoft.Azure.Functions.Worker;

namespace Rewards.Polyfills.Tests.Worker;

public sealed class WorkerAttributesTests
{
    [Fact]
    public void A_function_has_a_name() => Assert.Equal("redeem", new FunctionAttribute("redeem").Name);

    [Fact]
    public void An_http_trigger_needs_a_key_and_answers_all_verbs_unless_told_otherwise()
    {
        var trigger = new HttpTriggerAttribute();

        Assert.Equal(AuthorizationLevel.Function, trigger.AuthLevel);
        Assert.Null(trigger.Route);
        Assert.True(trigger.Methods is null or []);
    }

    [Fact]
    public void An_http_trigger_takes_a_level_verbs_and_a_route()
    {
        var trigger = new HttpTriggerAttribute(AuthorizationLevel.Anonymous, "get", "head") { Route = "v1/health" };

        Assert.Equal(AuthorizationLevel.Anonymous, trigger.AuthLevel);
        Assert.Equal(["get", "head"], trigger.Methods!);
        Assert.Equal("v1/health", trigger.Route);
        Assert.Equal(["post"], new HttpTriggerAttribute("post").Methods!);
        Assert.Equal(AuthorizationLevel.Admin, new HttpTriggerAttribute(AuthorizationLevel.Admin).AuthLevel);
    }

    [Theory]
    [InlineData(AuthorizationLevel.Anonymous, 0)]
    [InlineData(AuthorizationLevel.User, 1)]
    [InlineData(AuthorizationLevel.Function, 2)]
    [InlineData(AuthorizationLevel.System, 3)]
    [InlineData(AuthorizationLevel.Admin, 4)]
    public void Levels_have_their_numbers(AuthorizationLevel level, int number) => Assert.Equal(number, (int)level);

    [Fact]
    public void A_queue_trigger_names_its_queue_and_may_name_its_connection()
    {
        var trigger = new QueueTriggerAttribute("purchases");

        Assert.Equal("purchases", trigger.QueueName);
        Assert.Null(trigger.Connection);
        Assert.Equal("Storage", new QueueTriggerAttribute("purchases") { Connection = "Storage" }.Connection);
    }

    [Fact]
    public void A_timer_trigger_has_a_schedule_is_monitored_and_does_not_run_on_startup()
    {
        var trigger = new TimerTriggerAttribute("0 */15 * * * *");

        Assert.Equal("0 */15 * * * *", trigger.Schedule);
        Assert.True(trigger.UseMonitor);
        Assert.False(trigger.RunOnStartup);
    }

    [Fact]
    public void A_timer_s_status_may_be_missing()
    {
        var timer = new TimerInfo { IsPastDue = true };

        Assert.Null(timer.ScheduleStatus);
        timer.ScheduleStatus = new ScheduleStatus { Last = DateTime.UnixEpoch, Next = DateTime.UnixEpoch.AddMinutes(15), LastUpdated = DateTime.UnixEpoch };
        Assert.Equal(DateTime.UnixEpoch.AddMinutes(15), timer.ScheduleStatus.Next);
    }
}
