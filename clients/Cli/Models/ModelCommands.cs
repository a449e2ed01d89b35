using System.CommandLine;
using ControlPlane.Cli.Models.Commands;

namespace ControlPlane.Cli.Models;

/// <summary><c>controlplane models …</c>: works with dbt projects.</summary>
internal static class ModelCommands
{
    private const string Description = """
        Parses, compiles, runs and tests dbt projects. Exit codes: 0 all went well, 1 a node failed, 2 the command could not do its work.

        The target is read from profiles.yml. Where there is none, --target postgres or --target duckdb names the engine itself, with settings from
        --setting KEY=VALUE or the environment: PGHOST, PGPORT, PGUSER, PGPASSWORD, PGDATABASE for PostgreSQL, DUCKDB_PATH for DuckDB (default
        dev.duckdb in the project's folder), DBT_SCHEMA for the schema (default public, main).
        """;

    public static Command Create()
    {
        var command = new Command("models", Description)
        {
            ParseCommand.Create(), CompileCommand.Create(), ListCommand.Create(), NodeCommands.Seed(), NodeCommands.Run(), NodeCommands.Test(), NodeCommands.Build(),
            NodeCommands.Snapshot(), ShowCommand.Create(), DocsCommand.Create(), SourceCommand.Create(), RunOperationCommand.Create(), RetryCommand.Create(), RollbackCommand.Create(),
            QualityCommand.Create(), DebugCommand.Create(), CleanCommand.Create(), CloneCommand.Create(), DepsCommand.Create(),
        };
        foreach (var option in FlagOptions.All) command.Add(option);
        return command;
    }
}
