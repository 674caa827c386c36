using System.Text.Json;
using System.Text.Json.Nodes;
using NodaTime;
using Rewards.Domain;
using Rewards.Domain.Campaigns;
using Rewards.Domain.Identifiers;
using Rewards.Domain.Money;
using Rewards.Functions.Campaigns;
using Rewards.Functions.Tests.OpenApi;

namespace Rewards.Functions.Tests.Campaigns;

public sealed class CampaignJsonTests
{
    private const string Full = """
        {"name":"Coffee in spring","aim":"reactivate","currency":"EUR","timeZone":"Europe/Berlin","validFrom":"2026-03-01","validTo":"2026-05-31","validFor":"P30D","discount":{"kind":"amountOff","amount":500},"conditions":{"minimumAmount":2500,"include":{"categories":["coffee"]},"exclude":{"skus":["gift-card"],"tags":["sale"]},"stores":["0042"],"hours":[{"days":["monday","sunday"],"from":"08:00","to":"00:00"}]},"codes":{"kind":"unique","length":14},"limits":{"perCode":1,"perCodePeriod":"day","perMember":2,"perMemberPeriod":"month","total":1000,"totalPeriod":"week","budget":500000,"budgetPeriod":"day"},"shards":16,"trigger":{"kind":"dormant","dormantAfterDays":90,"controlShare":0.1,"frequencyCapDays":30,"channel":"email"},"disabled":true}
        """;

    private const string Least = """
        {"name":"Summer","aim":"acquire","currency":"EUR","timeZone":"UTC","validFrom":"2026-06-01","validTo":"2026-08-31","discount":{"kind":"percentOff","percent":12.5},"codes":{"kind":"shared","code":"Summer-20"}}
        """;

    private static readonly CampaignId Id = CampaignId.Parse("spring-coffee");

    [Fact]
    public void A_whole_campaign_is_read_member_by_member()
    {
        var campaign = Sound(Full);

        Assert.Equal((Id, 3, "7KQ2", "Coffee in spring", Aim.Reactivate), (campaign.Id, campaign.Version, campaign.Tag, campaign.Name, campaign.Aim));
        Assert.Equal(("EUR", "Europe/Berlin"), (campaign.Currency.Code, campaign.TimeZone.Id));
        Assert.Equal((new LocalDate(2026, 3, 1), new LocalDate(2026, 5, 31), Period.FromDays(30)), (campaign.ValidFrom, campaign.ValidTo, campaign.ValidFor));
        Assert.Equal(new Discount.AmountOff(new MinorUnits(500)), campaign.Discount);
        Assert.Equal(new MinorUnits(2500), campaign.Conditions.MinimumAmount);
        Assert.Equal(["coffee"], campaign.Conditions.Include!.Categories);
        Assert.Equal(["gift-card"], campaign.Conditions.Exclude!.Skus);
        Assert.Equal(["sale"], campaign.Conditions.Exclude.Tags);
        Assert.Equal(["0042"], campaign.Conditions.Stores);
        var hours = Assert.Single(campaign.Conditions.Hours);
        Assert.Equal([IsoDayOfWeek.Monday, IsoDayOfWeek.Sunday], hours.Days);
        Assert.Equal((new LocalTime(8, 0), LocalTime.Midnight), (hours.From, hours.To));
        Assert.Equal(new CodePolicy.Unique(14), campaign.Codes);
        Assert.Equal(
            new Limits(new(1, LimitPeriod.Day), new(2, LimitPeriod.Month), new(1000, LimitPeriod.Week), new(500_000, LimitPeriod.Day)), campaign.Limits);
        Assert.Equal(16, campaign.Shards);
        var dormant = Assert.IsType<Trigger.Dormant>(campaign.Trigger);
        Assert.Equal([new Step(90, null, null)], dormant.Steps);
        Assert.Equal((30, "email"), (dormant.FrequencyCapDays, dormant.Channel));
        Assert.Equal(new Percent(1000), campaign.Experiment.ControlShare);
        Assert.True(campaign.Disabled);
    }

    [Fact]
    public void What_is_left_out_is_the_default()
    {
        var campaign = Sound(Least);

        Assert.Same(Conditions.None, campaign.Conditions);
        Assert.Same(Limits.None, campaign.Limits);
        Assert.Equal((1, null, null, false), (campaign.Shards, campaign.ValidFor, campaign.Trigger, campaign.Disabled));
        Assert.Equal(new Discount.PercentOff(new Percent(1250), null), campaign.Discount);
        Assert.Equal(new CodePolicy.Unique(12), Sound(With(Least, "codes", """{"kind":"unique"}""")).Codes);
    }

