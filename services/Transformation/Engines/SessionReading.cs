using System.Data.Common;
using ControlPlane.Warehouses;

namespace ControlPlane.Transformation.Engines;

internal static class SessionReading
{
    /// <summary>All rows of a statement whose answer is small.</summary>
    public static async Task<IReadOnlyList<T>> ReadAsync<T>(
        this IWarehouseSession session, QueryTag tag, string sql, IReadOnlyList<object?> parameters, Func<DbDataReader, T> read, CancellationToken cancellationToken)
    {
        var rows = new List<T>();
        await using var reader = await session.QueryAsync(tag, sql, parameters, cancellationToken);
        while (await reader.ReadAsync(cancellationToken)) rows.Add(read(reader));
        return rows;
    }
}
