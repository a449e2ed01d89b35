using ControlPlane.Testing;

namespace ControlPlane.Cli.Tests.Models;

/// <summary>
/// Two runs of one project at once. One target folder is one run's; with folders of their own two may build, as with dbt, but only one publishes in a database.
/// </summary>
public sealed class RunsAtOnceTests(PostgresFixture postgres) : IDisposable
{
    private readonly ModelProject _project = new(postgres);

    public void Dispose() => _project.Dispose();

    [Fact]
    public async Task A_second_run_in_the_same_target_folder_is_refused() =>
        await DuringAsync(["run"], ["run"], second => second.Output.ShouldContain("Wait until it has ended, or give this one a folder of its own with --target-path."));

    [Fact]
    public async Task A_second_run_that_publishes_in_the_same_database_is_refused_whatever_its_target_folder() => await DuringAsync(
        ["build", "--publish"], ["build", "--publish", "--target-path", "other"], second => second.Output.ShouldContain($"Another run is publishing in {_project.Database}. Wait until it has ended."));

    /// <summary>Runs the second while a model of the first takes its time.</summary>
    private async Task DuringAsync(string[] first, string[] second, Action<CliResult> check)
    {
        _project["models/a.sql"] = "{{ config(materialized='table') }} select 1 as id from pg_sleep(120)";
        using var process = Cli.Start(_project.Arguments(first));
        _ = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await Eventually.TrueAsync("the model's statement", () => Task.FromResult(IsSleeping()));

        var refused = await _project.RunAsync(second);
        process.Kill();
        await output;
        refused.ExitCode.ShouldBe(2, refused.Output + refused.Errors);
        check(refused);
    }

    private bool IsSleeping()
    {
        using var database = postgres.OpenAsSuperuser(_project.Database);
        using var command = database.CreateCommand("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state = 'active' AND query LIKE '%pg_sleep(120)%' AND pid <> pg_backend_pid()");
        return (long)command.ExecuteScalar()! > 0;
    }
}
