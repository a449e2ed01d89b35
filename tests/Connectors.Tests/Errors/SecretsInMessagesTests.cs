using System.Text.Json.Nodes;
using ControlPlane.Testing;

namespace ControlPlane.Connectors.Tests.Errors;

public sealed class SecretsInMessagesTests
{
    private const string Secret = "tok-0123456789abcdef";

    private static Reading Reading(TestSource source) => new(source.Url)
    {
        Requester = "authenticator: {type: BearerAuthenticator, api_token: \"{{ config['token'] }}\"}",
        Config = new JsonObject { ["token"] = Secret },
    };

    /// <summary>Wherever a message is cut, the secret stands across the cut once.</summary>
    public static TheoryData<int> Lengths => [.. Enumerable.Range(0, 22).Select(i => 280 + i), .. Enumerable.Range(0, 22).Select(i => 140 + i), .. Enumerable.Range(0, 22).Select(i => 1004 + i)];

    [Theory]
    [MemberData(nameof(Lengths))]
    public async Task Secret_that_a_cut_goes_through_leaves_nothing_of_itself(int before)
    {
        await using var refusing = await TestSource.StartAsync(c =>
        {
            c.Response.StatusCode = 403;
            return new JsonObject { ["message"] = new string('.', before) + Secret }.ToJsonString();
        });
        (await Reading(refusing).FailsAsync()).Message.ShouldNotContain("tok-");
        await using var confused = await TestSource.StartAsync(_ => new string('.', before) + Secret + new string('.', 2000));
        (await Reading(confused).FailsAsync()).Message.ShouldNotContain("tok-");
    }

    [Fact]
    public async Task Secret_at_the_end_of_what_is_looked_at_leaves_nothing_of_itself_where_others_made_room()
    {
        await using var source = await TestSource.StartAsync(_ => string.Concat(Enumerable.Repeat(Secret, 200)));
        (await Reading(source).FailsAsync()).Message.ShouldNotContain("tok-");
    }
}
