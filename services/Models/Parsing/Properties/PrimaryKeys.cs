using ControlPlane.Models.Manifests;

namespace ControlPlane.Models.Parsing.Properties;

/// <summary>
/// Tells a model's key: of a constraint, else of columns tested to be unique and not null, else of columns tested to be unique, tests that are
/// disabled last.
/// </summary>
internal static class PrimaryKeys
{
    public static void Infer(Manifest manifest)
    {
        var tests = manifest.Nodes.Values.Concat(manifest.Disabled.Values.SelectMany(nodes => nodes).OfType<ManifestNode>())
            .Where(node => node is { TestMetadata: not null, AttachedNode: not null }).ToLookup(test => test.AttachedNode!, StringComparer.Ordinal);
        foreach (var model in manifest.Nodes.Values.Where(node => node.ResourceType == ResourceType.Model))
            model.PrimaryKey = [.. Of(model, tests[model.UniqueId]).Order(StringComparer.Ordinal)];
    }

    private static IReadOnlyCollection<string> Of(ManifestNode model, IEnumerable<ManifestNode> tests)
    {
        if (model.Constraints.Find(IsKey) is { } constraint) return [.. (constraint["columns"] as IReadOnlyList<object?> ?? []).OfType<string>()];
        if (model.Columns.Values.FirstOrDefault(column => column.Constraints.Exists(IsKey)) is { } key) return [key.Name];

        HashSet<string> unique = new(StringComparer.Ordinal), disabled = new(StringComparer.Ordinal), filled = new(StringComparer.Ordinal);
        foreach (var test in tests)
        {
            var columns = Columns(test.TestMetadata!.Arguments);
            if (test.TestMetadata.Name is "unique" or "unique_combination_of_columns") (test.Config.Enabled ? unique : disabled).UnionWith(columns);
            else if (test.TestMetadata.Name == "not_null") filled.UnionWith(columns);
        }
        filled.RemoveWhere(column => !unique.Contains(column) && !disabled.Contains(column));
        return filled.Count > 0 ? filled : unique.Count > 0 ? unique : disabled;
    }

    private static IEnumerable<string> Columns(IReadOnlyDictionary<string, object?> arguments) =>
        arguments.GetValueOrDefault("column_name") is string column ? [column]
        : arguments.GetValueOrDefault("combination_of_columns") is IReadOnlyList<object?> columns ? columns.OfType<string>() : [];

    private static bool IsKey(Dictionary<string, object?> constraint) => constraint["type"] is "primary_key";
}
