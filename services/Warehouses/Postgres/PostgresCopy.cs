using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Npgsql;

namespace ControlPlane.Warehouses.Postgres;

/// <summary>
/// Encodes rows in PostgreSQL's binary COPY format straight into one large buffer, which goes to the server a buffer at a time: see
/// https://www.postgresql.org/docs/current/sql-copy.html. Nothing is allocated for a row.
/// </summary>
internal sealed class PostgresCopy(NpgsqlRawCopyStream target, string tenant, Guid batch) : IDisposable
{
    private const int BufferBytes = 1 << 18;
    private static readonly long Epoch = new DateTime(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc).Ticks;

    // Field lengths and the version byte of jsonb: 2 + (4 + 16) + (4 + 8) + (4 + 1) before the data.
    private const int HeadBytes = 39;

    private readonly byte[] _tail = Tail(tenant, batch);
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
    private int _length;

    public void Begin()
    {
        ReadOnlySpan<byte> signature = [(byte)'P', (byte)'G', (byte)'C', (byte)'O', (byte)'P', (byte)'Y', (byte)'\n', 0xFF, (byte)'\r', (byte)'\n', 0];
        signature.CopyTo(_buffer);
        _buffer.AsSpan(signature.Length, 8).Clear();
        _length = signature.Length + 8;
    }

    /// <summary>False when <see cref="FlushAsync"/> must make room first.</summary>
    public bool TryAdd(in RawRow row)
    {
        var data = row.Data.Span;
        var needed = HeadBytes + data.Length + _tail.Length;
        if (_buffer.Length - _length < needed) return false;
        var room = _buffer.AsSpan(_length, needed);
        BinaryPrimitives.WriteInt16BigEndian(room, 5);
        BinaryPrimitives.WriteInt32BigEndian(room[2..], 16);
        row.RawId.TryWriteBytes(room[6..], bigEndian: true, out _);
        BinaryPrimitives.WriteInt32BigEndian(room[22..], 8);
        BinaryPrimitives.WriteInt64BigEndian(room[26..], (row.ExtractedAt.UtcTicks - Epoch) / TimeSpan.TicksPerMicrosecond);
        BinaryPrimitives.WriteInt32BigEndian(room[34..], data.Length + 1);
        room[38] = 1;
        data.CopyTo(room[HeadBytes..]);
        _tail.CopyTo(room[(HeadBytes + data.Length)..]);
        _length += needed;
        return true;
    }

    /// <summary>Sends what is encoded and makes room for a row of so many bytes of data.</summary>
    public async ValueTask FlushAsync(int dataBytes, CancellationToken cancellationToken)
    {
        await target.WriteAsync(_buffer.AsMemory(0, _length), cancellationToken);
        _length = 0;
        var needed = HeadBytes + dataBytes + _tail.Length;
        if (_buffer.Length >= needed) return;
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = ArrayPool<byte>.Shared.Rent(needed);
    }

    /// <summary>Sends the rest and the end mark.</summary>
    public async Task EndAsync(CancellationToken cancellationToken)
    {
        await FlushAsync(0, cancellationToken);
        BinaryPrimitives.WriteInt16BigEndian(_buffer, -1);
        _length = 2;
        await FlushAsync(0, cancellationToken);
    }

    public void Dispose()
    {
        if (_buffer.Length > 0) ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    /// <summary>The fields that are the same for every row of the batch: tenant and batch.</summary>
    private static byte[] Tail(string tenant, Guid batch)
    {
        var name = Encoding.UTF8.GetBytes(tenant);
        var tail = new byte[4 + name.Length + 4 + 16];
        BinaryPrimitives.WriteInt32BigEndian(tail, name.Length);
        name.CopyTo(tail, 4);
        BinaryPrimitives.WriteInt32BigEndian(tail.AsSpan(4 + name.Length), 16);
        batch.TryWriteBytes(tail.AsSpan(8 + name.Length), bigEndian: true, out _);
        return tail;
    }
}