    [Theory]
    [InlineData("discount", """{"kind":"percentOff","percent":12.5,"maxAmount":1000}""")]
    [InlineData("discount", """{"kind":"percentOff","percent":100}""")]
    [InlineData("discount", """{"kind":"buyXGetY","buy":2,"get":1,"percent":50}""")]
    [InlineData("discount", """{"kind":"tiered","by":"amount","steps":[{"from":0,"amount":100},{"from":5000,"percent":10}]}""")]
    [InlineData("discount", """{"kind":"tiered","by":"quantity","steps":[{"from":3,"percent":0.01}]}""")]
    [InlineData("validFor", "\"P1Y2M3W4D\"")]
    [InlineData("timeZone", "\"America/Sao_Paulo\"")]
    [InlineData("aim", "\"retain\"")]
    [InlineData("limits", """{"budget":1}""")]
    [InlineData("conditions", """{"hours":[{"days":["tuesday"],"from":"00:00","to":"23:59"},{"days":["friday"],"from":"12:30","to":"13:00"}]}""")]
    [InlineData("name", "\"\\u00DCberraschung \\u0022K\\u0022\"")]
    public void A_campaign_goes_to_the_domain_and_back_without_loss(string member, string value)
    {
        foreach (var json in new[] { Full, With(Full, member, value) })
        {
            var campaign = Sound(json);

            Assert.Equal(json, Write(campaign));
            Assert.Equal(json, Write(Sound(Write(campaign))));
        }
    }

    [Fact]
    public void A_reply_has_all_of_the_body_and_what_the_platform_gave()
    {
        var reply = JsonSerializer.Serialize(CampaignJson.ReplyOf(Sound(Full)), CampaignJsonContext.Default.CampaignReply);

        Assert.Equal("""{"id":"spring-coffee","version":3,"tag":"7KQ2",""" + Full[1..], reply);
    }

