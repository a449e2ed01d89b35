using System.Runtime.InteropServices;
using ControlPlane.Testing;

namespace ControlPlane.Cli.Tests;

public sealed class ReadTests : IDisposable
{
    private readonly Cli _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Every_stream_is_read_when_no_catalog_chooses()
    {
        await using var source = await TestSource.StartAsync(c => c.Request.Path == "/users" ? """[{"id":1,"n":12345678901234567890.10},{"id":2}]""" : "[]");
        var result = await _cli.ConnectorAsync("read", Cli.Manifest(source.Url, "", "users", "teams"));
        result.ExitCode.ShouldBe(0, result.Errors);
        result.Records("users").ShouldBe(["""{"id":1,"n":12345678901234567890.10}""", """{"id":2}"""]);
        result.Statuses("users").ShouldBe(["STARTED", "RUNNING", "COMPLETE"]);
        result.Statuses("teams").ShouldBe(["STARTED", "COMPLETE"]);
        result.OfType("RECORD", "record").ShouldAllBe(r => r["emitted_at"]!.GetValue<long>() > 1_600_000_000_000);
        var states = result.OfType("STATE", "state").ToArray();
        states.Select(s => s["stream"]!["stream_descriptor"]!["name"]!.ToString()).ShouldBe(["users", "teams"]);
        states[0]["type"]!.ToString().ShouldBe("STREAM");
        states[0]["sourceStats"]!["recordCount"]!.ToJsonString().ShouldBe("2.0");
        states[0]["stream"]!["stream_state"]!.ToJsonString().ShouldBe("""{"__ab_no_cursor_state_message":true}""");
        result.Errors.ShouldContain("Read 2 records from users stream");
    }

