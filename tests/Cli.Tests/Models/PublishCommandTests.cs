using ControlPlane.Testing;
using Npgsql;

namespace ControlPlane.Cli.Tests.Models;

public sealed class PublishCommandTests(PostgresFixture postgres) : IDisposable
{
    private readonly ModelProject _project = new(postgres);

    public void Dispose() => _project.Dispose();

    [Fact]
    public async Task A_build_publishes_only_what_passed_and_a_rollback_returns_to_what_was_before()
    {
        (await _project.RunAsync("rollback")).ShouldSatisfyAllConditions(
            result => result.ExitCode.ShouldBe(2),
            result => (result.Output + result.Errors).ShouldContain("Nothing is kept to return to"));
        await SucceedsAsync("build", "--publish");
        _project["models/a.sql"] = "select cast(null as int) as id";

        var failed = await _project.RunAsync("build", "--publish");
        failed.ExitCode.ShouldBe(1);
        failed.Output.ShouldContain("Nothing was published");
        (await _project.RunAsync("retry")).Output.ShouldContain("Run it again with --publish");
        Ask("select id from shop.b").ShouldBe(1);

        _project["models/a.sql"] = "select 2 as id";
        await SucceedsAsync("build", "--publish");
        Ask("select id from shop.b").ShouldBe(2);
        _project["target/manifest.json"].ShouldNotContain("\"relation_name\": \"\\\"shop__next");

        await SucceedsAsync("rollback");
        Ask("select id from shop.b").ShouldBe(1);
    }

    private async Task SucceedsAsync(params string[] arguments)
    {
        var result = await _project.RunAsync(arguments);
        result.ExitCode.ShouldBe(0, result.Output + result.Errors);
    }

    private int Ask(string sql)
    {
        using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(_project.Server.ConnectionString) { Database = _project.Database, Pooling = false }.ConnectionString);
        connection.Open();
        using var command = new NpgsqlCommand(sql, connection);
        return (int)command.ExecuteScalar()!;
    }
}
