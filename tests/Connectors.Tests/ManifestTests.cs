using ControlPlane.Testing;
using System.Text.Json.Nodes;

namespace ControlPlane.Connectors.Tests;

public sealed class ManifestTests
{
    private static ManifestException Refused(string yaml) => Should.Throw<ManifestException>(() => Connector.Load(yaml, "m.yaml", TimeProvider.System));

    [Fact]
    public void All_errors_are_reported_at_once_with_their_paths()
    {
        var refused = Refused("""
            type: DeclarativeSource
            check: {type: CheckStream, stream_names: [absent]}
            streams:
              - name: one
                retriever:
                  requester:
                    url: "https://x/{{ config['a' }}"
                    http_method: FETCH
                    authenticator: {type: CustomAuthenticator, class_name: my.Auth}
                    error_handler: {response_filters: [{http_codes: [500], action: EXPLODE}]}
                  record_selector: {extractor: {type: NoSuchExtractor, field_path: []}}
                  paginator: "#/definitions/absent"
              - name: two
                retriever:
                  type: AsyncRetriever
                incremental_sync: {cursor_field: at, datetime_format: "%s", step: P1D}
              - name: three
                retriever:
                  requester: {url: "http://x", authenticator: {type: OAuthAuthenticator}}
                  record_selector: {extractor: {field_path: [a]}}
                  partition_router: {type: CustomPartitionRouter, class_name: a.B}
            """);
        refused.Errors.Select(e => e.Path).ShouldBe(
            [
                "", "streams[0].retriever.requester.url", "streams[0].retriever.requester.http_method",
                "streams[0].retriever.requester.authenticator", "streams[0].retriever.requester.error_handler.response_filters[0].action",
                "streams[0].retriever.record_selector.extractor", "streams[0].retriever.paginator", "streams[1].retriever", "streams[1].retriever", "streams[1].retriever", "streams[1].retriever", "streams[1].retriever",
                "streams[1].incremental_sync", "streams[1].incremental_sync", "streams[2].retriever.requester.authenticator", "streams[2].retriever.partition_router",
            ],
            ignoreOrder: true);
        refused.Message.ShouldContain("CustomAuthenticator runs Python code");
        refused.Message.ShouldContain("NoSuchExtractor is not a known component type");
        refused.Message.ShouldContain("OAuthAuthenticator needs token_refresh_endpoint");
        refused.Kind.ShouldBe(ConnectorFaultKind.Configuration);
    }

    [Fact]
    public async Task Check_of_a_stream_that_there_is_not_is_told_and_fails()
    {
        var connector = Connector.Load(new Reading("http://127.0.0.1:9").Manifest.Replace("[things]", "[absent]", StringComparison.Ordinal), "m.yaml", TimeProvider.System);
        connector.Warnings.ShouldHaveSingleItem().ShouldContain("there is no stream 'absent'");
        using var http = new HttpClient();
        (await connector.CheckAsync([], http, TestContext.Current.CancellationToken)).Message!.ShouldContain("absent is not part of the catalog. Expected one of [things].");
    }

    [Fact]
    public void Copying_files_is_refused_with_what_to_do_instead() =>
        Refused(new Reading("http://x") { Stream = "file_uploader: {type: FileUploader}" }.Manifest).Message.ShouldContain("take the files in as landed files");

    [Theory]
    [InlineData("a: [1", "not valid YAML")]
    [InlineData("- 1", "must be a mapping")]
    [InlineData("", "expected one YAML document")]
    [InlineData("a: '#/b'\nb: '#/a'", "leads back to itself")]
    [InlineData("a: '#/b/c'\nb: {}", "points at nothing")]
    [InlineData("a: {$ref: '#/nope', x: 1}", "points at nothing")]
    public void Broken_document_is_refused(string yaml, string why) => Refused(yaml).Message.ShouldContain(why);

    [Fact]
    public void References_that_multiply_without_bound_are_refused()
    {
        var bomb = "a0: [x, x, x, x, x, x, x, x, x, x]\n" + string.Concat(Enumerable.Range(1, 9).Select(i =>
            $"a{i}: [{string.Join(", ", Enumerable.Repeat($"'#/a{i - 1}'", 10))}]\n"));
        Refused(bomb).Message.ShouldContain("nodes");
    }

