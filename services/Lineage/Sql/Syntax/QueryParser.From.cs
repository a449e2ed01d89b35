using System.Collections.Frozen;

namespace ControlPlane.Lineage.Sql.Syntax;

/// <summary>FROM: relations and how they are joined.</summary>
internal sealed partial class QueryParser
{
    private static readonly string[] JoinWords = ["join", "inner", "left", "right", "full", "cross", "natural"];
    private static readonly string[] MoreJoinWords = ["asof", "positional", "semi", "anti"];

    private List<JoinStep> ParseFrom()
    {
        List<JoinStep> steps = [new(JoinKind.Inner, ParseTable())];
        while (true)
        {
            if (tokens.SkipSymbol(","))
            {
                if (tokens.AtEnd || tokens.IsAny(["where", "group", "order", "limit", "select"]) || tokens.IsSymbol(")")) return steps;
                steps.Add(new(JoinKind.Inner, ParseTable()));
            }
            else if (ParseJoin() is { } step)
            {
                steps.Add(step);
            }
            else if (tokens.Skip("on"))
            {
                // Of a JOIN b JOIN c ON … ON …: the second condition belongs to the first join.
                steps[^1] = steps[^1] with { On = new OperationExpression([steps[^1].On ?? new LiteralExpression(), ParseExpression()]) };
            }
            else
            {
                return steps;
            }
        }
    }

    private JoinStep? ParseJoin()
    {
        if (!tokens.IsAny(JoinWords) && !(tokens.Dialect.Stops.Contains("asof") && tokens.IsAny(MoreJoinWords))) return null;
        var natural = false;
        var kind = JoinKind.Inner;
        while (!tokens.Skip("join"))
        {
            if (tokens.Is("natural")) natural = true;
            else if (tokens.Is("left")) kind = JoinKind.Left;
            else if (tokens.Is("right")) kind = JoinKind.Right;
            else if (tokens.Is("full")) kind = JoinKind.Full;
            else if (tokens.IsAny(["semi", "anti"])) kind = JoinKind.Choosing;
            else if (!tokens.IsAny(["inner", "outer", "cross", "asof", "positional"])) throw tokens.Fail("JOIN");
            tokens.Take();
        }

        var step = new JoinStep(kind, ParseTable()) { IsNatural = natural };
        if (tokens.Skip("on")) return step with { On = ParseExpression() };
        if (!tokens.Is("using") || !tokens.Peek().IsSymbol("(")) return step;
        tokens.Take();
        step = step with { Using = ParseNames() };
        if (tokens.Skip("as")) tokens.TakeName();
        return step;
    }

    private TableReference ParseTable()
    {
        tokens.Enter();
        string? front = null;
        if (tokens.Dialect.AliasesInFront && tokens.Current.IsName && tokens.Peek().IsSymbol(":"))
        {
            front = tokens.TakeName();
            tokens.Take();
        }

        var lateral = tokens.Is("lateral") && tokens.Skip("lateral");
        var table = ParseTableBody(lateral);
        if (tokens.Skip("with", "ordinality") && table is FunctionTable function) table = function with { HasOrdinality = true };
        table = ParseTableAlias(table with { Alias = front });
        if (tokens.Is("tablesample") || tokens.Is("using", "sample"))
        {
            if (!tokens.Skip("tablesample")) tokens.Skip("using", "sample");
            SkipSample();
            if (table.Alias is null) table = ParseTableAlias(table);
        }

        while (tokens.Dialect.Stops.Contains("pivot") && tokens.IsAny(["pivot", "unpivot"])) table = ParseTableAlias(ParsePivotOf(table));
        tokens.Leave();
        return table;
    }

    private TableReference ParseTableBody(bool lateral)
    {
        if (tokens.SkipSymbol("(")) return ParseParenthesisedTable(lateral);
        if (tokens.Current.Kind == TokenKind.String) return new FileTable([tokens.Take().Text]);
        if (tokens.Is("values") && tokens.Peek().IsSymbol("(")) return new DerivedTable(ParseQuery(), lateral);
        if (tokens.Skip("rows", "from"))
        {
            List<CallExpression> calls = [];
            tokens.ExpectSymbol("(");
            do
            {
                calls.Add(ParseTableCall(ParseDottedName()));
                if (tokens.Skip("as")) ParseColumnDefinitions();
            }
            while (tokens.SkipSymbol(","));
            tokens.ExpectSymbol(")");
            return new FunctionTable(calls, false);
        }

        if (tokens.Is("only") && (tokens.Peek().IsName || tokens.Peek().IsSymbol("("))) tokens.Take();
        if (tokens.Current.Kind == TokenKind.Word && tokens.Dialect.Stops.Contains(tokens.Current.Text) && !tokens.Peek().IsSymbol("(")) throw tokens.Fail("a relation");
        var name = ParseDottedName();
        if (tokens.IsSymbol("(")) return tokens.Dialect.ReadsFiles && FileReader.IsOne(name[^1]) ? ParseFileCall(name) : new FunctionTable([ParseTableCall(name)], false);
        tokens.SkipSymbol("*");
        return new NamedTable(name);
    }

