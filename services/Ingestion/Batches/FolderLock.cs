using ControlPlane.Lake;
using Dapper;
using Npgsql;

namespace ControlPlane.Ingestion.Batches;

/// <summary>Lets one transaction at a time publish into a folder of the lake, since its <c>_SUCCESS</c> is read, extended and replaced.</summary>
internal static class FolderLock
{
    public static Task TakeAsync(NpgsqlTransaction transaction, LakePath path, CancellationToken cancellationToken) =>
        transaction.Connection!.ExecuteAsync(new CommandDefinition(
            "SELECT pg_advisory_xact_lock(hashtextextended('lake/' || @folder, 0))", new { folder = path.SuccessMarker().ToString() }, transaction, cancellationToken: cancellationToken));
}
