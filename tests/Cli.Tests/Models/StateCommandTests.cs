using System.Text.Json.Nodes;
using ControlPlane.Testing;

namespace ControlPlane.Cli.Tests.Models;

/// <summary>What commands make of another environment's manifest, and of a project's loose ends.</summary>
public sealed class StateCommandTests(PostgresFixture postgres) : IDisposable
{
    private readonly ModelProject _project = new(postgres);

    public void Dispose() => _project.Dispose();

    [Fact]
    public async Task Nodes_are_cloned_as_views_of_another_environments()
    {
        _project["models/b.sql"] = "select id, '{{ defer_relation }}' as other from {{ ref('a') }}";
        await BuildElsewhere();
        var cloned = await _project.RunAsync("clone", "--state", "state");
        cloned.ExitCode.ShouldBe(0, cloned.Output + cloned.Errors);
        cloned.Output.ShouldEndWith("Done. PASS=2 WARN=0 ERROR=0 SKIP=0 NO-OP=0 TOTAL=2\n");
        cloned.Output.ShouldNotContain("START");
        Results().ShouldBe(["CREATE VIEW", "CREATE VIEW"]);
        var again = await _project.RunAsync("clone", "--state", "state");
        again.Output.ShouldContain($"Relation \"{_project.Database}\".\"shop\".\"a\" already exists");
        Results().ShouldBe(["No-op", "No-op"]);
        var shown = await _project.RunAsync("show", "--quiet", "--defer", "--state", "state", "--select", "b+", "--output", "json");
        JsonNode.Parse(shown.Output)!["show"]![0]!["other"]!.GetValue<string>().ShouldBe($"\"{_project.Database}\".\"elsewhere\".\"b\"");
    }

    [Fact]
    public async Task A_clone_without_a_state_is_refused()
    {
        var result = await _project.RunAsync("clone");
        (result.ExitCode, result.Output.Contains("--state or --defer-state are required for deferral, but neither was provided", StringComparison.Ordinal)).ShouldBe((2, true));
    }

    [Theory]
    [InlineData("models: {shop: {nothere: {+materialized: table}}}", "models: []", "UnusedResourceConfigPath",
        "[WARNING]: Configuration paths exist in your dbt_project.yml file which do not apply to any resources.\nThere are 1 unused configuration paths:\n- models.shop.nothere\n")]
    [InlineData("vars: {}", "models: [{name: ghost}]", "NoNodeForYamlKey",
        "[WARNING]: Did not find matching node for patch with name 'ghost' in the 'models' section of file 'models/schema.yml'\n")]
    public async Task Loose_ends_of_a_project_are_warnings_or_errors_as_asked(string settings, string properties, string name, string message)
    {
        _project["dbt_project.yml"] += settings + "\n";
        _project["models/schema.yml"] = properties;
        var told = await _project.RunAsync("parse");
        (told.ExitCode, Untimed(told).Contains(message, StringComparison.Ordinal)).ShouldBe((0, true), told.Output);
        (await _project.RunAsync("parse", "--warn-error")).ExitCode.ShouldBe(2);
        (await _project.RunAsync("parse", "--warn-error-options", $"{{error: [{name}]}}")).ExitCode.ShouldBe(2);
        (await _project.RunAsync("parse", "--warn-error-options", $"{{error: all, silence: [{name}]}}")).ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task Numbers_of_a_decimal_type_are_shown_as_such()
    {
        var json = await _project.RunAsync("show", "--quiet", "--inline", "select 2::numeric as n, '{\"a\": 1}'::jsonb as j", "--output", "json");
        json.Output.ShouldBe("{\n  \"show\": [\n    {\n      \"n\": 2.0,\n      \"j\": \"{\\\"a\\\": 1}\"\n    }\n  ]\n}\n");
    }

    [Fact]
    public async Task Lines_of_progress_are_as_wide_as_asked()
    {
        var result = await _project.RunAsync("run", "--select", "a", "--printer-width", "100");
        Untimed(result).ShouldContain($"1 of 1 START sql view model shop.a {new string('.', 100 - "1 of 1 START sql view model shop.a ".Length)} [RUN]\n");
    }

    private async Task BuildElsewhere()
    {
        var profiles = _project["profiles.yml"];
        _project["profiles.yml"] = profiles.Replace("schema: shop", "schema: elsewhere", StringComparison.Ordinal);
        var built = await _project.RunAsync("run");
        built.ExitCode.ShouldBe(0, built.Output + built.Errors);
        _project["state/manifest.json"] = _project["target/manifest.json"];
        _project["profiles.yml"] = profiles;
    }

    private string[] Results() => [.. JsonNode.Parse(_project["target/run_results.json"])!["results"]!.AsArray().Select(result => result!["message"]!.GetValue<string>())];

    /// <summary>Without the time of day in front.</summary>
    private static string Untimed(CliResult result) => System.Text.RegularExpressions.Regex.Replace(result.Output, "(?m)^[0-9:]{8}  ", "");
}
