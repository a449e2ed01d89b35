using System.Collections.Concurrent;
using ControlPlane.Models.Jinja.Blocks;
using ControlPlane.Models.Manifests;
using ControlPlane.Models.Projects;
using ControlPlane.Templating;

namespace ControlPlane.Models.Jinja.Macros;

/// <summary>The macros of the engine's own packages: their files are cut once in a process, and each macro is parsed when it is first called.</summary>
internal static class EmbeddedMacros
{
    private static readonly ConcurrentDictionary<string, Lazy<IReadOnlyList<Embedded>>> ByPackage = new(StringComparer.Ordinal);

    /// <summary>New objects for one manifest, which share their texts and definitions with those of others.</summary>
    public static IEnumerable<Macro> Of(string package) => Read(package).Select(macro => new Macro
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

    /// <summary>Does in advance what the first project of a process needs of a package.</summary>
    public static void Prepare(string package)
    {
        foreach (var macro in Read(package)) MacroLinker.CallsOf(macro.Text);
    }

    private static IReadOnlyList<Embedded> Read(string package) => ByPackage.GetOrAdd(package, name => new(() => Cut(name))).Value;

    private static IReadOnlyList<Embedded> Cut(string package)
    {
        var macros = new List<Embedded>();
        foreach (var path in InternalPackages.Files(package))
        {
            foreach (var block in BlockFinder.Find(InternalPackages.Text(package, path), path, "macro", "materialization", "test", "data_test"))
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
        return $"materialization_{block.Name}_{Adapter(block.Full) ?? "default"}";
    }

    private static IReadOnlyList<string>? Languages(Block block, Lazy<MacroDefinition> definition) =>
        block.Type != "materialization" ? null : block.Full.Contains("supported_languages", StringComparison.Ordinal) ? BlockReader.Languages(definition.Value) : ["sql"];

    /// <summary>What the block's tag says: <c>{% materialization table, adapter='postgres' %}</c>.</summary>
    private static string? Adapter(string block)
    {
        var tag = block[..block.IndexOf("%}", StringComparison.Ordinal)];
        return tag.Split(',') is [_, var second, ..] && second.Split('=') is [var key, var value] && key.Trim() == "adapter" ? value.Trim().Trim('\'', '"') : null;
    }

    private sealed record Embedded(string UniqueId, string Name, string Path, string Text, Lazy<MacroDefinition> Definition, IReadOnlyList<string>? Languages);
}
