using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;

namespace ControlPlane.EmbeddedPostgres.Tests;

/// <summary>What <see cref="ParentDeathTests"/> runs in a process of its own and kills.</summary>
public sealed class ParentProcess
{
    public const string FolderVariable = "EMBEDDED_POSTGRES_TEST_FOLDER";

    [Fact(Explicit = true)]
    public async Task Parent_that_starts_a_server_and_waits_to_be_killed()
    {
        var folder = Environment.GetEnvironmentVariable(FolderVariable);
        Assert.SkipWhen(folder is null, "Started only by the tests of parent death.");
        var options = new EmbeddedPostgresOptions { DataDirectory = folder!, Durable = false };
        await using var server = await PostgresServer.StartAsync(options, NullLogger.Instance, TestContext.Current.CancellationToken);
        await DataFolder.QueryAsync(server, "CREATE TABLE kept AS SELECT 42 AS answer");
        File.WriteAllText(Path.Combine(folder!, "child.part"), server.ProcessId.ToString(CultureInfo.InvariantCulture));
        File.Move(Path.Combine(folder!, "child.part"), Path.Combine(folder!, "child"));
        await server.WaitForExitAsync(TestContext.Current.CancellationToken);
    }
}
