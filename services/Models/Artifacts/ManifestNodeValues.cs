using ControlPlane.Models.Manifests;

namespace ControlPlane.Models.Artifacts;

/// <summary>Models, seeds, snapshots, tests, analyses and operations.</summary>
internal static class ManifestNodeValues
{
    public static Dictionary<string, object?> Of(ManifestNode node)
    {
        var values = new Dictionary<string, object?>(48, StringComparer.Ordinal) { ["database"] = node.Database, ["schema"] = node.Schema };
        foreach (var (key, value) in NodeValues.Head(node)) values[key] = value;
        values["alias"] = node.Alias;
        values["checksum"] = new Dictionary<string, object?>(StringComparer.Ordinal) { ["name"] = node.Checksum.Name, ["checksum"] = node.Checksum.Value };
        values["config"] = NodeValues.Copy(node.Config.Values);
        values["tags"] = NodeValues.Texts(node.Tags);
        values["description"] = node.Description;
        values["columns"] = NodeValues.Of(node.Columns);
        values["meta"] = NodeValues.Copy(node.Meta);
        values["group"] = node.Group;
        values["docs"] = NodeValues.Of(node.Docs);
        values["patch_path"] = node.PatchPath;
        values["build_path"] = node.BuildPath;
        values["unrendered_config"] = NodeValues.Copy(node.UnrenderedConfig);
        values["created_at"] = node.CreatedAt;
        values["relation_name"] = node.RelationName;
        values["raw_code"] = node.RawCode;
        values["doc_blocks"] = NodeValues.Texts(node.DocBlocks);
        if (node.ResourceType == ResourceType.Seed)
        {
            values["root_path"] = node.RootPath;
            values["depends_on"] = new Dictionary<string, object?>(StringComparer.Ordinal) { ["macros"] = NodeValues.Texts(node.DependsOn.Macros) };
            return values;
        }

        AddCode(values, node);
        AddOfType(values, node);
        return values;
    }

    private static void AddCode(Dictionary<string, object?> values, ManifestNode node)
    {
        values["language"] = node.Language;
        values["refs"] = NodeValues.Of(node.Refs);
        values["sources"] = NodeValues.Of(node.Sources);
        values["metrics"] = new List<object?>();
        values["depends_on"] = NodeValues.Of(node.DependsOn);
        values["compiled_path"] = node.CompiledPath;
        if (node.IsCompiled)
        {
            values["compiled"] = true;
            values["compiled_code"] = node.CompiledCode;
            values["extra_ctes_injected"] = node.ExtraCtesInjected;
            values["extra_ctes"] = node.ExtraCtes.Select(cte => (object?)new Dictionary<string, object?>(StringComparer.Ordinal) { ["id"] = cte.Id, ["sql"] = cte.Sql }).ToList();
        }

        values["contract"] = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["enforced"] = node.Contract.Enforced,
            ["alias_types"] = node.Contract.AliasTypes,
            ["checksum"] = node.Contract.Hash,
        };
    }

    private static void AddOfType(Dictionary<string, object?> values, ManifestNode node)
    {
        switch (node)
        {
            case { ResourceType: ResourceType.Model }:
                values["access"] = node.Access;
                values["constraints"] = node.Constraints.ToList<object?>();
                values["version"] = node.Version;
                values["latest_version"] = node.LatestVersion;
                values["deprecation_date"] = node.DeprecationDate;
                values["primary_key"] = NodeValues.Texts(node.PrimaryKey);
                values["time_spine"] = node.TimeSpine;
                break;
            case { TestMetadata: { } metadata }:
                values["column_name"] = node.ColumnName;
                values["file_key_name"] = node.FileKeyName;
                values["attached_node"] = node.AttachedNode;
                values["test_metadata"] = new Dictionary<string, object?>(StringComparer.Ordinal)
                {
                    ["name"] = metadata.Name,
                    ["kwargs"] = metadata.Arguments,
                    ["namespace"] = metadata.Namespace,
                };
                break;
            case { ResourceType: ResourceType.Operation }:
                values["index"] = node.Index is { } index ? (long)index : null;
                break;
        }
    }
}
