using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ControlPlane.Testing;

namespace ControlPlane.Cli.Tests.Models;

public sealed partial class ModelCommandTests(PostgresFixture postgres) : IDisposable
{
    private readonly ModelProject _project = new(postgres);

    public void Dispose() => _project.Dispose();

    [Fact]
    public async Task A_build_prints_its_progress_and_counts()
    {
        var result = await _project.RunAsync("build", "--threads", "1");
        result.ExitCode.ShouldBe(0, result.Output + result.Errors);
        Lines(result).Where(line => line.Contains(" of 3 ", StringComparison.Ordinal)).ShouldBe(
        [
            "1 of 3 START sql view model shop.a ............................................. [RUN]",
            "1 of 3 OK created sql view model shop.a ........................................ [CREATE VIEW in T]",
            "2 of 3 START test not_null_a_id ................................................ [RUN]",
            "2 of 3 PASS not_null_a_id ...................................................... [PASS in T]",
            "3 of 3 START sql view model shop.b ............................................. [RUN]",
            "3 of 3 OK created sql view model shop.b ........................................ [CREATE VIEW in T]",
        ]);
        Lines(result).ShouldContain("Found 2 models, 1 test, " + Lines(result).First(line => line.StartsWith("Found", StringComparison.Ordinal)).Split(", ")[^1]);
        Lines(result).ShouldContain("Completed successfully");
        Lines(result)[^1].ShouldBe("Done. PASS=3 WARN=0 ERROR=0 SKIP=0 NO-OP=0 TOTAL=3");
        _project.Has("target/manifest.json").ShouldBeTrue();
        Json("target/run_results.json")["results"]!.AsArray().Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_failure_is_explained_and_a_retry_runs_it_and_what_it_skipped()
    {
        _project["models/a.sql"] = "select nothing as id";
        var failed = await _project.RunAsync("run", "--threads", "1", "--vars", "{x: 1}");
        failed.ExitCode.ShouldBe(1, failed.Output + failed.Errors);
        Lines(failed).ShouldContain("2 of 2 SKIP relation shop.b .................................................... [SKIP]");
        Lines(failed).ShouldContain("Failure in model a (models/a.sql)");
        failed.Output.ShouldContain("column \"nothing\" does not exist");
        _project["models/a.sql"] = "select {{ var('x') }} as id";
        var retried = await _project.RunAsync("retry");
        retried.ExitCode.ShouldBe(0, retried.Output + retried.Errors);
        Lines(retried).ShouldContain("Concurrency: 1 threads (target='dev')");
        Lines(retried)[^1].ShouldBe("Done. PASS=2 WARN=0 ERROR=0 SKIP=0 NO-OP=0 TOTAL=2");
    }

    [Theory]
    [InlineData("selector", "shop.a\nshop.b")]
    [InlineData("name", "a\nb")]
    [InlineData("path", "models/a.sql\nmodels/b.sql")]
    [InlineData("json", "{\"name\": \"a\"}\n{\"name\": \"b\"}")]
    public async Task Nodes_are_listed_for_other_programs(string output, string expected)
    {
        var result = await _project.RunAsync("ls", "--quiet", "--resource-type", "model", "--output", output, "--output-keys", "name");
        (result.ExitCode, result.Output.TrimEnd()).ShouldBe((0, expected));
    }

    [Fact]
    public async Task Rows_are_shown_as_a_table_or_as_json()
    {
        var text = await _project.RunAsync("show", "--quiet", "--inline", "select 1 as id, 'x' as name");
        text.Output.TrimEnd().ShouldBe("| id | name |\n| -- | ---- |\n|  1 | x    |");
        var json = await _project.RunAsync("show", "--quiet", "--inline", "select 1 as id, 'x' as name", "--output", "json");
        JsonNode.Parse(json.Output)!["show"]![0]!.ToJsonString().ShouldBe("""{"id":1,"name":"x"}""");
    }

    [Fact]
    public async Task Without_a_profiles_file_the_target_is_given_by_settings()
    {
        _project.Remove("profiles.yml");
        var server = _project.Server;
        var result = await _project.RunAsync(
            "run", "--target", "postgres", "--setting", $"host={server.Host}", $"port={server.Port}", $"user={server.Username}", $"password={server.Password}", $"dbname={_project.Database}", "schema=other");
        result.ExitCode.ShouldBe(0, result.Output + result.Errors);
        result.Output.ShouldContain("model other.a");
    }

    [Fact]
    public async Task Each_line_is_an_object_where_that_is_asked_for()
    {
        var result = await _project.RunAsync("run", "--log-format", "json", "--macro-debugging");
        result.ExitCode.ShouldBe(0, result.Output + result.Errors);
        result.Messages.Where(message => message["info"]!["name"]!.ToString() == "LogModelResult").Select(message => message["data"]!["node_info"]!["unique_id"]!.ToString())
            .ShouldBe(["model.shop.a", "model.shop.b"]);
        result.Errors.ShouldBe("note: --macro-debugging has no effect here\n");
    }

    [Theory]
    [InlineData("run", "--no-such-option")]
    [InlineData("run", "--vars", "just text")]
    [InlineData("run", "--selector", "nobody")]
    [InlineData("ls", "--resource-type", "thing")]
    public async Task A_call_that_cannot_be_understood_ends_with_2(params string[] arguments)
    {
        var result = await _project.RunAsync(arguments);
        result.ExitCode.ShouldBe(2, result.Output + result.Errors);
        (result.Output + result.Errors).ShouldNotContain("   at ");
    }

    [Fact]
    public async Task What_is_wrong_with_a_project_is_told_with_file_and_fix()
    {
        _project["models/b.sql"] = "select * from {{ ref('aa') }}";
        var result = await _project.RunAsync("parse");
        result.ExitCode.ShouldBe(2);
        result.Output.ShouldContain("models/b.sql");
        result.Output.ShouldContain("'a'");
    }

    [Fact]
    public async Task An_interrupt_ends_the_statement_writes_the_results_and_ends_with_2()
    {
        _project["models/a.sql"] = "{{ config(materialized='table') }} select 1 as id from pg_sleep(60)";
        using var process = Cli.Start(_project.Arguments("run"));
        var output = new List<string>();
        while (await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            output.Add(line);
            if (!line.Contains("START sql table model", StringComparison.Ordinal)) continue;
            await Eventually.TrueAsync("the model's statement", () => Task.FromResult(IsSleeping()));
            using var interrupt = System.Diagnostics.Process.Start("kill", ["-INT", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        }
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        process.ExitCode.ShouldBe(2, string.Join('\n', output));
        output.ShouldContain(line => line.Contains("CANCEL query model.shop.a", StringComparison.Ordinal));
        Json("target/run_results.json")["results"]!.AsArray().Select(result => result!["status"]!.ToString()).ShouldBe(["skipped", "skipped"]);
        IsSleeping().ShouldBeFalse();
    }

    private bool IsSleeping()
    {
        using var database = postgres.OpenAsSuperuser(_project.Database);
        using var command = database.CreateCommand("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state = 'active' AND query LIKE '%pg_sleep(60)%' AND pid <> pg_backend_pid()");
        return (long)command.ExecuteScalar()! > 0;
    }

    private JsonObject Json(string file) => JsonNode.Parse(_project[file])!.AsObject();

    private static List<string> Lines(CliResult result) => [.. result.Output.TrimEnd().Split('\n').Select(line => Time().Replace(Clock().Replace(line, ""), " in T]"))];

    [GeneratedRegex(@"^\d\d:\d\d:\d\d  ")]
    private static partial Regex Clock();

    [GeneratedRegex(@" in [\d.]+s\]")]
    private static partial Regex Time();
}
