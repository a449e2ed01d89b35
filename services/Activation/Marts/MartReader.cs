using ControlPlane.Warehouses;

namespace ControlPlane.Activation.Marts;

/// <summary>Opens a tenant's marts as its READER: one snapshot, read only, with fixed forms of dates and numbers.</summary>
internal sealed class MartReader(IWarehouse warehouse)
{
    public string Quote(string identifier) => warehouse.Quote(identifier);

    /// <summary>A mart's name within its schema, quoted.</summary>
    public string Relation(string mart) => $"{Quote(WarehouseNames.Marts)}.{Quote(mart)}";

    /// <param name="limit">How long one statement may run; null: as long as it takes.</param>
    public async Task<IWarehouseSession> OpenAsync(QueryTag tag, TimeSpan? limit, CancellationToken cancellationToken)
    {
        var session = await warehouse.OpenAsync(tag.Tenant, WarehouseRole.Reader, cancellationToken);
        try
        {
            // The text forms below are what keys, hashes and cursors are made of: no setting of a role or server may change them.
            var begin = $"""
                BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
                SET LOCAL statement_timeout = {(long)(limit ?? TimeSpan.Zero).TotalMilliseconds};
                SET LOCAL TimeZone = 'UTC';
                SET LOCAL DateStyle = 'ISO, YMD';
                SET LOCAL IntervalStyle = 'iso_8601';
                SET LOCAL extra_float_digits = 1;
                SET LOCAL bytea_output = 'hex';
                SET LOCAL standard_conforming_strings = on
                """;
            await using var begun = await session.QueryAsync(tag, begin, [], cancellationToken);
            return session;
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    /// <summary>The marts that the READER may select from, by name.</summary>
    public static async Task<IReadOnlyList<MartTable>> ListAsync(IWarehouseSession session, QueryTag tag, CancellationToken cancellationToken)
    {
        const string sql = """
            SELECT CAST(table_name AS text), CAST(column_name AS text), CAST(data_type AS text), is_nullable = 'YES'
            FROM information_schema.columns WHERE table_schema = 'MARTS' ORDER BY table_name, ordinal_position
            """;
        var tables = new OrderedDictionary<string, List<MartColumn>>();
        await using var reader = await session.QueryAsync(tag, sql, [], cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var table = reader.GetString(0);
            if (!tables.TryGetValue(table, out var columns)) tables[table] = columns = [];
            columns.Add(new MartColumn(reader.GetString(1), reader.GetString(2), reader.GetBoolean(3)));
        }
        return [.. tables.Select(table => new MartTable(table.Key, table.Value))];
    }
}
