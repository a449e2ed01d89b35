using System.Collections.Concurrent;
using System.Reflection;

namespace ControlPlane.Models.Projects;

/// <summary>The engine's own packages of macros, embedded in this assembly by <c>package/path</c>.</summary>
internal static class InternalPackages
{
    private static readonly Assembly Here = typeof(InternalPackages).Assembly;
    private static readonly Lazy<ILookup<string, string>> ByPackage = new(() => Here.GetManifestResourceNames()
        .Where(name => name.EndsWith(".sql", StringComparison.Ordinal))
        .OrderBy(name => name, StringComparer.Ordinal)
        .ToLookup(name => name.Replace('\\', '/').Split('/')[0], StringComparer.Ordinal));

    private static readonly ConcurrentDictionary<string, string> Texts = new(StringComparer.Ordinal);

    /// <summary>What an engine of that type uses, its own before what all share.</summary>
    public static IReadOnlyList<Project> For(string type) =>
        [.. ((string[])[$"dbt_{type}", "dbt"]).Where(ByPackage.Value.Contains).Select(name => new Project { Name = name, Folder = null, Version = CompatibleVersion.Text })];

    /// <summary>Path below the package (<c>macros/etc/statement.sql</c>) and text of each file.</summary>
    public static IEnumerable<(string Path, string Text)> Files(string package) =>
        ByPackage.Value[package].Select(name => ($"macros/{name[(package.Length + 1)..].Replace('\\', '/')}", Texts.GetOrAdd(name, Read)));

    private static string Read(string resource)
    {
        using var reader = new StreamReader(Here.GetManifestResourceStream(resource)!);
        return reader.ReadToEnd().Trim();
    }
}
