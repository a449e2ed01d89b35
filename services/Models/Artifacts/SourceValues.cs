using ControlPlane.Models.Manifests;

namespace ControlPlane.Models.Artifacts;

internal static class SourceValues
{
    private static readonly string[] QuotedParts = ["database", "schema", "identifier", "column"];

    public static Dictionary<string, object?> Of(SourceDefinition source)
    {
        var values = new Dictionary<string, object?>(40, StringComparer.Ordinal) { ["database"] = source.Database, ["schema"] = source.Schema };
        foreach (var (key, value) in NodeValues.Head(source)) values[key] = value;
        values["source_name"] = source.SourceName;
        values["source_description"] = source.SourceDescription;
        values["loader"] = source.Loader;
        values["identifier"] = source.Identifier;
        values["quoting"] = QuotedParts.ToDictionary(part => part, source.Quoting.GetValueOrDefault, StringComparer.Ordinal);
        values["loaded_at_field"] = source.LoadedAtField;
        values["loaded_at_query"] = source.LoadedAtQuery;
        values["freshness"] = source.Freshness is { } freshness ? Of(freshness) : null;
        values["external"] = source.External;
        values["description"] = source.Description;
        values["columns"] = NodeValues.Of(source.Columns);
        values["meta"] = NodeValues.Copy(source.Meta);
        values["source_meta"] = NodeValues.Copy(source.SourceMeta);
        values["tags"] = NodeValues.Texts(source.Tags);
        values["config"] = NodeValues.Copy(source.Config.Values);
        values["patch_path"] = source.PatchPath;
        values["unrendered_config"] = NodeValues.Copy(source.UnrenderedConfig);
        values["relation_name"] = source.RelationName;
        values["created_at"] = source.CreatedAt;
        values["unrendered_database"] = source.UnrenderedDatabase;
        values["unrendered_schema"] = source.UnrenderedSchema;
        values["doc_blocks"] = NodeValues.Texts(source.DocBlocks);
        return values;
    }

    public static Dictionary<string, object?> Of(Freshness freshness) => new(StringComparer.Ordinal)
    {
        ["warn_after"] = Of(freshness.WarnAfter),
        ["error_after"] = Of(freshness.ErrorAfter),
        ["filter"] = freshness.Filter,
    };

    private static Dictionary<string, object?>? Of(FreshnessPeriod? period) =>
        period is null ? null : new(StringComparer.Ordinal) { ["count"] = period.Count, ["period"] = period.Period };
}
