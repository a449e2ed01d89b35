using ControlPlane.Contracts.Tenants.Spec;

namespace ControlPlane.Ingestion.Tests.Hosting;

/// <summary>A source of landed files: the shortest way to give a stream exactly these rows.</summary>
internal static class DroppedFiles
{
    public static SourceSpec Source(World world, SchemaChanges changes = SchemaChanges.Evolve, string? contract = null) => new()
    {
        Connector = SourceSpec.LandedFiles,
        Contract = contract,
        Streams = ["things"],
        Config = IngestionHost.Json(new { folder = world.Folder["drop"] }),
        SchemaChanges = changes,
        MaxRejectedShare = 0.5,
    };

    public static async Task DropAsync(World world, string name, params string[] lines)
    {
        Directory.CreateDirectory(world.Folder["drop"]);
        var file = world.Folder[$"drop/.{name}.tmp"];
        await File.WriteAllLinesAsync(file, lines, TestContext.Current.CancellationToken);
        File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddHours(-1));
        File.Move(file, world.Folder[$"drop/{name}"], overwrite: true);
    }
}
