using ControlPlane.Models.Manifests;
using ControlPlane.Models.Projects;
using ControlPlane.Templating;

namespace ControlPlane.Models.Parsing;

/// <summary>Reads docs blocks out of Markdown files.</summary>
internal static class DocsFiles
{
    private static readonly Dictionary<string, object?> NoNames = new(StringComparer.Ordinal);

    public static void Read(ParseState state, IEnumerable<ProjectFile> files)
    {
        foreach (var file in files)
        {
            if (!state.Limits.Allows(file, state) || !file.Text.Contains("docs", StringComparison.Ordinal)) continue;
            var place = state.Place(file);
            state.Try(place, () =>
            {
                foreach (var (name, contents, _, line) in state.Blocks.Blocks(file.Text, "docs", file.OriginalFilePath))
                {
                    var text = ConfigRendering.HasTemplate(contents) ? Template.Parse(contents, file.OriginalFilePath).Render(NoNames) : contents;
                    var block = new DocBlock($"doc.{file.Package}.{name}", name, file.Package, file.RelativePath, file.OriginalFilePath, text.Trim(), line);
                    if (!state.Manifest.Docs.TryAdd(block.UniqueId, block))
                    {
                        var known = state.Manifest.Docs[block.UniqueId];
                        state.Errors.Add(place, line, $"dbt found two docs with the name \"{name}\": {known.OriginalFilePath}:{known.Line} and {file.OriginalFilePath}:{line}.",
                            $"Change the name of one of these; dbt is looking for doc(\"{name}\").");
                    }
                }
            });
        }
    }
}
