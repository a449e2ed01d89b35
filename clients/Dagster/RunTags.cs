using System.Buffers.Binary;

namespace ControlPlane.Clients.Dagster;

/// <summary>The tags by which runs are found again.</summary>
public static class RunTags
{
    /// <summary>Our run's id.</summary>
    public const string RunId = "controlplane/run_id";

    /// <summary>Dagster's own.</summary>
    public const string Backfill = "dagster/backfill";

    /// <summary>Dagster's own, on a run that executes another again.</summary>
    public const string ParentRun = "dagster/parent_run_id";

    /// <summary>Clocks differ: what our run caused may seem older than it.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromHours(1);

    /// <summary>Nothing older than this can have been launched for our run: a UUIDv7 begins with its time.</summary>
    internal static DateTimeOffset Earliest(Guid runId, DateTimeOffset now, TimeSpan window)
    {
        if (runId.Version != 7) return now - window;
        Span<byte> bytes = stackalloc byte[16];
        runId.TryWriteBytes(bytes, bigEndian: true, out _);
        return DateTimeOffset.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64BigEndian(bytes) >>> 16) - Skew;
    }
}
