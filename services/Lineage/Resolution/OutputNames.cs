using System.Runtime.CompilerServices;
using ControlPlane.Lineage.Sql;
using ControlPlane.Lineage.Sql.Syntax;

namespace ControlPlane.Lineage.Resolution;

/// <summary>What a column without alias is called.</summary>
internal static class OutputNames
{
    private const string Unnamed = "?column?";

    private static readonly Dictionary<string, string> TypeNames = new(StringComparer.Ordinal)
    {
        ["int"] = "int4", ["integer"] = "int4", ["smallint"] = "int2", ["bigint"] = "int8", ["real"] = "float4", ["float"] = "float8", ["double"] = "float8", ["decimal"] = "numeric", ["dec"] = "numeric",
        ["boolean"] = "bool", ["character"] = "bpchar", ["char"] = "bpchar", ["nchar"] = "bpchar",
    };

    public static string Of(SelectItem item, SqlDialect dialect) =>
        dialect.NamesExpressionsByKind ? ByKind(item.Value).Name : item.Value switch
        {
            ColumnReference reference => reference.Parts[^1],
            PartExpression { Field: { } field } => field,
            CallExpression call => AsDuckDbWrites(call) ?? item.Text,
            _ => item.Text,
        };

    /// <summary>PostgreSQL's rule: a name that a cast or CASE gives is weaker than one that lies within.</summary>
    private static (string Name, bool IsStrong) ByKind(Expression value)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        switch (value)
        {
            case ColumnReference reference:
                return (reference.Parts[^1], true);
            case StarExpression { Qualifier: [.., var relation] }:
                return (relation, true);
            case PartExpression { Field: { } field } when field != "*":
                return (field, true);
            case PartExpression part:
                return ByKind(part.Value);
            case CallExpression call:
                return (FunctionName(call), true);
            case LiteralExpression { Name: { } name }:
                return name.StartsWith("current_", StringComparison.Ordinal) || name.StartsWith("local", StringComparison.Ordinal) || name.EndsWith("user", StringComparison.Ordinal)
                    ? (name, true)
                    : (TypeNames.GetValueOrDefault(name, name), false);
            case OperationExpression { Name: { } name }:
                return (name, true);
            case ListExpression { Name: { } name }:
                return (name, true);
            case CastExpression cast:
                return ByKind(cast.Value) is { IsStrong: true } inner ? inner : (TypeNames.GetValueOrDefault(cast.TypeName, cast.TypeName), false);
            case CaseExpression choice:
                return choice.Else is { } otherwise && ByKind(otherwise) is { IsStrong: true } last ? last : ("case", false);
            case SubqueryExpression { Kind: SubqueryKind.Exists }:
                return ("exists", true);
            case SubqueryExpression { Kind: SubqueryKind.Array }:
                return ("array", true);
            case SubqueryExpression { Query.Branches: [{ Body: SelectBody { Items: [var item, ..] } }, ..] }:
                return (item.Alias ?? ByKind(item.Value).Name, true);
            default:
                return (Unnamed, false);
        }
    }

    /// <summary>DuckDB's own writing of what is called with columns and literals; of anything else the name is as the query writes it.</summary>
    private static string? AsDuckDbWrites(Expression value)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        switch (value)
        {
            case ColumnReference reference:
                return string.Join('.', reference.Parts);
            case LiteralExpression { IsNumber: true, Text: { } number }:
                return number;
            case LiteralExpression { Name: null, Text: { } text }:
                return $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
            case CallExpression { Name: [var name], Order: [], WithinGroup: [], Filter: null, Over: null } call:
                var function = name.ToLowerInvariant() is "coalesce" ? "COALESCE" : name.ToLowerInvariant();
                if (function == "count" && call.Arguments is [StarExpression { Qualifier: [], Filter: null }]) return "count_star()";
                var arguments = call.Arguments.Select(AsDuckDbWrites).ToList();
                return arguments.Contains(null) ? null : $"{function}({(call.IsDistinct ? "DISTINCT " : "")}{string.Join(", ", arguments)})";
            default:
                return null;
        }
    }

    private static string FunctionName(CallExpression call) => call.Function switch
    {
        "trim" => "btrim",
        var name => name,
    };
}
