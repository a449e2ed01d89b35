using System.Reflection;

namespace ControlPlane.Models.Projects;

/// <summary>The engine's own packages of macros, embedded in this assembly by <c>package/path</c>.</summary>
internal static class InternalPackages
{
    private static readonly Assembly Here = typeof(InternalPackages).Assembly;
    private static readonly Lazy<ILookup<string, string>> ByPackage = new(() =>
    {
        var names = Array.FindAll(Here.GetManifestResourceNames(), name => name.EndsWith(".sql", StringComparison.Ordinal));
        Array.Sort(names, StringComparer.Ordinal);
        return names.ToLookup(name => name[..name.AsSpan().IndexOfAny('/', '\\')], StringComparer.Ordinal);
    });

    /// <summary>What an engine of that type uses, its own before what all share.</summary>
    public static IReadOnlyList<Project> For(string type) =>
        [.. ((string[])[$"dbt_{type}", "dbt"]).Where(ByPackage.Value.Contains).Select(name => new Project { Name = name, Folder = null, Version = CompatibleVersion.Text })];

    /// <summary>Paths below the package: <c>macros/etc/statement.sql</c>.</summary>
    public static IEnumerable<string> Files(string package) => ByPackage.Value[package].Select(name => $"macros/{name[(package.Length + 1)..].Replace('\\', '/')}");

    public static string Text(string package, string path)
    {
        var resource = ByPackage.Value[package].First(name => name.Length == package.Length + 1 + path.Length - 7 && name.AsSpan(package.Length + 1).SequenceEqual(path.AsSpan(7)));
        using var reader = new StreamReader(Here.GetManifestResourceStream(resource)!);
        return reader.ReadToEnd().Trim();
    }
}
