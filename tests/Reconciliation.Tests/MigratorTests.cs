using ControlPlane.Reconciliation.Work;
using ControlPlane.Testing;
using Npgsql;

namespace ControlPlane.Reconciliation.Tests;

public sealed class MigratorTests(PostgresFixture postgres)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Processes_that_start_at_once_migrate_once()
    {
        await using var database = await postgres.NewControlDatabaseAsync();

        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => MigrateAsync(database)));

        (await CountAsync(database, "SELECT count(*) FROM test.migrations")).ShouldBe(2);
    }

    [Fact]
    public async Task A_migration_that_was_changed_after_it_was_applied_is_refused()
    {
        await using var database = await postgres.NewControlDatabaseAsync();
        await MigrateAsync(database);
        await CountAsync(database, "UPDATE test.migrations SET checksum = 'another' RETURNING 1::bigint");

        var refused = await Should.ThrowAsync<MigrationChangedException>(() => MigrateAsync(database));

        refused.Message.ShouldContain("0001_work_and_outbox");
        refused.Message.ShouldContain("add a new one");
    }

    private static Task MigrateAsync(ControlDatabase database) => Migrator.MigrateAsync(database, "test", [typeof(WorkQueue).Assembly], TimeProvider.System, Token);

    private static async Task<long> CountAsync(ControlDatabase database, string sql)
    {
        await using var connection = await database.OpenFleetAsync(Token);
        await using var command = new NpgsqlCommand(sql, connection);
        return (long)(await command.ExecuteScalarAsync(Token))!;
    }
}