    [Theory]
    [InlineData("a: &a [*a]", "stands within what it means")]
    [InlineData("a: &a {b: {c: *a}}", "stands within what it means")]
    [InlineData("? &a [1, 2]\n: x", "a key must be text")]
    [InlineData("a: &a [1, 2]\n? *a\n: x", "a key must be text")]
    [InlineData("[", "levels deep")]
    [InlineData("{a: ", "levels deep")]
    public void Documents_that_never_end_are_refused_rather_than_ending_the_process(string yaml, string why) =>
        Refused(why == "levels deep" ? string.Concat(Enumerable.Repeat(yaml, 200_000)) : yaml).Message.ShouldContain(why);

    [Fact]
    public void References_that_go_ever_deeper_are_refused()
    {
        var deep = string.Concat(Enumerable.Range(0, 2_000).Select(i => $"a{i}: {new string('[', 100)}'#/a{i + 1}'{new string(']', 100)}\n")) + "a2000: x\n";
        Refused(deep).Message.ShouldContain("nested more than 200 levels deep");
    }

    [Fact]
    public void Parameters_that_multiply_without_bound_are_refused()
    {
        var parameters = string.Join(", ", Enumerable.Range(0, 12).Select(i => $"p{i}: {{type: T{i}, x: 1}}"));
        Refused($"check: {{type: CheckStream, stream_names: [a]}}\n$parameters: {{{parameters}}}").Message.ShouldContain("$parameters multiply");
    }

    [Fact]
    public async Task References_types_and_parameters_are_filled_in()
    {
        await using var source = await TestSource.StartAsync(_ => """{"things":[{"id":1}]}""");
        var connector = Connector.Load($$$$"""
            version: 1.0.0
            type: DeclarativeSource
            definitions:
              base/requester: {url_base: "{{{{source.Url}}}}", request_headers: {X-Team: "{{ parameters.team }}"}}
              selector: {extractor: {field_path: ["{{ parameters['name'] }}"]}}
              stream:
                retriever:
                  requester:
                    $ref: "#/definitions/base/requester"
                    path: "/{{ parameters['name'] }}/{{ parameters.team }}"
                  record_selector: "#/definitions/selector"
                schema_loader: {type: InlineSchemaLoader, schema: {type: object, properties: {id: {type: integer} } } }
                $parameters: {team: inner}
            check: {stream_names: [things]}
            streams:
              - $ref: "#/definitions/stream"
                primary_key: [[a, b], [c]]
                $parameters: {name: things, team: mine}
            """, "m.yaml", TimeProvider.System);
        var stream = connector.Streams.Single();
        stream.Name.ShouldBe("things");
        stream.PrimaryKey.Select(p => string.Join('.', p)).ShouldBe(["a.b", "c"]);
        stream.Schema!["properties"]!["id"]!["type"]!.ToString().ShouldBe("integer");
        using var http = new HttpClient();
        var sink = new CollectingSink();
        await stream.ReadAsync(new ReadRequest([], null), sink, http, TestContext.Current.CancellationToken);
        sink.Records.ShouldBe(["""{"id":1}"""]);
        source.Requests.Single().Path.ShouldBe("/things/mine");
        source.Requests.Single().Headers["X-Team"].ShouldBe("mine");
    }

    [Fact]
    public async Task Check_reads_one_record_and_explains_a_failure()
    {
        await using var source = await TestSource.StartAsync(c =>
        {
            if (c.Request.Headers.Authorization != "Bearer right") c.Response.StatusCode = 401;
            return """{"data":[{"id":1},{"id":2}]}""";
        });
        var reading = new Reading(source.Url)
        {
            Requester = "authenticator: {type: BearerAuthenticator, api_token: \"{{ config['token'] }}\"}",
            Source = "spec: {type: Spec, connection_specification: {type: object, required: [token], properties: {token: {type: string, airbyte_secret: true}}}}",
        };
        var connector = Connector.Load(reading.Manifest, "m.yaml", reading.Time);
        using var http = new HttpClient();
        var token = TestContext.Current.CancellationToken;
        (await connector.CheckAsync(new JsonObject { ["token"] = "right" }, http, token)).ShouldBe(new CheckResult(true, null));
        (await connector.CheckAsync(new JsonObject { ["token"] = "wrong" }, http, token)).Message!.ShouldContain("check the credentials");
        (await connector.CheckAsync([], http, token)).Message!.ShouldContain("'token' is a required property");
    }

    [Fact]
    public async Task Template_that_names_an_unknown_variable_is_a_configuration_fault()
    {
        await using var source = await TestSource.StartAsync(_ => "{}");
        var failure = await new Reading(source.Url) { Requester = "request_headers: {X: \"{{ stream_stat.x }}\"}" }.FailsAsync();
        failure.Kind.ShouldBe(ConnectorFaultKind.Configuration);
        failure.Message.ShouldContain("streams[0].retriever.requester.request_headers.X");
    }
}
