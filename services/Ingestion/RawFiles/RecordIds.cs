using System.Buffers.Binary;
using System.Security.Cryptography;

namespace ControlPlane.Ingestion.RawFiles;

/// <summary>UUIDv7 ids for records: the same as <see cref="Guid.CreateVersion7()"/> makes, with the random part drawn for many at once. Not for concurrent use.</summary>
internal sealed class RecordIds
{
    private const int RandomBytes = 10;

    private readonly byte[] _random = new byte[RandomBytes * 1024];
    private int _used;

    public RecordIds() => _used = _random.Length;

    public Guid Next(long unixMilliseconds)
    {
        if (_used == _random.Length)
        {
            RandomNumberGenerator.Fill(_random);
            _used = 0;
        }
        Span<byte> id = stackalloc byte[16];
        BinaryPrimitives.WriteInt64BigEndian(id, unixMilliseconds << 16);
        _random.AsSpan(_used, RandomBytes).CopyTo(id[6..]);
        _used += RandomBytes;
        id[6] = (byte)(id[6] & 0x0F | 0x70);
        id[8] = (byte)(id[8] & 0x3F | 0x80);
        return new Guid(id, bigEndian: true);
    }
}
