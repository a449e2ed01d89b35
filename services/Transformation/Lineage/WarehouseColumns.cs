using ControlPlane.Contracts;
using ControlPlane.Warehouses;

namespace ControlPlane.Transformation.Lineage;

/// <summary>The columns of a tenant's relations as its warehouse has them now.</summary>
public sealed class WarehouseColumns(IWarehouse warehouse)
{
    private const string Asking = "lineage";

    /// <summary>By schema and name, in order.</summary>
    /// <param name="table">Null for all of the schemas.</param>
    /// <exception cref="Reconciliation.Fault">The warehouse cannot be used.</exception>
    public async Task<IReadOnlyDictionary<(string Schema, string Name), IReadOnlyList<RecordedColumn>>> ReadAsync(
        TenantId tenant, Guid run, IReadOnlyList<string> schemas, string? table, CancellationToken cancellationToken)
    {
        var sql = $"""
            SELECT table_schema, table_name, column_name, data_type FROM information_schema.columns
            WHERE table_catalog = current_database() AND table_schema IN ({string.Join(", ", schemas.Select((_, index) => $"${index + 1}"))}){(table is null ? "" : $" AND table_name = ${schemas.Count + 1}")}
            ORDER BY table_schema, table_name, ordinal_position
            """;
        var found = new Dictionary<(string, string), IReadOnlyList<RecordedColumn>>();
        await using var session = await warehouse.OpenAsync(tenant, WarehouseRole.Transformer, cancellationToken);
        await using var reader = await session.QueryAsync(new QueryTag(tenant, Asking, run), sql, [.. schemas, .. table is null ? (string[])[] : [table]], cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var place = (reader.GetString(0), reader.GetString(1));
            if (!found.TryGetValue(place, out var columns)) found[place] = columns = new List<RecordedColumn>();
            ((List<RecordedColumn>)columns).Add(new(reader.GetString(2), reader.GetString(3)));
        }
        return found;
    }

    /// <summary>As the server calls its version; null where it tells none.</summary>
    /// <exception cref="Reconciliation.Fault">The warehouse cannot be used.</exception>
    public async Task<string?> VersionAsync(TenantId tenant, Guid run, CancellationToken cancellationToken)
    {
        await using var session = await warehouse.OpenAsync(tenant, WarehouseRole.Transformer, cancellationToken);
        await using var reader = await session.QueryAsync(new QueryTag(tenant, Asking, run), "SELECT version()", [], cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? reader.GetString(0).Split(' ').Select(word => word.TrimStart('v')).FirstOrDefault(word => word.Length > 0 && char.IsDigit(word[0]))
            : null;
    }
}
