using ControlPlane.Models.Errors;
using ControlPlane.Models.Manifests;

namespace ControlPlane.Models.Parsing.Properties;

/// <summary>Entries under macros describe macros of their own package.</summary>
internal sealed class MacroSection(ParseState state)
{
    public void Read(PropertyEntry entry)
    {
        if (entry.Required("name") is not { } name) return;
        entry = new PropertyEntry(entry.File, $"macro '{name}'", entry.Map);
        var file = entry.File;
        if (!state.Manifest.Macros.TryGetValue($"macro.{file.Package}.{name}", out var macro))
        {
            var known = state.Manifest.Macros.Values.Where(each => each.PackageName == file.Package).Select(each => each.Name);
            file.Warn(entry.Line, $"Found patch for macro \"{name}\" which was not found.", NearestNames.Advise(name, known, "Remove the entry, or correct its name."), "MacroNotFoundForPatch");
            return;
        }
        if (macro.PatchPath is { } other)
        {
            file.Fail(entry.Line, $"There are two entries for the macro '{name}'; the other is in {other}.", "Describe it once: remove one of the two.");
            return;
        }
        var docs = entry.Mapping("docs");
        macro.PatchPath = $"{file.Package}://{file.Path}";
        macro.Description = entry.Text("description") ?? "";
        macro.Meta = entry.Mapping("meta");
        macro.Docs = new Docs(docs.GetValueOrDefault("show") is not false, docs.GetValueOrDefault("node_color") as string);
        macro.CreatedAt = state.Now;
        List<Dictionary<string, object?>> arguments =
        [
            .. entry.Mappings("arguments").Select(map => new PropertyEntry(file, $"argument of {entry.What}", map)).Select(argument => new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["name"] = argument.Required("name"),
                ["type"] = argument.Text("type", nullable: true),
                ["description"] = argument.Text("description") ?? "",
            }),
        ];
        if (arguments.Count > 0) macro.Arguments = arguments;
    }
}
