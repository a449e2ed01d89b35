using ControlPlane.Lineage.Sql;
using ControlPlane.Lineage.Sql.Syntax;

namespace ControlPlane.Lineage.Resolution;

/// <summary>Runs the parser and the resolver, on a larger stack where the SQL nests deep, and falls back on the tokens.</summary>
internal static class LineageAnalysis
{
    /// <summary>Reserved, not used: pages that are not touched cost nothing.</summary>
    private const int DeepStackBytes = 256 * 1024 * 1024;

    public static ColumnLineage Run(string sql, SqlDialect dialect, Func<RelationName, IReadOnlyList<string>?> schema, Func<string, bool>? isRelation)
    {
        try
        {
            return Analyse(sql, dialect, schema, isRelation);
        }
        catch (InsufficientExecutionStackException)
        {
            return RunDeep(sql, dialect, schema, isRelation);
        }
    }

    private static ColumnLineage RunDeep(string sql, SqlDialect dialect, Func<RelationName, IReadOnlyList<string>?> schema, Func<string, bool>? isRelation)
    {
        ColumnLineage? lineage = null;
        var thread = new Thread(
            () =>
            {
                try
                {
                    lineage = Analyse(sql, dialect, schema, isRelation);
                }
                catch (InsufficientExecutionStackException)
                {
                    lineage = RelationScan.Lineage(sql, dialect, "the SQL nests too deep");
                }
            },
            DeepStackBytes) { IsBackground = true };
        thread.Start();
        thread.Join();
        return lineage!;
    }

    private static ColumnLineage Analyse(string sql, SqlDialect dialect, Func<RelationName, IReadOnlyList<string>?> schema, Func<string, bool>? isRelation)
    {
        try
        {
            return Resolver.Run(QueryParser.Parse(sql, dialect), dialect, schema, isRelation);
        }
        catch (SqlSyntaxException error)
        {
            return RelationScan.Lineage(sql, dialect, error.Message);
        }
        catch (Exception error) when (error is not InsufficientExecutionStackException and not OutOfMemoryException)
        {
            // Lineage must never stop a run: a fault of this library costs the columns of one model, and says so.
            return RelationScan.Lineage(sql, dialect, $"the lineage of columns failed: {error.GetType().Name}: {error.Message}");
        }
    }
}
