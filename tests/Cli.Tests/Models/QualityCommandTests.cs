using System.Text.Json.Nodes;
using ControlPlane.Testing;

namespace ControlPlane.Cli.Tests.Models;

public sealed class QualityCommandTests(PostgresFixture postgres) : IDisposable
{
    private readonly ModelProject _project = new(postgres);

    public void Dispose() => _project.Dispose();

    [Fact]
    public async Task Checks_and_the_score_of_the_mart_are_printed_and_kept()
    {
        Declare("{check: null_share, column: id, max: 0}", "{check: range, column: id, min: 5, severity: warn}");
        (await _project.RunAsync("build")).ExitCode.ShouldBe(0);
        var result = await _project.RunAsync("quality");
        result.ExitCode.ShouldBe(0, result.Output + result.Errors);
        result.Output.ShouldContain("1 of 2 PASS null_share_id of a ................................................. [PASS]");
        result.Output.ShouldContain("2 of 2 WARN range_id of a ");
        result.Output.ShouldContain("1 of 1 values are not at least 5; found 1 to 1");
        result.Output.ShouldContain("Quality of b: 75.0 of 100");
        result.Output.ShouldContain("-25.0 range_id (warn, validity, model.shop.a)");
        result.Output.ShouldContain("Done. PASS=1 LEARNING=0 WARN=1 FAIL=0 ERROR=0 TOTAL=2");
        _project["target/quality_history.jsonl"].Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(2);
        (await _project.RunAsync("quality", "--warn-error")).ExitCode.ShouldBe(1);
    }

    [Fact]
    public async Task A_failure_of_severity_error_is_the_exit_code_and_programs_read_json()
    {
        Declare("{check: range, column: id, min: 5}");
        (await _project.RunAsync("run")).ExitCode.ShouldBe(0);
        var result = await _project.RunAsync("quality", "--select", "a", "--output", "json", "--quiet");
        result.ExitCode.ShouldBe(1, result.Output + result.Errors);
        var check = JsonNode.Parse(result.Output)!["results"]!.AsArray().ShouldHaveSingleItem()!;
        (check["status"]!.GetValue<string>(), check["failures"]!.GetValue<long>(), check["unique_id"]!.GetValue<string>()).ShouldBe(("fail", 1, "model.shop.a"));
    }

    [Fact]
    public async Task A_declaration_that_is_wrong_ends_the_command()
    {
        Declare("{check: rang, column: id, min: 5}");
        var result = await _project.RunAsync("quality");
        result.ExitCode.ShouldBe(2, result.Output + result.Errors);
        result.Output.ShouldContain("models/schema.yml:6: The model 'a' has a check 'rang', which there is not. Did you mean 'range'?");
    }

    private void Declare(params string[] checks) =>
        _project["models/schema.yml"] = $"models:\n  - name: a\n    config:\n      meta:\n        quality:\n{string.Concat(checks.Select(check => $"          - {check}\n"))}    columns: [{{name: id, data_tests: [not_null]}}]\n";
}
