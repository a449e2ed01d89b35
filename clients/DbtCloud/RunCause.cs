using System.Buffers.Binary;

namespace ControlPlane.Clients.DbtCloud;

/// <summary>How our run's id is written into the cause of a run of theirs.</summary>
internal static class RunCause
{
    /// <summary>Clocks differ: a run may seem older than the run that caused it.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromHours(1);

    public static string For(Guid runId) => $"Control plane run [{runId:D}]";

    public static bool Names(string? cause, Guid runId) => cause is not null && cause.Contains($"[{runId:D}]", StringComparison.OrdinalIgnoreCase);

    /// <summary>No run of theirs older than this can have been triggered for our run: a UUIDv7 begins with its time.</summary>
    public static DateTimeOffset Earliest(Guid runId, DateTimeOffset now, TimeSpan window)
    {
        if (runId.Version != 7) return now - window;
        Span<byte> bytes = stackalloc byte[16];
        runId.TryWriteBytes(bytes, bigEndian: true, out _);
        return DateTimeOffset.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64BigEndian(bytes) >>> 16) - Skew;
    }
}
