using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using ControlPlane.Models.Jinja.Blocks;
using ControlPlane.Models.Manifests;
using ControlPlane.Models.Projects;
using ControlPlane.Templating;

namespace ControlPlane.Models.Jinja.Macros;

/// <summary>The macros of the engine's own packages: their files are cut once in a process, and each macro is parsed when it is first called.</summary>
internal static partial class EmbeddedMacros
{
    private static readonly ConcurrentDictionary<string, IReadOnlyList<Embedded>> ByPackage = new(StringComparer.Ordinal);

    /// <summary>New objects for one manifest, which share their texts and definitions with those of others.</summary>
    public static IEnumerable<Macro> Of(string package) => ByPackage.GetOrAdd(package, Cut).Select(macro => new Macro
    {
        UniqueId = macro.UniqueId,
        Name = macro.Name,
        PackageName = package,
        Path = macro.Path,
        OriginalFilePath = macro.Path,
        Text = macro.Text,
        LateDefinition = macro.Definition,
        SupportedLanguages = macro.Languages,
    });

    private static IReadOnlyList<Embedded> Cut(string package)
    {
        var macros = new List<Embedded>();
        foreach (var (path, text) in InternalPackages.Files(package))
        {
            foreach (var block in BlockFinder.Find(text, path, "macro", "materialization", "test", "data_test"))
            {
                var definition = new Lazy<MacroDefinition>(() => Template.Parse(block.Full, path, block.FirstLine, JinjaOptions.Run).Macros[0]);
                var name = Name(block);
                macros.Add(new Embedded($"macro.{package}.{name}", name, path, block.Full, definition, Languages(block, definition)));
            }
        }
        return macros;
    }

    private static string Name(Block block)
    {
        if (block.Type == "macro") return block.Name!;
        if (block.Type != "materialization") return $"test_{block.Name}";
        var adapter = Adapter().Match(block.Full);
        return $"materialization_{block.Name}_{(adapter.Success ? adapter.Groups[1].Value : "default")}";
    }

    private static IReadOnlyList<string>? Languages(Block block, Lazy<MacroDefinition> definition) =>
        block.Type != "materialization" ? null : block.Full.Contains("supported_languages", StringComparison.Ordinal) ? BlockReader.Languages(definition.Value) : ["sql"];

    [GeneratedRegex(@"\A\{%-?\s*materialization\s+\w+\s*,\s*adapter\s*=\s*['""](\w+)['""]")]
    private static partial Regex Adapter();

    private sealed record Embedded(string UniqueId, string Name, string Path, string Text, Lazy<MacroDefinition> Definition, IReadOnlyList<string>? Languages);
}
