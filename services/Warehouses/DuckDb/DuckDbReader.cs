using ControlPlane.DuckDb;
using System.Collections;
using System.Data.Common;
using System.Globalization;
using ControlPlane.DuckDb.Reading;

namespace ControlPlane.Warehouses.DuckDb;

/// <summary>Streams rows as they are computed: a chunk is asked for when the one before it is used up.</summary>
/// <param name="translate">Makes a fault of what goes wrong meanwhile.</param>
internal sealed class DuckDbReader(NativeConnection connection, DuckDbRows rows, Func<Exception, Exception> translate) : DbDataReader
{
    // Without the first chunk nobody can say whether there are rows.
    private DuckDbChunk? _chunk;
    private int _row = -1;
    private bool _ended;
    private bool _closed;
    private bool _peeked;

    public override int FieldCount => rows.Columns.Count;

    public override int RecordsAffected => rows.Changed;

    public override bool HasRows => Peek();

    public override bool IsClosed => _closed;

    public override int Depth => 0;

    public override object this[int ordinal] => GetValue(ordinal);

    public override object this[string name] => GetValue(GetOrdinal(name));

    public override bool Read()
    {
        if (Step() is { } known) return known;
        try
        {
            return Took(connection.Run(_ => rows.Next()));
        }
        catch (Exception exception)
        {
            throw translate(exception);
        }
    }

    public override async Task<bool> ReadAsync(CancellationToken cancellationToken)
    {
        if (Step() is { } known) return known;
        try
        {
            return Took(await connection.RunAsync(_ => rows.Next(), cancellationToken));
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            throw translate(exception);
        }
    }

    public override bool NextResult() => false;

    public override void Close()
    {
        if (_closed) return;
        _closed = true;
        connection.CloseAsync(rows.Destroy).GetAwaiter().GetResult();
    }

    public override async Task CloseAsync()
    {
        if (_closed) return;
        _closed = true;
        await connection.CloseAsync(rows.Destroy);
    }

    public override async ValueTask DisposeAsync()
    {
        await CloseAsync();
        await base.DisposeAsync();
    }

    public override string GetName(int ordinal) => rows.Columns[ordinal].Name;

    public override int GetOrdinal(string name)
    {
        var ordinal = rows.Columns.ToList().FindIndex(column => string.Equals(column.Name, name, StringComparison.OrdinalIgnoreCase));
        return ordinal >= 0 ? ordinal : throw new ArgumentException($"There is no column '{name}'.", nameof(name));
    }

    public override Type GetFieldType(int ordinal) => DuckDbValues.ClrType(rows.Columns[ordinal].Type);

    public override string GetDataTypeName(int ordinal) => rows.Columns[ordinal].Type.ToString().ToLowerInvariant();

    public override bool IsDBNull(int ordinal) => Chunk.IsNull(_row, ordinal);

    public override object GetValue(int ordinal) => IsDBNull(ordinal) ? DBNull.Value : Chunk.Value(_row, ordinal);

    public override int GetValues(object[] values)
    {
        var count = Math.Min(values.Length, FieldCount);
        for (var i = 0; i < count; i++) values[i] = GetValue(i);
        return count;
    }

    public override T GetFieldValue<T>(int ordinal) => GetValue(ordinal) switch
    {
        T value => value,
        DBNull when default(T) is null => default!,
        DateTime moment when typeof(T) == typeof(DateTimeOffset) => (T)(object)new DateTimeOffset(DateTime.SpecifyKind(moment, DateTimeKind.Utc)),
        DateOnly date when typeof(T) == typeof(DateTime) => (T)(object)date.ToDateTime(TimeOnly.MinValue),
        var value => (T)Convert.ChangeType(value, Nullable.GetUnderlyingType(typeof(T)) ?? typeof(T), CultureInfo.InvariantCulture),
    };

    public override bool GetBoolean(int ordinal) => GetFieldValue<bool>(ordinal);

    public override byte GetByte(int ordinal) => GetFieldValue<byte>(ordinal);

    public override short GetInt16(int ordinal) => GetFieldValue<short>(ordinal);

    public override int GetInt32(int ordinal) => GetFieldValue<int>(ordinal);

    public override long GetInt64(int ordinal) => GetFieldValue<long>(ordinal);

    public override float GetFloat(int ordinal) => GetFieldValue<float>(ordinal);

    public override double GetDouble(int ordinal) => GetFieldValue<double>(ordinal);

    public override decimal GetDecimal(int ordinal) => GetFieldValue<decimal>(ordinal);

    public override string GetString(int ordinal) => (string)GetValue(ordinal);

    public override char GetChar(int ordinal) => GetString(ordinal).Single();

    public override Guid GetGuid(int ordinal) => (Guid)GetValue(ordinal);

    public override DateTime GetDateTime(int ordinal) => GetFieldValue<DateTime>(ordinal);

    public override long GetBytes(int ordinal, long dataOffset, byte[]? buffer, int bufferOffset, int length) => Copy((byte[])GetValue(ordinal), dataOffset, buffer, bufferOffset, length);

    public override long GetChars(int ordinal, long dataOffset, char[]? buffer, int bufferOffset, int length) => Copy(GetString(ordinal).ToCharArray(), dataOffset, buffer, bufferOffset, length);

    public override IEnumerator GetEnumerator() => new DbEnumerator(this);

    private DuckDbChunk Chunk => _chunk is not null && _row >= 0 ? _chunk : throw new InvalidOperationException("There is no row: call ReadAsync first, and only while it says true.");

    private static long Copy<T>(T[] all, long offset, T[]? buffer, int bufferOffset, int length)
    {
        if (buffer is null) return all.Length;
        var count = Math.Clamp(all.Length - (int)offset, 0, length);
        Array.Copy(all, offset, buffer, bufferOffset, count);
        return count;
    }

    private bool Peek()
    {
        if (_chunk is null && !_ended)
        {
            _peeked = Read();
            _row = _peeked ? -1 : _row;
        }
        return _chunk is not null || _peeked;
    }

    /// <summary>Null: the next chunk must be asked for.</summary>
    private bool? Step()
    {
        if (_closed || _ended) return false;
        return _chunk is not null && ++_row < _chunk.Rows ? true : null;
    }

    private bool Took(DuckDbChunk? chunk)
    {
        (_chunk, _row, _ended) = (chunk, 0, chunk is null);
        return chunk is { Rows: > 0 };
    }
}
