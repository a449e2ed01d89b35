using System.Collections.Concurrent;
using ControlPlane.Models.Adapters;
using ControlPlane.Models.Jinja.Blocks;
using ControlPlane.Models.Jinja.Macros;
using ControlPlane.Models.Manifests;
using ControlPlane.Models.Projects;
using ControlPlane.Templating;

namespace ControlPlane.Models.Jinja;

public sealed class BlockReader : IBlockReader
{
    private static readonly string[] Types = ["macro", "materialization", "test", "data_test"];

    /// <summary>What the engine's own files hold, parsed once a process: their definitions are the same for all projects.</summary>
    private static readonly ConcurrentDictionary<(string Package, string Path), IReadOnlyList<Macro>> Own = new();

    public IReadOnlyList<Macro> Macros(string text, string package, string path, string originalFilePath) => InternalPackages.IsOwn(package, path, text)
        ? [.. Own.GetOrAdd((package, path), _ => ReadOwn(text, package, path)).Select(macro => macro.Fresh())]
        : Read(text, package, path, originalFilePath);

    /// <summary>A macro is only parsed when it is called: a run calls few of them.</summary>
    private static List<Macro> ReadOwn(string text, string package, string path)
    {
        var blocks = BlockFinder.Find(text, path, Types);
        if (blocks.Any(block => block.Type != "macro" || block.Name is null)) return Read(text, package, path, path);
        return [.. blocks.Select(block => new Macro
        {
            UniqueId = $"macro.{package}.{block.Name}",
            Name = block.Name!,
            PackageName = package,
            Path = path,
            OriginalFilePath = path,
            Text = block.Full,
            Parsed = new Lazy<MacroDefinition>(() => Template.Parse(block.Full, path, block.FirstLine, JinjaOptions.Run).Macros[0]),
        })];
    }

    private static List<Macro> Read(string text, string package, string path, string originalFilePath)
    {
        List<Macro> macros = [];
        foreach (var block in BlockFinder.Find(text, originalFilePath, Types))
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
                Parsed = new Lazy<MacroDefinition>(definition),
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
