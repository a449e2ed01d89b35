using System.Text.Json.Nodes;
using ControlPlane.Testing;

namespace ControlPlane.Cli.Tests;

public sealed class SourceCommandTests : IDisposable
{
    private readonly Cli _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Spec_prints_what_the_connector_wants_to_be_told()
    {
        var result = await Cli.RunAsync("connector", "spec", "--manifest", _cli.Write("m.yaml", Cli.Manifest("http://127.0.0.1:9", """
            spec:
              documentation_url: https://docs.example
              connection_specification: {type: object, required: [token], properties: {token: {type: string, airbyte_secret: true}}}
              advanced_auth: {auth_flow_type: oauth2.0, predicate_key: [a], oauth_config_specification: {complete_oauth_output_specification: {type: object}}}
            """, "users")));
        result.ExitCode.ShouldBe(0, result.Errors);
        var spec = result.Single("SPEC", "spec");
        spec["documentationUrl"]!.ToString().ShouldBe("https://docs.example");
        spec["connectionSpecification"]!["required"]![0]!.ToString().ShouldBe("token");
        spec["advanced_auth"]!.ToJsonString().ShouldBe(
            """{"auth_flow_type":"oauth2.0","predicate_key":["a"],"oauth_config_specification":{"complete_oauth_output_specification":{"type":"object"}}}""");
    }

    [Theory]
    [InlineData("right", "SUCCEEDED", null)]
    [InlineData("wrong", "FAILED", "Stream users is not available: ")]
    public async Task Check_answers_in_a_message_and_ends_well_either_way(string token, string status, string? message)
    {
        await using var source = await TestSource.StartAsync(c =>
        {
            if (c.Request.Headers.Authorization != "Bearer right") c.Response.StatusCode = 401;
            return "[]";
        });
        var result = await _cli.ConnectorAsync("check", Cli.Manifest(source.Url, "", "users"), $$"""{"token":"{{token}}"}""");
        result.ExitCode.ShouldBe(0, result.Errors);
        var answer = result.Single("CONNECTION_STATUS", "connectionStatus");
        answer["status"]!.ToString().ShouldBe(status);
        if (message is null) answer.ContainsKey("message").ShouldBeFalse();
        else answer["message"]!.ToString().ShouldStartWith(message);
    }

    [Fact]
    public async Task Discover_describes_the_streams_and_infers_a_schema_that_nobody_declares()
    {
        await using var source = await TestSource.StartAsync(_ => """[{"id":1,"name":"a","tags":["x"],"who":{"age":1.5}},{"id":2,"name":null,"at":"2026-01-01"}]""");
        var manifest = Cli.Manifest(source.Url, "", "declared", "users").Replace("- name: declared", """
            - name: declared
                schema_loader: {type: InlineSchemaLoader, schema: {type: object, properties: {id: {type: integer}}}}
                incremental_sync: {cursor_field: "{{ config['field'] }}", datetime_format: "%Y-%m-%d", start_datetime: "2026-01-01"}
            """, StringComparison.Ordinal);
        var result = await _cli.ConnectorAsync("discover", manifest, """{"field":"at"}""");
        result.ExitCode.ShouldBe(0, result.Output + result.Errors);
        var streams = result.Single("CATALOG", "catalog")["streams"]!.AsArray();
        JsonNode.DeepEquals(streams[0], JsonNode.Parse("""
            {"name":"declared","json_schema":{"type":"object","properties":{"id":{"type":"integer"}}},"supported_sync_modes":["full_refresh","incremental"],
             "source_defined_cursor":true,"default_cursor_field":["at"],"source_defined_primary_key":[["id"]],"is_resumable":true,"is_file_based":false}
            """)).ShouldBeTrue(streams[0]!.ToJsonString());
        streams[1]!["supported_sync_modes"]!.ToJsonString().ShouldBe("""["full_refresh"]""");
        streams[1]!["is_resumable"]!.GetValue<bool>().ShouldBeFalse();
        var properties = streams[1]!["json_schema"]!["properties"]!;
        properties["id"]!["type"]!.ToJsonString().ShouldContain("integer");
        properties["name"]!["type"]!.ToJsonString().ShouldContain("string");
        properties["tags"]!["items"]!["type"]!.ToJsonString().ShouldContain("string");
        properties["who"]!["properties"]!["age"]!["type"]!.ToJsonString().ShouldContain("number");
    }

    [Fact]
    public async Task A_config_of_an_older_shape_is_announced_in_its_new_one()
    {
        await using var source = await TestSource.StartAsync(_ => "[]");
        var manifest = Cli.Manifest(source.Url, """
            spec:
              connection_specification: {type: object, required: [token], properties: {token: {type: string, airbyte_secret: true}}}
              config_normalization_rules:
                config_migrations:
                  - transformations:
                      - {type: ConfigAddFields, condition: "{{ 'api_key' in config }}", fields: [{path: [token], value: "{{ config['api_key'] }}"}]}
                      - {type: ConfigRemoveFields, field_pointers: [[api_key]]}
            """, "users");
        var result = await _cli.ConnectorAsync("read", manifest, """{"api_key":"k-1234"}""");
        result.ExitCode.ShouldBe(0, result.Output + result.Errors);
        result.Single("CONTROL", "control")["connectorConfig"]!["config"]!.ToJsonString().ShouldBe("""{"token":"k-1234"}""");
        source.Requests.Single().Headers["Authorization"].ShouldBe("Bearer k-1234");
        (await _cli.ConnectorAsync("read", manifest, """{"token":"k-1234"}""")).OfType("CONTROL", "control").ShouldBeEmpty();
    }

    [Fact]
    public async Task Help_names_the_commands_and_their_options()
    {
        var help = await Cli.RunAsync("connector", "read", "--help");
        help.ExitCode.ShouldBe(0);
        foreach (var option in new[] { "--manifest <FILE>", "--config <FILE>", "--catalog <FILE>", "--state <FILE>", "(REQUIRED)" }) help.Output.ShouldContain(option);
        var group = await Cli.RunAsync("connector", "--help");
        foreach (var command in new[] { "spec", "check", "discover", "read" }) group.Output.ShouldContain(command);
        (await Cli.RunAsync("connector", "read")).Errors.ShouldContain("--manifest");
    }
}
