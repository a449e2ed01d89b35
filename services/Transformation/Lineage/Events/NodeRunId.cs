using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace ControlPlane.Transformation.Lineage.Events;

/// <summary>
/// The OpenLineage run of one node in one attempt at a run: the same however often a pass over that attempt begins anew, since the events of a pass
/// that was broken off are then ended by the next; another one for each retry.
/// </summary>
internal static class NodeRunId
{
    /// <returns>A UUIDv7 with the time of <paramref name="run"/>.</returns>
    public static Guid Of(Guid run, int retries, string job)
    {
        Span<byte> bytes = stackalloc byte[32];
        Span<byte> text = stackalloc byte[16];
        run.TryWriteBytes(text, bigEndian: true, out _);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(text);
        Span<byte> attempt = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(attempt, retries);
        hash.AppendData(attempt);
        hash.AppendData(Encoding.UTF8.GetBytes(job));
        hash.GetCurrentHash(bytes);
        text[..6].CopyTo(bytes);
        bytes[6] = (byte)(bytes[6] & 0x0F | 0x70);
        bytes[8] = (byte)(bytes[8] & 0x3F | 0x80);
        return new Guid(bytes[..16], bigEndian: true);
    }
}
