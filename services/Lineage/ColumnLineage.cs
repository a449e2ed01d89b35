using ControlPlane.Lineage.Resolution;
using ControlPlane.Lineage.Sql;

namespace ControlPlane.Lineage;

/// <summary>Where the columns of one SELECT come from.</summary>
/// <param name="Columns">Of the result, in order; empty where the SQL was not understood.</param>
/// <param name="Rows">Columns that decide which rows there are, and in which order: of joins, filters, groups and sorts.</param>
/// <param name="Relations">All that the SQL reads, in the order in which they are named, common table expressions left out.</param>
/// <param name="Problems">What was not understood or not found, each with its reason; the relations are complete all the same.</param>
public sealed record ColumnLineage(
    IReadOnlyList<LineageColumn> Columns, IReadOnlyList<ColumnOrigin> Rows, IReadOnlyList<RelationName> Relations, IReadOnlyList<string> Problems)
{
    /// <summary>Columns were found; otherwise only relations are known.</summary>
    public bool HasColumns => Columns.Count > 0;

    /// <summary>No input makes it throw: what cannot be read has <see cref="Problems"/>.</summary>
    /// <param name="schema">The columns of a relation in order; null where they are not known.</param>
    /// <param name="isRelation">Names of WITH that stand for relations, which <paramref name="schema"/> describes, whatever WITH says of them; null for none.</param>
    public static ColumnLineage Of(string sql, SqlDialect dialect, Func<RelationName, IReadOnlyList<string>?> schema, Func<string, bool>? isRelation = null) =>
        LineageAnalysis.Run(sql, dialect, schema, isRelation);
}