    private CallExpression ParseTableCall(List<string> name) =>
        ParseCall(name) as CallExpression ?? throw tokens.Fail("a table function");

    private TableReference ParseFileCall(List<string> name)
    {
        var call = ParseTableCall(name);
        var paths = FileReader.Paths(call);
        return paths.Count > 0 ? new FileTable(paths) : new FunctionTable([call], false);
    }

    private TableReference ParseParenthesisedTable(bool lateral)
    {
        if (AtQuery)
        {
            var query = ParseQuery();
            tokens.ExpectSymbol(")");
            return new DerivedTable(query, lateral);
        }

        var steps = ParseFrom();
        if (steps is [{ Table: DerivedTable { Alias: null } first }] && (AtSetOperator || tokens.IsAny(["order", "limit", "offset"])))
        {
            var query = ParseBranches([], false, [new Branch(SetOperator.First, false, new NestedBody(first.Query))]);
            tokens.ExpectSymbol(")");
            return new DerivedTable(query, lateral);
        }

        tokens.ExpectSymbol(")");
        return steps is [{ Table: var only }] && only.Alias is null ? only : new JoinedTable(steps);
    }

    private TableReference ParseTableAlias(TableReference table)
    {
        if (tokens.Skip("as"))
        {
            if (tokens.IsSymbol("(")) return table with { ColumnAliases = ParseColumnDefinitions() };
            table = table with { Alias = tokens.Current.Kind == TokenKind.String ? tokens.Take().Text : tokens.TakeName() };
        }
        else if (tokens.AtAlias && !(tokens.Is("at") && tokens.Peek().IsSymbol("(")))
        {
            table = table with { Alias = tokens.TakeName() };
        }

        if (tokens.Skip("at")) ParseRow();
        return table.Alias is not null && tokens.IsSymbol("(") ? table with { ColumnAliases = ParseColumnDefinitions() } : table;
    }

    /// <summary>Names, each with or without a type.</summary>
    private List<string> ParseColumnDefinitions()
    {
        List<string> names = [];
        tokens.ExpectSymbol("(");
        while (!tokens.IsSymbol(")"))
        {
            names.Add(tokens.TakeName());
            while (!tokens.AtEnd && !tokens.IsSymbol(",") && !tokens.IsSymbol(")"))
            {
                if (tokens.Take() is { Kind: TokenKind.Symbol, Text: "(" or "[" }) tokens.SkipToClosing();
            }

            if (!tokens.SkipSymbol(",")) break;
        }

        tokens.ExpectSymbol(")");
        return names;
    }

    private void SkipSample()
    {
        if (tokens.Current.IsName) tokens.Take();
        else if (tokens.Current.Kind == TokenKind.Number)
        {
            tokens.Take();
            tokens.SkipSymbol("%");
            tokens.SkipAny("percent", "rows");
        }

        while (tokens.IsSymbol("(") || tokens.Is("repeatable") || tokens.Is("seed"))
        {
            if (tokens.Take().Kind == TokenKind.Symbol) tokens.SkipToClosing();
        }
    }

    private Expression ParseRow()
    {
        tokens.ExpectSymbol("(");
        var items = ParseList(")");
        tokens.ExpectSymbol(")");
        return new ListExpression(items, null);
    }

    /// <summary>Functions of DuckDB that read the files which their first argument names.</summary>
    private static class FileReader
    {
        private static readonly FrozenSet<string> Functions = FrozenSet.Create(
            StringComparer.OrdinalIgnoreCase, "read_parquet", "parquet_scan", "read_csv", "read_csv_auto", "read_json", "read_json_auto", "read_json_objects", "read_json_objects_auto",
            "read_ndjson", "read_ndjson_auto", "read_ndjson_objects", "read_text", "read_blob", "read_xlsx", "read_avro", "delta_scan", "iceberg_scan", "arrow_scan", "st_read");

        public static bool IsOne(string function) => Functions.Contains(function);

        public static IReadOnlyList<string> Paths(CallExpression call) => call.Arguments switch
        {
            [LiteralExpression { Text: { } path, IsNumber: false }, ..] => [path],
            [ListExpression list, ..] when list.Items.All(i => i is LiteralExpression { Text: not null }) => [.. list.Items.Select(i => ((LiteralExpression)i).Text!)],
            _ => [],
        };
    }
}
