using ControlPlane.DuckDb;
using System.Buffers.Binary;
using System.Text;
using ControlPlane.DuckDb.Native;

namespace ControlPlane.Warehouses.DuckDb;

/// <summary>Fills vectors with rows, which go to the table a chunk at a time. Nothing is allocated for a row, and what DuckDB holds back is bounded by bytes.</summary>
internal sealed unsafe class DuckDbAppender
{
    // A chunk takes 2,048 rows; of large ones fewer, and what the appender has gathered goes to the table before it is much.
    private const long ChunkBytes = 4 << 20;
    private const long FlushBytes = 64 << 20;

    // As the table has them, whose JSON is a text.
    private static readonly DuckDbType[] Types = [DuckDbType.Uuid, DuckDbType.TimestampTz, DuckDbType.Text, DuckDbType.Text, DuckDbType.Uuid];

    private readonly ulong _capacity = DuckDbApi.VectorSize();
    private readonly byte[] _tenant;
    private readonly Int128 _batch;
    private nint _appender;
    private nint _chunk;
    private ulong _rows;
    private long _bytes;
    private long _unflushed;
    private UuidVector _ids;
    private long* _times;
    private nint _data;
    private nint _tenants;
    private UuidVector _batches;

    public DuckDbAppender(nint connection, RawBatch batch, string tenant)
    {
        (_tenant, _batch) = (Encoding.UTF8.GetBytes(tenant), Uuid(batch.Id));
        if (DuckDbApi.CreateAppender(connection, WarehouseNames.Raw, batch.Table, out _appender) != 0)
        {
            _ = DuckDbApi.DestroyAppender(ref _appender);
            throw new DuckDbException($"Catalog Error: Table {WarehouseNames.Raw}.{batch.Table} does not exist.");
        }
        Span<nint> types = stackalloc nint[Types.Length];
        for (var i = 0; i < types.Length; i++) types[i] = DuckDbApi.CreateLogicalType(Types[i]);
        _chunk = DuckDbApi.CreateChunk(types, (ulong)types.Length);
        for (var i = 0; i < types.Length; i++) DuckDbApi.DestroyLogicalType(ref types[i]);
        Point();
    }

    /// <summary>Whether <see cref="Append"/> must make room first.</summary>
    public bool IsFull(in RawRow row) => _rows == _capacity || (_rows > 0 && _bytes + row.Data.Length > ChunkBytes);

    public void Add(in RawRow row)
    {
        _ids.Set(_rows, Uuid(row.RawId));
        _times[_rows] = (row.ExtractedAt.UtcTicks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;
        DuckDbApi.AssignText(_data, _rows, row.Data.Span, (ulong)row.Data.Length);
        DuckDbApi.AssignText(_tenants, _rows, _tenant, (ulong)_tenant.Length);
        _batches.Set(_rows, _batch);
        _rows++;
        _bytes += row.Data.Length;
    }

    public long Append()
    {
        DuckDbApi.SetChunkSize(_chunk, _rows);
        Check(DuckDbApi.AppendChunk(_appender, _chunk));
        _unflushed += _bytes;
        if (_unflushed >= FlushBytes) Flush();
        DuckDbApi.ResetChunk(_chunk);
        (_rows, _bytes) = (0, 0);
        Point();
        return _unflushed;
    }

    public long End()
    {
        if (_rows > 0) Append();
        Flush();
        return _unflushed;
    }

    /// <summary>What is not flushed by then is dropped.</summary>
    public Task DisposeAsync(NativeConnection connection) => connection.CloseAsync(() =>
    {
        if (_appender == 0) return;
        _ = DuckDbApi.ClearAppender(_appender);
        _ = DuckDbApi.DestroyAppender(ref _appender);
        DuckDbApi.DestroyChunk(ref _chunk);
        _appender = 0;
    });

    private static Int128 Uuid(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        // As a signed number that sorts as the text does: the first bit is turned over.
        return (Int128)(BinaryPrimitives.ReadUInt128BigEndian(bytes) ^ (UInt128.One << 127));
    }

    private void Flush()
    {
        Check(DuckDbApi.FlushAppender(_appender));
        _unflushed = 0;
    }

    private void Check(int state)
    {
        if (state != 0) throw DuckDbException.Of(DuckDbApi.AppenderError(_appender));
    }

    /// <summary>A chunk that is used again may have its vectors elsewhere.</summary>
    private void Point()
    {
        _ids = new UuidVector(DuckDbApi.VectorData(DuckDbApi.Vector(_chunk, 0)));
        _times = (long*)DuckDbApi.VectorData(DuckDbApi.Vector(_chunk, 1));
        (_data, _tenants) = (DuckDbApi.Vector(_chunk, 2), DuckDbApi.Vector(_chunk, 3));
        _batches = new UuidVector(DuckDbApi.VectorData(DuckDbApi.Vector(_chunk, 4)));
    }

    /// <summary>16 bytes each, which are not always aligned as .NET would have them.</summary>
    private readonly struct UuidVector(void* data)
    {
        private readonly byte* _data = (byte*)data;

        public void Set(ulong row, Int128 value) => BinaryPrimitives.WriteInt128LittleEndian(new Span<byte>(_data + (row * 16), 16), value);
    }
}
