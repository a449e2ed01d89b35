using ControlPlane.Models.Adapters;
using ControlPlane.Models.Jinja.Blocks;
using ControlPlane.Models.Jinja.Macros;
using ControlPlane.Models.Manifests;
using ControlPlane.Templating;

namespace ControlPlane.Models.Jinja;

public sealed class BlockReader : IBlockReader
{
    public IReadOnlyList<Macro> Macros(string text, string package, string path, string originalFilePath)
    {
        List<Macro> macros = [];
        foreach (var block in BlockFinder.Find(text, originalFilePath, "macro", "materialization", "test", "data_test"))
        {
            var template = Template.Parse(block.Full, originalFilePath, block.FirstLine, JinjaOptions.Run);
            if (template.Macros is not [var definition, ..])
                continue;
            macros.Add(new Macro
            {
                UniqueId = $"macro.{package}.{definition.Name}",
                Name = definition.Name,
                PackageName = package,
                Path = path,
                OriginalFilePath = originalFilePath,
                Text = block.Full,
                Definition = definition,
                SupportedLanguages = block.Type == "materialization" ? Languages(definition) : null,
            });
        }

        return macros;
    }

    public IReadOnlyList<(string Name, string Contents, string Full, int Line)> Blocks(string text, string kind, string file) =>
        [.. BlockFinder.Find(text, file, kind).Select(block => (block.Name ?? "", block.Contents, block.Full, block.Line))];

    public void LinkMacros(Manifest manifest, AdapterTraits traits) => MacroLinker.Link(manifest, MacroLookup.Of(manifest, traits));

    internal static List<string> Languages(MacroDefinition definition) =>
        definition.DefaultOf("supported_languages") is IReadOnlyList<object?> languages ? [.. languages.OfType<string>()] : ["sql"];
}
