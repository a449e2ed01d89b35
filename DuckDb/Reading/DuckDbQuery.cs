using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;
using ControlPlane.DuckDb.Native;
using static ControlPlane.DuckDb.DuckDbIdentifier;

namespace ControlPlane.DuckDb.Reading;

/// <summary>Prepares one statement, binds its parameters and begins it; rows come as they are fetched.</summary>
internal static class DuckDbQuery
{
    /// <param name="rights">Null for SQL of this product.</param>
    public static DuckDbRows Run(nint connection, string comment, string sql, IReadOnlyList<object?> parameters, StatementRights? rights)
    {
        if (rights is not null) StatementRights.CheckFunctions(sql);
        var statement = Prepare(connection, comment + sql);
        try
        {
            rights?.Check(DuckDbApi.StatementType(statement));
            if (AsText(statement, sql) is { } wrapped)
            {
                DuckDbApi.DestroyPrepare(ref statement);
                statement = Prepare(connection, comment + wrapped);
            }
            Bind(statement, parameters);
            var result = default(DuckDbResult);
            if (DuckDbApi.ExecuteStreaming(statement, ref result) == 0) return new DuckDbRows(result);
            var error = DuckDbException.Of(DuckDbApi.ResultError(ref result));
            DuckDbApi.DestroyResult(ref result);
            throw error;
        }
        finally
        {
            DuckDbApi.DestroyPrepare(ref statement);
        }
    }

    private static nint Prepare(nint connection, string sql)
    {
        if (DuckDbApi.Prepare(connection, sql, out var statement) == 0) return statement;
        var error = DuckDbException.Of(DuckDbApi.PrepareError(statement));
        DuckDbApi.DestroyPrepare(ref statement);
        throw error;
    }

    /// <summary>The statement with what has no .NET type as JSON or text; null where there is no such column.</summary>
    private static string? AsText(nint statement, string sql)
    {
        if (DuckDbApi.StatementType(statement) != DuckDbStatement.Select) return null;
        var columns = Enumerable.Range(0, (int)DuckDbApi.StatementColumnCount(statement)).Select(index => DuckDbApi.StatementColumnType(statement, (ulong)index)).ToList();
        if (columns.TrueForAll(DuckDbValues.IsRead)) return null;
        var selected = columns.Select((type, index) =>
            $"{(DuckDbValues.IsRead(type) ? $"c{index}" : DuckDbValues.IsNested(type) ? $"to_json(c{index})" : $"CAST(c{index} AS VARCHAR)")} AS {Quote(Name(statement, index))}");
        return $"SELECT {string.Join(", ", selected)} FROM ({sql.TrimEnd().TrimEnd(';')}\n) q({string.Join(", ", columns.Select((_, index) => $"c{index}"))})";
    }

    private static string Name(nint statement, int column)
    {
        var name = DuckDbApi.StatementColumnName(statement, (ulong)column);
        try
        {
            return Marshal.PtrToStringUTF8(name) is { Length: > 0 } text ? text : $"column{column}";
        }
        finally
        {
            DuckDbApi.Free(name);
        }
    }

    private static void Bind(nint statement, IReadOnlyList<object?> parameters)
    {
        var wanted = DuckDbApi.ParameterCount(statement);
        if (wanted != (ulong)parameters.Count) throw new DuckDbException($"Invalid Input Error: the statement has {wanted} parameters, but {parameters.Count} were given");
        for (var i = 0; i < parameters.Count; i++)
            if (Bind(statement, (ulong)i + 1, parameters[i]) != 0) throw new DuckDbException($"Invalid Input Error: parameter {i + 1} of type {parameters[i]?.GetType().Name} could not be bound");
    }

    private static int Bind(nint statement, ulong index, object? value) => value switch
    {
        null or DBNull => DuckDbApi.BindNull(statement, index),
        bool flag => DuckDbApi.BindBoolean(statement, index, flag),
        byte or sbyte or short or ushort or int or uint or long => DuckDbApi.BindInt64(statement, index, Convert.ToInt64(value, null)),
        float or double => DuckDbApi.BindDouble(statement, index, Convert.ToDouble(value, null)),
        decimal or BigInteger or ulong or Int128 => BindText(statement, index, string.Create(null, $"{value}")),
        DateOnly date => DuckDbApi.BindDate(statement, index, date.DayNumber - DuckDbValues.Epoch.DayNumber),
        DateTimeOffset moment => DuckDbApi.BindTimestampTz(statement, index, DuckDbValues.Microseconds(moment.UtcDateTime)),
        DateTime { Kind: DateTimeKind.Utc } moment => DuckDbApi.BindTimestampTz(statement, index, DuckDbValues.Microseconds(moment)),
        DateTime moment => DuckDbApi.BindTimestamp(statement, index, DuckDbValues.Microseconds(moment)),
        Guid id => BindUuid(statement, index, id),
        byte[] data => DuckDbApi.BindBlob(statement, index, data, (ulong)data.Length),
        string text => BindText(statement, index, text),
        _ => 1,
    };

    private static int BindText(nint statement, ulong index, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return DuckDbApi.BindText(statement, index, bytes, (ulong)bytes.Length);
    }

    private static int BindUuid(nint statement, ulong index, Guid id)
    {
        var value = DuckDbApi.CreateUuid(new DuckDbUHugeInt(Half(id, 8), Half(id, 0)));
        try
        {
            return DuckDbApi.BindValue(statement, index, value);
        }
        finally
        {
            DuckDbApi.DestroyValue(ref value);
        }

        static ulong Half(Guid id, int at) => System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(id.ToByteArray(bigEndian: true).AsSpan(at));
    }
}
