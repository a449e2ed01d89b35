using System.Net;
using System.Net.Http.Json;
using ControlPlane.AppHost.SampleSource;
using static ControlPlane.EndToEnd.SampleSource.SampleClient;

namespace ControlPlane.EndToEnd.SampleSource;

public sealed class CrmEndpointsTests
{
    private const string Upsert = "crm/v1/objects/repo_activity/batch/upsert";

    [Fact]
    public async Task Row_is_created_then_unchanged_then_updated()
    {
        await using var sample = await StartWithTokenAsync();
        (await OutcomesAsync(sample, Row("a", 1), Row("b", 1))).ShouldBe(["created", "created"]);
        (await OutcomesAsync(sample, Row("a", 1), Row("b", 2), Row("c", 3))).ShouldBe(["unchanged", "updated", "created"]);

        var held = await sample.ReadAsync("crm/v1/objects/repo_activity");
        ((int)held["total"]!).ShouldBe(3);
        ((int)held["results"]![1]!["properties"]!["events"]!).ShouldBe(2);
        ((int)(await sample.ReadAsync("crm/v1/objects/other"))["total"]!).ShouldBe(0);
    }

    [Fact]
    public async Task Refused_rows_come_back_with_a_reason_and_the_others_are_taken()
    {
        await using var sample = await StartWithTokenAsync(new() { FaultRate = 0, CrmRefusedIds = new HashSet<string> { "bad" }, CrmFlakyIds = new HashSet<string> { "busy" } });
        using var response = await PostAsync(sample, Batch(Row("good", 1), Row("bad", 1), Row("busy", 1)));

        response.StatusCode.ShouldBe(HttpStatusCode.MultiStatus);
        var answer = await ReadAsync(response);
        answer["results"]!.AsArray().Select(row => (string)row!["id"]!).ShouldBe(["good"]);
        answer["errors"]!.AsArray().Select(row => ((string)row!["id"]!, (bool)row["retryable"]!)).ShouldBe([("bad", false), ("busy", true)]);
        (await OutcomesAsync(sample, Row("busy", 1))).ShouldBe(["created"]);
    }

    [Fact]
    public async Task Repeated_idempotency_key_gets_the_first_answer()
    {
        await using var sample = await StartWithTokenAsync();
        using var first = await PostAsync(sample, Batch(Row("a", 1)), key: "k1");
        using var again = await PostAsync(sample, Batch(Row("a", 1)), key: "k1");
        using var misused = await PostAsync(sample, Batch(Row("a", 2)), key: "k1");

        (await again.Content.ReadAsStringAsync(Ct)).ShouldBe(await first.Content.ReadAsStringAsync(Ct));
        again.Headers.GetValues("Idempotency-Replayed").ShouldBe(["true"]);
        misused.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
    }

    [Theory]
    [InlineData("""{"idProperty":"k","inputs":[]}""")]
    [InlineData("""{"inputs":[{"id":"a","properties":{}}]}""")]
    [InlineData("""{"idProperty":"k","inputs":[{"id":"a","properties":{}}],"more":1}""")]
    [InlineData("""{"idProperty":"k","inputs":[{"id":"a","property":{}}]}""")]
    [InlineData("""{"idProperty":"k","inputs":[{"id":"a","properties":{}},{"id":"a","properties":{}}]}""")]
    [InlineData("""{"idProperty":"k","inputs":[{"id":1,"properties":{}}]}""")]
    [InlineData("[]")]
    [InlineData("{")]
    public async Task Body_that_breaks_the_format_is_refused_as_a_whole(string body)
    {
        await using var sample = await StartWithTokenAsync();
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var response = await sample.Http.PostAsync(Upsert, content, Ct);

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        ((bool)(await ReadAsync(response))["retryable"]!).ShouldBeFalse();
        ((int)(await sample.ReadAsync("crm/v1/objects/repo_activity"))["total"]!).ShouldBe(0);
    }

    [Fact]
    public async Task More_than_100_rows_are_refused()
    {
        await using var sample = await StartWithTokenAsync();
        using var full = await PostAsync(sample, Batch([.. Enumerable.Range(0, 100).Select(i => Row($"{i}", i))]));
        using var tooMany = await PostAsync(sample, Batch([.. Enumerable.Range(0, 101).Select(i => Row($"{i}", i))]));
        full.StatusCode.ShouldBe(HttpStatusCode.OK);
        tooMany.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Token_is_required_and_must_be_the_right_one()
    {
        await using var sample = await StartAsync(new() { FaultRate = 0, CrmToken = "right" });
        using var without = await PostAsync(sample, Batch(Row("a", 1)));
        without.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        sample.Http.DefaultRequestHeaders.Authorization = new("Bearer", "wrong");
        using var wrong = await PostAsync(sample, Batch(Row("a", 1)));
        wrong.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    private static async Task<SampleClient> StartWithTokenAsync(SampleServerOptions? options = null)
    {
        var sample = await StartAsync(options);
        sample.Http.DefaultRequestHeaders.Authorization = new("Bearer", "any");
        return sample;
    }

    private static async Task<string[]> OutcomesAsync(SampleClient sample, params object[] rows)
    {
        using var response = await PostAsync(sample, Batch(rows));
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        return [.. (await ReadAsync(response))["results"]!.AsArray().Select(row => (string)row!["outcome"]!)];
    }

    private static async Task<HttpResponseMessage> PostAsync(SampleClient sample, object batch, string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Upsert) { Content = JsonContent.Create(batch) };
        if (key is not null) request.Headers.Add("Idempotency-Key", key);
        return await sample.Http.SendAsync(request, Ct);
    }

    private static object Batch(params object[] rows) => new { idProperty = "activity_id", inputs = rows };

    private static object Row(string id, int events) => new { id, properties = new { events, repository = "a/b" } };
}
