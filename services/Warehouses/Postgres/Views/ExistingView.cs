using ControlPlane.Warehouses.Views;
using Npgsql;

namespace ControlPlane.Warehouses.Postgres.Views;

/// <summary>What the catalog says about a view that is there.</summary>
/// <param name="Kind">As in <c>pg_class.relkind</c>.</param>
/// <param name="Columns">Names and types in order, without those of every record.</param>
internal sealed record ExistingView(char Kind, string? Comment, IReadOnlyList<(string Name, string Type)> Columns)
{
    private const string Sql = """
        SELECT c.relkind::text, obj_description(c.oid, 'pg_class'),
            (SELECT COALESCE(array_agg(attname::text ORDER BY attnum), '{}') FROM pg_attribute WHERE attrelid = c.oid AND attnum > 0),
            (SELECT COALESCE(array_agg(format_type(atttypid, atttypmod) ORDER BY attnum), '{}') FROM pg_attribute WHERE attrelid = c.oid AND attnum > 0)
        FROM pg_class c WHERE c.relnamespace = '"RAW"'::regnamespace AND c.relname = $1
        """;

    public static async Task<ExistingView?> ReadAsync(NpgsqlConnection connection, string name, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Sql, connection) { Parameters = { new() { Value = name } } };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken)) return null;
        var columns = reader.GetFieldValue<string[]>(2).Zip(reader.GetFieldValue<string[]>(3)).Skip(PublishedColumn.OfEveryRecord.Count);
        return new ExistingView(reader.GetString(0)[0], reader.IsDBNull(1) ? null : reader.GetString(1), [.. columns]);
    }

    /// <summary>Those of before first, since columns can only be added at the end of a view.</summary>
    public IReadOnlyList<PublishedColumn> Arrange(IReadOnlyList<PublishedColumn> wanted) =>
        [.. Columns.Select(before => Find(wanted, before)).OfType<PublishedColumn>(), .. wanted.Where(column => !Columns.Contains((column.Name, PostgresColumn.TypeName(column.Type))))];

    /// <summary>Whether nothing that is there goes or changes its type.</summary>
    public bool IsOnlyAddedTo(IReadOnlyList<PublishedColumn> wanted) => Columns.All(before => Find(wanted, before) is not null);

    /// <summary>
    /// Every column stays where it is, with what it shows and its type; what is wanted under the same name with another type comes at the end.
    /// Null when it is not known what a column shows.
    /// </summary>
    public IReadOnlyList<PublishedColumn>? KeepAll(IReadOnlyList<PublishedColumn> wanted)
    {
        var described = PostgresView.Described(Comment);
        var kept = Columns.Select(before => Find(wanted, before) ?? Find(described, before)).OfType<PublishedColumn>().ToList();
        if (kept.Count != Columns.Count) return null;
        var taken = kept.Select(column => column.Name).Concat(PublishedColumn.OfEveryRecord).ToHashSet();
        foreach (var column in wanted.Except(kept).ToList())
        {
            var isNew = !kept.Any(other => other.Name == column.Name);
            var name = isNew ? column.Name : $"{column.Name}__v_{column.Type.ToString().ToLowerInvariant()}";
            // An earlier replacement that was refused too has it already.
            if (kept.Any(other => other.Name == name && other.Type == column.Type && other.Path.SequenceEqual(column.Path))) continue;
            kept.Add(column with { Name = PublishedColumn.Distinct(name, taken) });
        }
        return kept;
    }

    private static PublishedColumn? Find(IReadOnlyList<PublishedColumn> columns, (string Name, string Type) before) =>
        columns.FirstOrDefault(column => column.Name == before.Name && PostgresColumn.TypeName(column.Type) == before.Type);
}
