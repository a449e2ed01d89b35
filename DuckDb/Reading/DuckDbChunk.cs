using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using ControlPlane.DuckDb.Native;

namespace ControlPlane.DuckDb.Reading;

/// <summary>Some rows as DuckDB keeps them, column by column.</summary>
internal sealed unsafe class DuckDbChunk
{
    private const int InlineText = 12;

    private readonly IReadOnlyList<DuckDbColumn> _columns;
    private readonly nint[] _data;
    private readonly nint[] _validity;
    private nint _chunk;

    public DuckDbChunk(nint chunk, IReadOnlyList<DuckDbColumn> columns)
    {
        (_chunk, _columns) = (chunk, columns);
        Rows = (int)DuckDbApi.ChunkSize(chunk);
        var vectors = Enumerable.Range(0, columns.Count).Select(column => DuckDbApi.Vector(chunk, (ulong)column)).ToList();
        _data = [.. vectors.Select(vector => (nint)DuckDbApi.VectorData(vector))];
        _validity = [.. vectors.Select(vector => (nint)DuckDbApi.VectorValidity(vector))];
    }

    public int Rows { get; }

    public bool IsNull(int row, int column)
    {
        Live();
        var validity = (ulong*)_validity[column];
        return _columns[column].Type == DuckDbType.Null || (validity != null && (validity[row / 64] & (1UL << (row % 64))) == 0);
    }

    /// <summary>A value that is not null, as the .NET type of its column.</summary>
    public object Value(int row, int column)
    {
        Live();
        var data = (byte*)_data[column];
        var of = _columns[column];
        return of.Type switch
        {
            DuckDbType.Boolean => data[row] != 0,
            DuckDbType.TinyInt => (short)((sbyte*)data)[row],
            DuckDbType.UTinyInt => (short)data[row],
            DuckDbType.SmallInt => ((short*)data)[row],
            DuckDbType.USmallInt => (int)((ushort*)data)[row],
            DuckDbType.Integer => ((int*)data)[row],
            DuckDbType.UInteger => (long)((uint*)data)[row],
            DuckDbType.BigInt => ((long*)data)[row],
            DuckDbType.UBigInt => (decimal)((ulong*)data)[row],
            DuckDbType.HugeInt => DuckDbValues.Number((BigInteger)Signed(data, row), 0),
            DuckDbType.UHugeInt => DuckDbValues.Number((BigInteger)BinaryPrimitives.ReadUInt128LittleEndian(Bytes(data, row)), 0),
            DuckDbType.Float => ((float*)data)[row],
            DuckDbType.Double => ((double*)data)[row],
            DuckDbType.Decimal => DuckDbValues.Number(Unscaled(data, row, of.Storage), of.Scale),
            DuckDbType.Date => DuckDbValues.Date(((int*)data)[row]),
            DuckDbType.Time => new TimeOnly(((long*)data)[row] * TimeSpan.TicksPerMicrosecond % TimeSpan.TicksPerDay),
            DuckDbType.Timestamp => DuckDbValues.Moment(((long*)data)[row], TimeSpan.TicksPerMicrosecond, DateTimeKind.Unspecified),
            DuckDbType.TimestampTz => DuckDbValues.Moment(((long*)data)[row], TimeSpan.TicksPerMicrosecond, DateTimeKind.Utc),
            DuckDbType.TimestampSeconds => DuckDbValues.Moment(((long*)data)[row], TimeSpan.TicksPerSecond, DateTimeKind.Unspecified),
            DuckDbType.TimestampMilliseconds => DuckDbValues.Moment(((long*)data)[row], TimeSpan.TicksPerMillisecond, DateTimeKind.Unspecified),
            DuckDbType.TimestampNanoseconds => DuckDbValues.Moment(((long*)data)[row] / 100, 1, DateTimeKind.Unspecified),
            DuckDbType.Uuid => Uuid(data, row),
            DuckDbType.Blob => Text(data, row).ToArray(),
            _ => Encoding.UTF8.GetString(Text(data, row)),
        };
    }

    public void Destroy()
    {
        if (_chunk != 0) DuckDbApi.DestroyChunk(ref _chunk);
        _chunk = 0;
    }

    /// <summary>Short texts lie in the vector itself, longer ones behind a pointer.</summary>
    private static ReadOnlySpan<byte> Text(byte* data, int row)
    {
        var element = data + (row * 16L);
        var length = (int)*(uint*)element;
        return length <= InlineText ? new(element + 4, length) : new(*(byte**)(element + 8), length);
    }

    private static Guid Uuid(byte* data, int row)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, (UInt128)Signed(data, row) ^ (UInt128.One << 127));
        return new Guid(bytes, bigEndian: true);
    }

    private static BigInteger Unscaled(byte* data, int row, DuckDbType storage) => storage switch
    {
        DuckDbType.SmallInt => ((short*)data)[row],
        DuckDbType.Integer => ((int*)data)[row],
        DuckDbType.BigInt => ((long*)data)[row],
        _ => Signed(data, row),
    };

    private static Int128 Signed(byte* data, int row) => BinaryPrimitives.ReadInt128LittleEndian(Bytes(data, row));

    private static ReadOnlySpan<byte> Bytes(byte* data, int row) => new(data + (row * 16L), 16);

    private void Live()
    {
        if (_chunk == 0) throw new InvalidOperationException("There is no row: the reader is at its end, or its session was ended.");
    }
}
