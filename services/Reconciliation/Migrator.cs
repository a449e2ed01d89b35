using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Dapper;
using Npgsql;

namespace ControlPlane.Reconciliation;

/// <summary>
/// Brings one service's schema up to date from its numbered SQL files (<c>Migrations/0001_name.sql</c>, embedded), each in a
/// transaction of its own. Several processes may start at once: an advisory lock lets one migrate and the others find it done.
/// </summary>
public static partial class Migrator
{
    /// <param name="schema">The service's schema; created when missing. <c>{schema}</c> in a file stands for it.</param>
    /// <param name="assemblies">Whose migrations to apply, in this order.</param>
    /// <exception cref="MigrationChangedException">A migration that was applied before has changed since.</exception>
    public static async Task MigrateAsync(ControlDatabase database, string schema, IEnumerable<Assembly> assemblies, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!SchemaName().IsMatch(schema)) throw new ArgumentException($"'{schema}' is not a schema name.", nameof(schema));
        await using var connection = await database.OpenFleetAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        // One lock for all schemas: a first start creates them in sequence rather than in each other's way.
        await connection.ExecuteAsync(new CommandDefinition("SELECT pg_advisory_xact_lock(4711001)", transaction: transaction, cancellationToken: cancellationToken));
        await connection.ExecuteAsync(new CommandDefinition($"""
            CREATE SCHEMA IF NOT EXISTS {schema};
            CREATE TABLE IF NOT EXISTS {schema}.migrations (name text PRIMARY KEY, checksum text NOT NULL, applied_at timestamptz NOT NULL);
            """, transaction: transaction, cancellationToken: cancellationToken));
        var applied = (await connection.QueryAsync<(string Name, string Checksum)>(new CommandDefinition(
            $"SELECT name, checksum FROM {schema}.migrations", transaction: transaction, cancellationToken: cancellationToken))).ToDictionary(row => row.Name, row => row.Checksum);
        foreach (var migration in assemblies.SelectMany(Read))
            await ApplyAsync(connection, transaction, schema, migration, applied, time.GetUtcNow(), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private static async Task ApplyAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, string schema, Migration migration, Dictionary<string, string> applied, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (applied.TryGetValue(migration.Name, out var checksum))
        {
            if (checksum != migration.Checksum)
                throw new MigrationChangedException(migration.Name, schema);
            return;
        }
        await connection.ExecuteAsync(new CommandDefinition(migration.Sql.Replace("{schema}", schema, StringComparison.Ordinal), transaction: transaction, cancellationToken: cancellationToken));
        await connection.ExecuteAsync(new CommandDefinition(
            $"INSERT INTO {schema}.migrations (name, checksum, applied_at) VALUES (@Name, @Checksum, @now)", new { migration.Name, migration.Checksum, now }, transaction, cancellationToken: cancellationToken));
    }

    private static IEnumerable<Migration> Read(Assembly assembly)
    {
        var owner = assembly.GetName().Name!;
        foreach (var resource in assembly.GetManifestResourceNames().Where(name => FileName().IsMatch(name)).Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            var sql = reader.ReadToEnd();
            yield return new Migration($"{owner}/{FileName().Match(resource).Groups["file"].Value}", sql, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sql))));
        }
    }

    private sealed record Migration(string Name, string Sql, string Checksum);

    [GeneratedRegex(@"\.Migrations\._?(?<file>\d{4}_[a-z0-9_]+)\.sql$", RegexOptions.CultureInvariant)]
    private static partial Regex FileName();

    [GeneratedRegex("^[a-z]{1,30}$", RegexOptions.CultureInvariant)]
    private static partial Regex SchemaName();
}

/// <summary>The database was made by another version of the program than this one descends from.</summary>
public sealed class MigrationChangedException(string migration, string schema)
    : Exception($"Migration {migration} of schema {schema} was changed after it had been applied. Restore it and add a new one instead, or start on another database.");
