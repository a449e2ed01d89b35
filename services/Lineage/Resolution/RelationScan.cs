using ControlPlane.Lineage.Sql;
using ControlPlane.Lineage.Sql.Syntax;

namespace ControlPlane.Lineage.Resolution;

/// <summary>Finds the relations in SQL that was not understood: names behind FROM and JOIN that no WITH defines.</summary>
internal sealed class RelationScan(TokenStream tokens)
{
    private static readonly HashSet<string> FunctionsWithFrom = new(StringComparer.OrdinalIgnoreCase) { "extract", "substring", "trim", "overlay", "position" };

    private readonly HashSet<string> _commonTables = new(tokens.Dialect.Names);
    private readonly List<RelationName> _found = [];
    private readonly Stack<(bool InFunction, bool InFrom)> _open = [];

    public static ColumnLineage Lineage(string sql, SqlDialect dialect, string reason)
    {
        var scan = new RelationScan(new TokenStream(sql, dialect));
        scan.Read();
        HashSet<string> seen = new(dialect.Names);
        var relations = scan._found.Where(r => (r.Parts.Count > 1 || r.IsFile || !scan._commonTables.Contains(r.Name)) && seen.Add(r.ToString()));
        return new([], [], [.. relations], [reason]);
    }

    private void Read()
    {
        var (inFunction, inFrom) = (false, false);
        while (!tokens.AtEnd)
        {
            var before = tokens.Previous;
            var token = tokens.Take();
            if (token.Kind == TokenKind.Symbol)
            {
                if (token.Text == "(")
                {
                    _open.Push((inFunction, inFrom));
                    (inFunction, inFrom) = (before.Kind == TokenKind.Word && FunctionsWithFrom.Contains(before.Text), inFrom && !before.IsName);
                    if (inFrom) TakeRelation();
                }
                else if (token.Text == ")" && _open.TryPop(out var outside)) (inFunction, inFrom) = outside;
                else if (token.Text == "," && inFrom) TakeRelation();
                else if (token.Text == ";") inFrom = false;
            }
            else if (token.Kind == TokenKind.Word)
            {
                if (token.Is("from") && !inFunction && !before.Is("distinct") || token.Is("join"))
                {
                    inFrom = true;
                    TakeRelation();
                }
                else if (token.Is("select") || token.Is("where") || token.Is("group") || token.Is("order") || token.Is("on") || token.Is("having") || token.Is("union") || token.Is("limit")) inFrom = false;
                else if (token.Is("as") && (tokens.IsSymbol("(") || tokens.IsAny(["materialized", "not"])) && before.IsName) _commonTables.Add(tokens.Fold(before));
                else if (token.Is("with") && tokens.Current.IsName && tokens.Peek().IsSymbol("(")) _commonTables.Add(tokens.Fold(tokens.Current));
            }
        }
    }

    private void TakeRelation()
    {
        while (tokens.IsAny(["lateral", "only"])) tokens.Take();
        if (tokens.Dialect.ReadsFiles && tokens.Current.Kind == TokenKind.String)
        {
            _found.Add(new RelationName([tokens.Take().Text], IsFile: true));
            return;
        }

        if (!tokens.AtAlias || tokens.Is("values") || tokens.Is("unnest")) return;
        List<string> parts = [tokens.TakeName()];
        while (tokens.IsSymbol(".") && tokens.Peek().IsName)
        {
            tokens.Take();
            parts.Add(tokens.TakeName());
        }

        if (!tokens.IsSymbol("(") && parts.Count <= 3) _found.Add(new RelationName(parts));
    }
}
