using System.Text.Json.Nodes;
using ControlPlane.Testing;

namespace ControlPlane.Cli.Tests.Models;

public sealed class FlagTests(PostgresFixture postgres) : IDisposable
{
    private readonly ModelProject _project = new(postgres);

    public void Dispose() => _project.Dispose();

    [Fact]
    public async Task Options_go_before_the_projects_flags_and_results_record_them_all()
    {
        _project["dbt_project.yml"] += "flags: {fail_fast: true, indirect_selection: cautious, printer_width: 100}\n";
        var result = await _project.RunAsync(
            "run", "--no-partial-parse", "--log-path", "elsewhere", "--static-parser", "--no-populate-cache", "--debug", "--indirect-selection", "eager", "--threads", "1");
        result.ExitCode.ShouldBe(0, result.Output + result.Errors);
        var arguments = JsonNode.Parse(_project["target/run_results.json"])!["args"]!;
        (arguments["fail_fast"]!.GetValue<bool>(), arguments["indirect_selection"]!.GetValue<string>(), arguments["printer_width"]!.GetValue<long>()).ShouldBe((true, "eager", 100L));
        (arguments["partial_parse"]!.GetValue<bool>(), arguments["populate_cache"]!.GetValue<bool>(), arguments["write_json"]!.GetValue<bool>()).ShouldBe((false, false, true));
        (arguments["full_refresh"], arguments["warn_error"], arguments["log_path"]!.GetValue<string>()).ShouldBe((null, null, "elsewhere"));
    }

    [Fact]
    public async Task Warnings_are_errors_or_silent_by_their_names()
    {
        var told = await _project.RunAsync("ls", "--select", "nothing");
        (told.ExitCode, told.Output.Contains("nothing", StringComparison.Ordinal)).ShouldBe((0, true));
        var silent = await _project.RunAsync("ls", "--select", "nothing", "--warn-error-options", "{silence: [NoNodesForSelectionCriteria]}");
        (silent.ExitCode, silent.Output.Contains("nothing", StringComparison.Ordinal)).ShouldBe((0, false));
        (await _project.RunAsync("ls", "--select", "nothing", "--warn-error-options", "{error: [NoNodesForSelectionCriteria]}")).ExitCode.ShouldBe(2);
        (await _project.RunAsync("ls", "--select", "nothing", "--warn-error-options", "{error: all, warn: [NoNodesForSelectionCriteria, NoNodesSelected]}")).ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task Statements_tell_for_which_node_they_are()
    {
        _project["models/a.sql"] = "{{ config(materialized='table') }} select 1 as id, current_query() as text";
        (await _project.RunAsync("run", "--select", "a")).ExitCode.ShouldBe(0);
        (await Text()).ShouldContain("\"profile_name\": \"shop\", \"target_name\": \"dev\", \"node_id\": \"model.shop.a\"");
        _project["dbt_project.yml"] += "query-comment: \"by {{ target.name }} for {{ node.name }}\"\n";
        (await _project.RunAsync("run", "--select", "a")).ExitCode.ShouldBe(0);
        (await Text()).ShouldContain("/* by dev for a */");

        async Task<string> Text() => (await _project.RunAsync("show", "--quiet", "--output", "json", "--inline", "select text from {{ ref('a') }}")).Output.Replace("\\u0022", "\"", StringComparison.Ordinal).Replace("\\\"", "\"", StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sample_narrows_inputs_with_an_event_time()
    {
        _project["models/a.sql"] = "{{ config(event_time='at') }} select generate_series(timestamp '2024-01-01', timestamp '2024-01-10', interval '1 day') as at";
        _project["models/b.sql"] = "{{ config(materialized='table') }} select count(*) as days from {{ ref('a') }}";
        _project["models/schema.yml"] = "models: []";
        var result = await _project.RunAsync("run", "--sample", "{start: 2024-01-03, end: 2024-01-06}");
        result.ExitCode.ShouldBe(0, result.Output + result.Errors);
        (await _project.RunAsync("show", "--quiet", "--inline", "select days from {{ ref('b') }}")).Output.ShouldContain("|    3 |");
    }

    [Fact]
    public async Task What_ends_a_run_sees_configurations_and_parts_of_results_as_the_reference_shows_them()
    {
        _project["dbt_project.yml"] += "on-run-end: \"{{ told(results) }}\"\n";
        _project["macros/told.sql"] = """
            {% macro told(results) %}{% for result in results %}
            {{ print(result.node.name ~ ' ' ~ result.node.config.full_refresh ~ ' ' ~ result.node.config.nothing ~ ' ' ~ result.node.to_dict()['unique_id'] ~ ' ' ~ result.timing[0].to_dict()['name'] ~ ' ' ~ graph.nodes.get(result.unique_id)) }}
            {% endfor %}{% endmacro %}
            """;
        (await _project.RunAsync("run", "--quiet", "--select", "a")).Output.TrimEnd().ShouldBe("a None None model.shop.a compile None");
    }

    [Fact]
    public async Task Numbers_with_a_point_but_no_fraction_are_integers_of_a_seed()
    {
        _project["seeds/s.csv"] = "id,version\n1,76.0\n2,3\n";
        var result = await _project.RunAsync("seed");
        result.ExitCode.ShouldBe(0, result.Output + result.Errors);
        (await _project.RunAsync("show", "--quiet", "--inline", "select max(version) as version, pg_typeof(max(version))::text as type from {{ ref('s') }}")).Output.ShouldContain("|      76 | integer |");
    }
}
