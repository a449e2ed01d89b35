using System.Text.Json.Nodes;
using ControlPlane.Connectors.Interpolation;
using ControlPlane.Connectors.Manifests;
using ControlPlane.Connectors.Records.Documents;

namespace ControlPlane.Connectors.Records.Transformations;

/// <summary>
/// Takes fields out of records. With a condition it takes every plain value for which the condition holds, wherever it stands: that is
/// how the reference works, which looks at the pointers only without one.
/// </summary>
internal sealed record RemoveFields(IReadOnlyList<GlobPath> Pointers, Interpolated? Condition) : ITransformation
{
    public static RemoveFields Compile(Component c)
    {
        if (c["field_pointers"] is not JsonArray pointers || pointers.Any(p => p is not JsonArray))
        {
            c.Error("field_pointers", "expected a list of paths, each a list of names");
            pointers = [];
        }

        return new([.. pointers.OfType<JsonArray>().Select(p => new GlobPath([.. p.Select(n => n?.ToString() ?? "")]))], c.Template("condition"));
    }

    public void Apply(RecordObject record, Scope scope)
    {
        if (Condition is { Text.Length: > 0 })
        {
            if (Pointers.Count > 0) RemoveWhere(record, scope);
            return;
        }

        foreach (var pointer in Pointers)
        {
            if (pointer.Segments is [var name] && !GlobPath.IsPattern(name)) record.Remove(name);
            else foreach (var match in pointer.Find(record)) if (match.Exists) match.Delete();
        }
    }

    private void RemoveWhere(RecordObject record, Scope scope)
    {
        foreach (var match in GlobPath.All(record))
        {
            if (match.Exists && match.Value is not (RecordObject or RecordList) && Condition!.Test(scope.With("property", match.Value))) match.Delete();
        }
    }
}