    [Fact]
    public void A_shared_code_is_kept_as_it_was_written_and_keyed_as_it_is_normalised()
    {
        var codes = Assert.IsType<CodePolicy.Shared>(Sound(Least).Codes);

        Assert.Equal(("Summer-20", "SUMMER20"), (codes.Code, codes.Normalised.Value));
        Assert.Contains("\"Summer-20\"", Write(Sound(Least)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_get_without_a_percent_is_free() =>
        Assert.Equal(new Discount.BuyXGetY(2, 1, Percent.Hundred), Sound(With(Full, "discount", """{"kind":"buyXGetY","buy":2,"get":1}""")).Discount);

    [Fact]
    public void Everything_that_is_missing_is_named_at_once() =>
        Assert.Equal("name aim currency timeZone validFrom validTo discount codes", FieldsOf("{}"));

    [Theory]
    [InlineData("aim", "\"Retain\"", "aim", "not lower case")]
    [InlineData("aim", "\"sell\"", "aim", "no aim")]
    [InlineData("currency", "\"eur\"", "currency", "no currency")]
    [InlineData("timeZone", "\"Berlin\"", "timeZone", "no zone")]
    [InlineData("timeZone", "\"\"", "timeZone", "an empty zone")]
    [InlineData("validFrom", "\"01.03.2026\"", "validFrom", "another notation")]
    [InlineData("validTo", "\"2026-02-29\"", "validTo", "no such day")]
    [InlineData("validTo", "\"2026-05-31T00:00:00Z\"", "validTo", "an instant")]
    [InlineData("validFor", "\"30 days\"", "validFor", "no period")]
    [InlineData("validFor", "\"P99999999999D\"", "validFor", "more than 32 bits")]
    [InlineData("discount", """{}""", "discount.kind", "no kind")]
    [InlineData("discount", """{"kind":"free"}""", "discount.kind", "no such kind")]
    [InlineData("discount", """{"kind":"amountOff"}""", "discount.amount", "no amount")]
    [InlineData("discount", """{"kind":"percentOff"}""", "discount.percent", "no percent")]
    [InlineData("discount", """{"kind":"percentOff","percent":100.01}""", "discount.percent", "more than everything")]
    [InlineData("discount", """{"kind":"percentOff","percent":0.001}""", "discount.percent", "too fine")]
    [InlineData("discount", """{"kind":"buyXGetY"}""", "discount.buy discount.get", "neither buy nor get")]
    [InlineData("discount", """{"kind":"tiered"}""", "discount.by discount.steps", "neither by nor steps")]
    [InlineData("discount", """{"kind":"tiered","by":"weight","steps":[null,{"percent":-1}]}""", "discount.by discount.steps[0] discount.steps[1].from discount.steps[1].percent", "steps of all sorts")]
    [InlineData("discount", """{"kind":"amountOff","amount":1,"percent":1,"steps":[]}""", "discount.percent discount.steps", "members of other kinds")]
    [InlineData("conditions", """{"stores":["0042",null],"include":{"skus":[null]}}""", "conditions.include.skus[0] conditions.stores[1]", "nulls in lists")]
    [InlineData("conditions", """{"hours":[null,{},{"days":["Monday","none",null],"from":"8:00","to":"24:00"}]}""", "conditions.hours[0] conditions.hours[1].days conditions.hours[1].from conditions.hours[1].to conditions.hours[2].days[0] conditions.hours[2].days[1] conditions.hours[2].days[2] conditions.hours[2].from conditions.hours[2].to", "hours of all sorts")]
    [InlineData("codes", """{"length":12}""", "codes.kind", "no kind")]
    [InlineData("codes", """{"kind":"shared"}""", "codes.code", "no code")]
    [InlineData("codes", """{"kind":"shared","code":"A1B","length":12}""", "codes.length", "a member of the other kind")]
    [InlineData("codes", """{"kind":"unique","code":"A1B"}""", "codes.code", "a member of the other kind")]
    [InlineData("limits", """{"perMemberPeriod":"month"}""", "limits.perMemberPeriod", "a period without its limit")]
    [InlineData("limits", """{"total":1,"totalPeriod":"whole","budget":1,"budgetPeriod":"year"}""", "limits.totalPeriod limits.budgetPeriod", "no periods")]
    [InlineData("trigger", """{}""", "trigger.kind", "an empty trigger")]
    [InlineData("trigger", """{"kind":"birthday","dormantAfterDays":1,"controlShare":1.01}""", "trigger.dormantAfterDays trigger.controlShare", "what belongs to another kind and more than all")]
    [InlineData("trigger", """{"kind":"dormant","dormantAfterDays":1,"controlShare":0.00001}""", "trigger.controlShare", "too fine")]
    [InlineData("trigger", """{"kind":"dormant","dormantAfterDays":1,"controlShare":7e28}""", "trigger.controlShare", "a share that would overflow")]
    public void What_is_malformed_is_named_by_its_path(string member, string value, string fields, string why)
    {
        var found = FieldsOf(With(Full, member, value));

        Assert.True(fields == found, $"{why}: {found}");
    }

    [Theory]
    [InlineData("limits", """{"budget":0}""", "limits.budget", "no budget")]
    [InlineData("discount", """{"kind":"tiered","by":"amount","steps":[{"from":1,"amount":1},{"from":1,"amount":1}]}""", "discount.steps[1].from", "steps that do not rise")]
    [InlineData("conditions", """{"include":{}}""", "conditions.include", "a filter of nothing")]
    [InlineData("shards", "33", "shards", "too many shards")]
    [InlineData("codes", """{"kind":"shared","code":"7KQ2A0123456789ABM"}""", "validFor codes.code limits.perCode trigger experiment", "the domain's own rules")]
    public void What_breaks_a_rule_is_named_by_its_path(string member, string value, string fields, string why)
    {
        var found = FieldsOf(With(Full, member, value));

        Assert.True(fields == found, $"{why}: {found}");
    }

    [Theory]
    [InlineData("""{"name":"a","name":"b"}""", "a duplicate member")]
    [InlineData("""{"discount":{"kind":"amountOff","kind":"tiered"}}""", "a duplicate member further down")]
    [InlineData("""{"colour":"red"}""", "an unknown member")]
    [InlineData("""{"discount":{"kind":"amountOff","colour":"red"}}""", "an unknown member further down")]
    [InlineData("""{"version":1}""", "a version, which is the platform's to give")]
    [InlineData("""{"Name":"a"}""", "another case")]
    [InlineData("""{"name":3}""", "another type")]
    [InlineData("""{"shards":"1"}""", "a number in quotes")]
    [InlineData("""{"shards":1.5}""", "a part of a shard")]
    [InlineData("""{"discount":{"amount":9223372036854775808}}""", "more than 64 bits")]
    [InlineData("""{"discount":{"percent":1e40}}""", "more than a decimal")]
    [InlineData("""{"discount":[]}""", "a list for an object")]
    [InlineData("""{"conditions":{"stores":"0042"}}""", "a text for a list")]
    [InlineData("""{"name":[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]}""", "too deep")]
    public void What_has_another_shape_is_not_read(string json, string why) =>
        Assert.True(Record.Exception(() => Read(json)) is JsonException, why);

    [Fact]
    public void Every_kind_of_trigger_is_read_as_it_is_written()
    {
        foreach (var trigger in OpenApiSamples.Triggers)
        {
            var campaign = Sound(With(With(Least, "codes", """{"kind":"unique"}"""), "trigger", trigger));

            var written = JsonNode.Parse(Write(campaign))!["trigger"]!.AsObject();

            Assert.Equal(Write(campaign), Write(Sound(Write(campaign))));
            Assert.All(JsonNode.Parse(trigger)!.AsObject(), member => Assert.True(JsonNode.DeepEquals(member.Value, written[member.Key]), trigger));
        }
    }

    [Theory]
    [InlineData("""{"kind":"dormant"}""", "trigger.dormantAfterDays", "neither days nor steps")]
    [InlineData("""{"kind":"dormant","dormantAfterDays":1,"steps":[{"afterDays":1}]}""", "trigger.dormantAfterDays", "both")]
    [InlineData("""{"kind":"dormant","steps":[{"goal":"firstPurchase"},null]}""", "trigger.steps[0].goal trigger.steps[0].afterDays trigger.steps[1]", "a goal of a silence, no days, no step")]
    [InlineData("""{"kind":"onboarding","steps":[{"afterDays":0,"goal":"riches","discount":{"kind":"gift"}}]}""", "trigger.steps[0].goal trigger.steps[0].discount.kind", "unknown ones")]
    [InlineData("""{"kind":"rhythm"}""", "trigger.probabilityBelow", "no threshold")]
    [InlineData("""{"kind":"volume"}""", "trigger.everyAmount", "no amount")]
    [InlineData("""{"kind":"couponExpiring"}""", "trigger.daysBefore", "no days")]
    [InlineData("""{"kind":"activity"}""", "trigger.activity", "no kind")]
    [InlineData("""{"kind":"referral","side":"both"}""", "trigger.side", "an unknown side")]
    [InlineData("""{"kind":"complaint","categories":[null],"offersPeriod":"year"}""", "trigger.categories[0] trigger.cooldownDays trigger.offersPeriod trigger.offersPeriod", "no name, no days, no number of an unknown period")]
    [InlineData("""{"kind":"full-moon"}""", "trigger.kind", "an unknown kind")]
    public void A_malformed_trigger_is_told_by_path(string trigger, string fields, string why)
    {
        var found = FieldsOf(With(Least, "trigger", trigger));

        Assert.True(fields == found, $"{why}: {found}");
    }

    [Theory]
    [InlineData("""{"controlShare":0.5}""", "trigger.controlShare", "another share than the trigger's")]
    [InlineData("""{"controlShare":1.5}""", "trigger.controlShare experiment.controlShare", "and out of range")]
    [InlineData("""{"variants":[null,{"discount":{}}]}""", "experiment.variants[0] experiment.variants[1].id experiment.variants[1].discount.kind", "no variant, no name, no kind")]
    public void A_malformed_experiment_is_told_by_path(string experiment, string fields, string why)
    {
        var found = FieldsOf(With(With(Least, "trigger", """{"kind":"birthday","controlShare":0.1}"""), "experiment", experiment));

        Assert.True(fields == found, $"{why}: {found}");
    }

    private static CampaignBody Read(string json) => JsonSerializer.Deserialize(json, CampaignJsonContext.Default.CampaignBody)!;

    private static string Write(CampaignDefinition campaign) =>
        JsonSerializer.Serialize(CampaignJson.FromDomain(campaign), CampaignJsonContext.Default.CampaignBody);

    private static CampaignDefinition Sound(string json)
    {
        var (campaign, errors) = CampaignJson.ToDomain(Read(json), Id, 3, "7KQ2");

        Assert.Equal([], errors);
        return campaign!;
    }

    private static string FieldsOf(string json)
    {
        var (campaign, errors) = CampaignJson.ToDomain(Read(json), Id, 3, "7KQ2");

        Assert.Null(campaign);
        return string.Join(' ', errors.Select(error => error.Field));
    }

    private static string With(string json, string member, string value)
    {
        var body = JsonNode.Parse(json)!.AsObject();
        body[member] = JsonNode.Parse(value);
        return body.ToJsonString();
    }
}
