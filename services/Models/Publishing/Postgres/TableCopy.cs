using ControlPlane.Models.Adapters;

namespace ControlPlane.Models.Publishing.Postgres;

/// <summary>Copies a table so that it can take the place of the original, which may then be dropped: sequences that belong to it are copied too, and go on where they are.</summary>
/// <param name="from">Both as written into SQL.</param>
internal sealed class TableCopy(IAdapterConnection connection, string from, string to, Func<string, string> quote)
{
    /// <param name="schema">Of the copy.</param>
    public void Make(string schema)
    {
        var columns = Texts($"select attname::text from pg_attribute where attrelid = {Literal(from)}::regclass and attnum > 0 and not attisdropped and attgenerated = '' order by attnum");
        connection.Execute($"create table {to} (like {from} including all)");
        foreach (var row in Rows(OwnSequences)) TakeSequence(schema, (string)row[0]!, (string)row[1]!, (string)row[2]!, row[3] is true, (string)row[4]!, row[5] as string);
        var list = string.Join(", ", columns.Select(quote));
        connection.Execute(columns.Count == 0 ? $"insert into {to} select from {from}" : $"insert into {to} ({list}) overriding system value select {list} from {from}");
        connection.Execute($"analyze {to}");
    }

    /// <summary>Adds the foreign keys that the original has and the copy has not.</summary>
    /// <param name="builds">By place what will stand there, as written into SQL.</param>
    public void Reference(IReadOnlyDictionary<RelationPlace, string> builds)
    {
        const string Missing = "42830";
        foreach (var row in Rows($"""
            select conname::text, pg_get_constraintdef(pg_constraint.oid), confrelid::regclass::text, n.nspname::text, c.relname::text
            from pg_constraint join pg_class c on c.oid = confrelid join pg_namespace n on n.oid = c.relnamespace
            where conrelid = {Literal(from)}::regclass and contype = 'f' and conparentid = 0
            and conname not in (select conname from pg_constraint where conrelid = {Literal(to)}::regclass)
            order by conname
            """))
        {
            var (name, definition, referenced) = ((string)row[0]!, (string)row[1]!, (string)row[2]!);
            var build = builds.GetValueOrDefault(new((string)row[3]!, (string)row[4]!)) ?? referenced;
            try
            {
                connection.Execute($"alter table {to} add constraint {quote(name)} {definition.Replace($"REFERENCES {referenced}(", $"REFERENCES {build}(", StringComparison.Ordinal)}");
            }
            catch (AdapterException exception) when (exception.Code == Missing)
            {
                // What it refers to was made anew without being unique, so nothing can refer to it.
            }
        }
    }

    /// <summary>Column, sequence, its options, whether it is an identity's, its name alone, and the column's default with a mark in the sequence's place.</summary>
    private string OwnSequences => $"""
        select a.attname::text, quote_ident(n.nspname) || '.' || quote_ident(s.relname),
            'as ' || format_type(q.seqtypid, null) || ' increment ' || q.seqincrement || ' minvalue ' || q.seqmin || ' maxvalue ' || q.seqmax || ' start ' || q.seqstart || ' cache ' || q.seqcache || case when q.seqcycle then ' cycle' else '' end,
            a.attidentity <> '', s.relname::text,
            (select replace(pg_get_expr(e.adbin, e.adrelid), quote_literal(s.oid::regclass::text), {Literal(Mark)}) from pg_attrdef e where e.adrelid = a.attrelid and e.adnum = a.attnum)
        from pg_depend d join pg_class s on s.oid = d.objid and s.relkind = 'S' join pg_namespace n on n.oid = s.relnamespace join pg_sequence q on q.seqrelid = s.oid
        join pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
        where d.classid = 'pg_class'::regclass and d.refclassid = 'pg_class'::regclass and d.refobjid = {Literal(from)}::regclass and d.deptype in ('a', 'i')
        order by 1, 2
        """;

    private const string Mark = "\u0001sequence\u0001";

    private void TakeSequence(string schema, string column, string original, string options, bool isIdentity, string name, string? columnDefault)
    {
        var sequence = $"{quote(schema)}.{quote(name)}";
        if (!isIdentity)
        {
            connection.Execute($"create sequence {sequence} {options} owned by {to}.{quote(column)}");
            if (columnDefault?.Contains(Mark, StringComparison.Ordinal) == true)
                connection.Execute($"alter table {to} alter column {quote(column)} set default {columnDefault.Replace(Mark, Literal(sequence), StringComparison.Ordinal)}");
        }
        var own = isIdentity ? $"pg_get_serial_sequence({Literal(to)}, {Literal(column)})" : Literal(sequence);
        connection.Execute($"select setval({own}::regclass, last_value, is_called) from {original}", fetch: true);
    }

    private static string Literal(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    private List<string> Texts(string sql) => [.. Rows(sql).Select(row => (string)row[0]!)];

    private IReadOnlyList<object?[]> Rows(string sql) => connection.Execute(sql, fetch: true).Table.Rows;
}