    [Fact]
    public async Task Records_of_any_size_come_whole_and_in_order()
    {
        var sizes = Enumerable.Range(0, 60).Select(i => i % 20 == 7 ? 600_000 : 9_000 + i).ToArray();
        var page = $"[{string.Join(',', sizes.Select((size, i) => $$"""{"id":{{i}},"text":"{{new string((char)('a' + i % 26), size)}}"}"""))}]";
        await using var source = await TestSource.StartAsync(_ => page);
        var result = await _cli.ConnectorAsync("read", Cli.Manifest(source.Url, "", "users"));
        result.ExitCode.ShouldBe(0, result.Errors);
        $"[{string.Join(',', result.Records("users"))}]".ShouldBe(page);
    }

    [Fact]
    public async Task A_failed_stream_ends_none_of_the_others_and_its_state_does_not_move()
    {
        await using var source = await TestSource.StartAsync(c =>
        {
            if (c.Request.Path == "/broken") c.Response.StatusCode = 403;
            return """[{"id":1}]""";
        });
        var result = await _cli.ConnectorAsync("read", Cli.Manifest(source.Url, "", "broken", "users"));
        result.ExitCode.ShouldBe(1);
        result.Statuses("broken").ShouldBe(["STARTED", "INCOMPLETE"]);
        result.Statuses("users").ShouldBe(["STARTED", "RUNNING", "COMPLETE"]);
        result.Single("STATE", "state")["stream"]!["stream_descriptor"]!["name"]!.ToString().ShouldBe("users");
        var failures = result.Failures.ToArray();
        failures[0]["failure_type"]!.ToString().ShouldBe("config_error");
        failures[0]["stream_descriptor"]!["name"]!.ToString().ShouldBe("broken");
        failures[^1]["message"]!.ToString().ShouldStartWith("During the sync, the following streams did not sync successfully: broken");
    }

    [Fact]
    public async Task The_catalog_chooses_and_a_name_that_does_not_exist_is_told_with_its_neighbours()
    {
        await using var source = await TestSource.StartAsync(_ => """[{"id":1}]""");
        var catalog = _cli.Write("catalog.json", """
            {"streams":[{"stream":{"name":"user","json_schema":{},"supported_sync_modes":["full_refresh"]},"sync_mode":"full_refresh","destination_sync_mode":"append"},
                        {"stream":{"name":"teams","json_schema":{},"supported_sync_modes":["full_refresh"]},"sync_mode":"full_refresh","destination_sync_mode":"append"}]}
            """);
        var result = await _cli.ConnectorAsync("read", Cli.Manifest(source.Url, "", "users", "teams"), "{}", "--catalog", catalog);
        result.ExitCode.ShouldBe(1);
        result.Records("users").ShouldBeEmpty();
        result.Records("teams").Count().ShouldBe(1);
        result.Statuses("user").ShouldBe(["INCOMPLETE"]);
        result.Failures.First()["message"]!.ToString().ShouldContain("did you mean users");
    }

    public static TheoryData<string> States =>
    [
        """[{"type":"STREAM","stream":{"stream_descriptor":{"name":"users"},"stream_state":{"at":"2026-01-05"}}}]""",
        """[{"type":"STATE","state":{"type":"STREAM","stream":{"stream_descriptor":{"name":"users"},"stream_state":{"at":"2026-01-05"}}}}]""",
        """[{"type":"GLOBAL","global":{"shared_state":{},"stream_states":[{"stream_descriptor":{"name":"users"},"stream_state":{"at":"2026-01-05"}}]}}]""",
        """[{"type":"LEGACY","data":{"users":{"at":"2026-01-05"}}}]""",
        """{"users":{"at":"2026-01-05"}}""",
    ];

    [Theory]
    [MemberData(nameof(States))]
    public async Task State_is_understood_in_every_shape_that_it_had(string state)
    {
        await using var source = await TestSource.StartAsync(_ => """[{"id":1,"at":"2026-01-07"}]""");
        var manifest = Cli.Manifest(source.Url, "", "users") + """

                incremental_sync:
                  cursor_field: at
                  datetime_format: "%Y-%m-%d"
                  start_datetime: "2026-01-01"
                  end_datetime: "2026-01-10"
                  start_time_option: {inject_into: request_parameter, field_name: since}
            """;
        var result = await _cli.ConnectorAsync("read", manifest, "{}", "--state", _cli.Write("state.json", state));
        result.ExitCode.ShouldBe(0, result.Output + result.Errors);
        source.Requests.Single().Query.ShouldBe("?since=2026-01-05");
        result.OfType("STATE", "state").Last()["stream"]!["stream_state"]!.ToJsonString().ShouldContain("2026-01-07");
    }

    [Theory]
    [InlineData("there is no manifest file", null, "{}", null)]
    [InlineData("not valid YAML", "a: [1", "{}", null)]
    [InlineData("not valid JSON at line 2", "", "{\n\"token\": secret", null)]
    [InlineData("must hold a JSON object", "", "[]", null)]
    [InlineData("Config validation error: 'token' is a required property", "", "{}", null)]
    [InlineData("Config validation error: token: the value is not of type 'string'", "", """{"token":5}""", null)]
    [InlineData("must be a list of state messages", "", """{"token":"abcdefgh"}""", "[1]")]
    public async Task What_the_caller_gave_and_cannot_be_used_is_named(string said, string? manifest, string config, string? state)
    {
        if (manifest is "")
            manifest = Cli.Manifest("http://127.0.0.1:9", "spec: {type: Spec, connection_specification: {type: object, required: [token], properties: {token: {type: string, airbyte_secret: true} } } }", "users");
        var path = manifest is null ? _cli.At("absent.yaml") : _cli.Write("m.yaml", manifest);
        string[] more = state is null ? [] : ["--state", _cli.Write("state.json", state)];
        var result = await Cli.RunAsync(["connector", "read", "--manifest", path, "--config", _cli.Write("c.json", config), .. more]);
        result.ExitCode.ShouldBe(1);
        result.Failures.Single()["message"]!.ToString().ShouldContain(said);
        result.Failures.Single()["failure_type"]!.ToString().ShouldBe("config_error");
        result.Errors.ShouldContain(said);
        result.Output.ShouldNotContain("secret\"");
    }

    [Fact]
    public async Task No_secret_is_printed_whatever_the_source_says()
    {
        const string secret = "tok-0123456789-abcdef";
        await using var source = await TestSource.StartAsync(c =>
        {
            c.Response.StatusCode = 400;
            return $$"""{"message":"bad header {{c.Request.Headers.Authorization}}"}""";
        });
        var manifest = Cli.Manifest(source.Url, "spec: {type: Spec, connection_specification: {type: object, properties: {token: {type: string, airbyte_secret: true} } } }", "users");
        foreach (var command in new[] { "read", "check" })
        {
            var result = await _cli.ConnectorAsync(command, manifest, $$"""{"token":"{{secret}}"}""");
            result.Output.ShouldContain("***");
            (result.Output + result.Errors).ShouldNotContain(secret);
        }
    }

    [Fact]
    public async Task A_reader_that_goes_away_ends_the_read_without_a_word()
    {
        var page = "[" + string.Join(',', Enumerable.Range(0, 2000).Select(i => $$"""{"id":{{i}},"pad":"{{new string('x', 500)}}"}""")) + "]";
        await using var source = await TestSource.StartAsync(_ => page);
        var manifest = _cli.Write("m.yaml", Cli.Manifest(source.Url, "", [.. Enumerable.Range(0, 20).Select(i => $"s{i}")]));
        using var process = Cli.Start("connector", "read", "--manifest", manifest, "--config", _cli.Write("c.json", "{}"));
        var errors = process.StandardError.ReadToEndAsync();
        (await process.StandardOutput.ReadLineAsync()).ShouldNotBeNull();
        process.StandardOutput.Close();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        process.ExitCode.ShouldBe(141);
        (await errors).ShouldNotContain("error");
        source.Requests.Count.ShouldBeLessThan(20);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(15)]
    public async Task An_interrupt_ends_the_read_cleanly(int signal)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Signals are of Unix.");
        var hangs = new TaskCompletionSource();
        await using var source = await TestSource.StartAsync(async (context, _, _) =>
        {
            hangs.TrySetResult();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        });
        using var process = Cli.Start("connector", "read", "--manifest", _cli.Write("m.yaml", Cli.Manifest(source.Url, "", "users")), "--config", _cli.Write("c.json", "{}"));
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await hangs.Task.WaitAsync(TimeSpan.FromSeconds(60));
        Kill(process.Id, signal).ShouldBe(0);
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        process.ExitCode.ShouldBeOneOf(130, 128 + signal);
        new CliResult(0, await output, await errors).Statuses("users").ShouldBe(["STARTED", "INCOMPLETE"]);
        (await errors).ShouldNotContain("Unhandled");
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int process, int signal);
}
