using System.Buffers.Binary;
using System.Security.Cryptography;

namespace ControlPlane.Ingestion.Syncs;

/// <summary>A record that was landed: where it stood, and 128 bits of its SHA-256.</summary>
internal readonly record struct LandedRecord(long Position, UInt128 Hash)
{
    /// <summary>How many bytes one is written with.</summary>
    public const int Size = 24;

    public static LandedRecord Of(long position, ReadOnlySpan<byte> record)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(record, hash);
        return new(position, BinaryPrimitives.ReadUInt128LittleEndian(hash));
    }

    public static LandedRecord Read(ReadOnlySpan<byte> from) => new(BinaryPrimitives.ReadInt64LittleEndian(from), BinaryPrimitives.ReadUInt128LittleEndian(from[8..]));

    public void Write(Span<byte> to)
    {
        BinaryPrimitives.WriteInt64LittleEndian(to, Position);
        BinaryPrimitives.WriteUInt128LittleEndian(to[8..], Hash);
    }
}
