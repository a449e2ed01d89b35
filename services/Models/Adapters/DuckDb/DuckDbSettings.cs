using System.Globalization;
using ControlPlane.Models.Projects;

namespace ControlPlane.Models.Adapters.DuckDb;

/// <summary>A profile's keys, as they are documented for DuckDB.</summary>
internal sealed class DuckDbSettings(TargetProfile target)
{
    public const string InMemory = ":memory:";

    /// <summary>Names the folder that the library is kept in, for whoever shares it among processes.</summary>
    public const string CacheVariable = "CONTROLPLANE_CACHE";

    public static IReadOnlyDictionary<string, object?> Public { get; } = new Dictionary<string, object?>(StringComparer.Ordinal)
    {
        ["path"] = InMemory,
        ["external_root"] = ".",
    };

    public string Path => Text("path") ?? InMemory;

    public string Schema => target.Schema;

    public string ExternalRoot => Text("external_root") ?? ".";

    /// <summary>By schema, where files of its models are that name no place; others are in the one root.</summary>
    public IReadOnlyDictionary<string, string> ExternalRoots => field ??= Map("external_roots").ToDictionary(pair => pair.Name, pair => pair.Value, StringComparer.OrdinalIgnoreCase);

    /// <summary>What can only be said when a database is opened.</summary>
    public IEnumerable<(string Name, string Value)> Options => Map("config_options");

    /// <summary>What each session is told.</summary>
    public IEnumerable<(string Name, string Value)> Settings => Map("settings");

    public IEnumerable<string> Extensions => List("extensions").Select(extension =>
        extension is IReadOnlyDictionary<string, object?> values ? Convert.ToString(values.GetValueOrDefault("name"), CultureInfo.InvariantCulture) ?? "" : Convert.ToString(extension, CultureInfo.InvariantCulture) ?? "");

    public IEnumerable<string> Attachments => List("attach").OfType<IReadOnlyDictionary<string, object?>>().Select(Attach);

    public string Cache => Text("library_cache") ?? Environment.GetEnvironmentVariable(CacheVariable)
        ?? System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create), "control-plane", "cache");

    private static string Attach(IReadOnlyDictionary<string, object?> attachment)
    {
        List<string> options = [];
        if (attachment.GetValueOrDefault("type") is string type) options.Add($"TYPE {type}");
        if (attachment.GetValueOrDefault("read_only") is true) options.Add("READ_ONLY");
        if (attachment.GetValueOrDefault("options") is IReadOnlyDictionary<string, object?> more) options.AddRange(more.Select(pair => $"{pair.Key} {pair.Value}"));
        var alias = attachment.GetValueOrDefault("alias") is string name ? $" AS {ControlPlane.DuckDb.DuckDbIdentifier.Quote(name)}" : "";
        return $"ATTACH IF NOT EXISTS {ControlPlane.DuckDb.DuckDbIdentifier.Literal($"{attachment.GetValueOrDefault("path")}")}{alias}{(options.Count > 0 ? $" ({string.Join(", ", options)})" : "")}";
    }

    private IEnumerable<(string Name, string Value)> Map(string key) => target.Settings.GetValueOrDefault(key) is IReadOnlyDictionary<string, object?> values
        ? values.Select(pair => (pair.Key, pair.Value is bool flag ? flag ? "true" : "false" : Convert.ToString(pair.Value, CultureInfo.InvariantCulture) ?? ""))
        : [];

    private IEnumerable<object?> List(string key) => target.Settings.GetValueOrDefault(key) as IEnumerable<object?> ?? [];

    private string? Text(string key) => target.Settings.GetValueOrDefault(key) is string { Length: > 0 } text ? text : null;
}
