using System.Buffers.Binary;

namespace ControlPlane.Contracts;

/// <summary>A run's id is a UUIDv7: ids sort by when their runs began.</summary>
public static class RunId
{
    /// <summary>When the run began, to the millisecond.</summary>
    public static DateTimeOffset StartedAt(Guid run)
    {
        Span<byte> bytes = stackalloc byte[16];
        run.TryWriteBytes(bytes, bigEndian: true, out _);
        return DateTimeOffset.FromUnixTimeMilliseconds((long)(BinaryPrimitives.ReadUInt64BigEndian(bytes) >> 16));
    }
}
