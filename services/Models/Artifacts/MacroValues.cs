using ControlPlane.Models.Manifests;

namespace ControlPlane.Models.Artifacts;

/// <summary>Macros, docs blocks and groups.</summary>
internal static class MacroValues
{
    public static Dictionary<string, object?> Of(Macro macro)
    {
        var values = NodeValues.Head(ResourceType.Macro, macro.Name, macro.PackageName, macro.Path, macro.OriginalFilePath, macro.UniqueId);
        values["macro_sql"] = macro.Text;
        values["depends_on"] = new Dictionary<string, object?>(StringComparer.Ordinal) { ["macros"] = NodeValues.Texts(macro.DependsOn.Macros) };
        values["description"] = macro.Description;
        values["meta"] = NodeValues.Copy(macro.Meta);
        values["docs"] = NodeValues.Of(macro.Docs);
        values["patch_path"] = macro.PatchPath;
        values["arguments"] = macro.Arguments.ToList<object?>();
        values["created_at"] = macro.CreatedAt;
        values["supported_languages"] = macro.SupportedLanguages is { } languages ? NodeValues.Texts(languages) : null;
        return values;
    }

    public static Dictionary<string, object?> Of(DocBlock block)
    {
        var values = NodeValues.Head(ResourceType.Doc, block.Name, block.PackageName, block.Path, block.OriginalFilePath, block.UniqueId);
        values["block_contents"] = block.Contents;
        return values;
    }

    public static Dictionary<string, object?> Of(Group group)
    {
        var values = NodeValues.Head(ResourceType.Group, group.Name, group.PackageName, group.Path, group.OriginalFilePath, group.UniqueId);
        values["owner"] = group.Owner;
        values["description"] = group.Description;
        values["config"] = NodeValues.Copy(group.Config);
        return values;
    }
}
