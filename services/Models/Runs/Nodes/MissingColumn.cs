using System.Text.RegularExpressions;
using ControlPlane.Models.Adapters;
using ControlPlane.Models.Errors;
using ControlPlane.Models.Manifests;
using ControlPlane.Models.Runs.Workers;

namespace ControlPlane.Models.Runs.Nodes;

/// <summary>Tells of a test that failed whether it asks for a column that is not there, where that is written, and what there is.</summary>
internal static partial class MissingColumn
{
    private const int Shown = 30;

    /// <summary>Null where the column is there, or cannot be looked for.</summary>
    public static string? Explain(RunContext run, ManifestNode test, Worker worker)
    {
        if (test.ColumnName?.Trim('"', '`') is not { } column || !Names().IsMatch(column)) return null;
        if (RelationOf(run, run.Manifest.Find(test.AttachedNode ?? (test.DependsOn.Nodes is [var only] ? only : ""))) is not { } relation) return null;
        try
        {
            worker.Release();
            var columns = worker.Connection.Execute($"select * from {relation.Render()} limit 0", fetch: true).Table.Columns.Select(each => each.Name).ToList();
            if (columns.Contains(column, StringComparer.OrdinalIgnoreCase)) return null;
            var some = string.Join(", ", columns.Take(Shown)) + (columns.Count > Shown ? ", ..." : "");
            return $"{test.FilePlace}: {relation.Render()} has no column '{column}'; it has {some}. {NearestNames.Advise(column, columns, "Correct the name, or add the column.")}";
        }
        catch (Exception e) when (e is AdapterException or OperationCanceledException)
        {
            return null;
        }
    }

    private static Relation? RelationOf(RunContext run, GraphNode? node) => node switch
    {
        ManifestNode { IsEphemeral: false } own => run.RelationOf(own),
        SourceDefinition source => run.Adapter.Relation(source, run.Manifest.Projects),
        _ => null,
    };

    [GeneratedRegex(@"^\w+$")]
    private static partial Regex Names();
}
