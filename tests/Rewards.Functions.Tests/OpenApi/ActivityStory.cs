using System.Text.Json.Nodes;
using Rewards.Functions.Tests.Support;

namespace Rewards.Functions.Tests.OpenApi;

/// <summary>The part of the day that is about earning beyond purchases. Leaves the programme without activities and referrals.</summary>
internal sealed class ActivityStory(TestApp app, CheckedCalls calls)
{
    private static readonly JsonObject Review = new() { ["kind"] = "review", ["quantity"] = 2, ["reference"] = "arabica" };

    public async Task TellAsync()
    {
        await calls.PutAsync(200, "members/a-referrer", new JsonObject());
        await calls.PutAsync(200, "members/a-friend", new JsonObject());
        await calls.GetAsync(409, "members/a-referrer/referral-code");
        await calls.PutAsync(200, "programme", OpenApiSamples.Programme());
        await ActivitiesAsync();
        await ReferralsAsync();
        await calls.PutAsync(200, "programme", new JsonObject { ["currency"] = "EUR", ["timeZone"] = "Europe/Berlin" });
        await app.WhenIdleAsync();
    }

    private async Task ActivitiesAsync()
    {
        const string path = "members/a-friend/activities";
        await calls.PostAsync(201, path, Review, "an-activity");
        await calls.PostAsync(400, path, new JsonObject { ["kind"] = "" });
        await calls.PostAsync(404, "members/unknown/activities", Review);
        await calls.PostAsync(404, path, new JsonObject { ["kind"] = "survey" });
        await calls.PostAsync(409, path, Review);
        await calls.PostAsync(422, path, new JsonObject { ["kind"] = "review" }, "an-activity");
        app.Clock.Advance(NodaTime.Duration.FromMinutes(1));
        var reduced = await calls.PostAsync(201, path, new JsonObject { ["kind"] = "review", ["reference"] = "robusta" });
        Assert.True(reduced.Json["reduced"]!.GetValue<bool>());
    }

    private async Task ReferralsAsync()
    {
        const string path = "members/a-friend/referrals";
        var code = (await calls.GetAsync(200, "members/a-referrer/referral-code")).Json["code"]!.GetValue<string>();
        await calls.GetAsync(400, "members/a@b/referral-code");
        await calls.GetAsync(404, "members/unknown/referral-code");
        await calls.PostAsync(201, path, new JsonObject { ["code"] = code }, "a-referral");
        await calls.PostAsync(400, path, new JsonObject());
        await calls.PostAsync(404, path, new JsonObject { ["code"] = "00000000000" });
        await calls.PostAsync(409, path, new JsonObject { ["code"] = code });
        await calls.PostAsync(422, path, new JsonObject { ["code"] = $"{code} " }, "a-referral");
    }
}
