namespace ControlPlane.Models.Manifests;

/// <summary>
/// A node's final configuration: every key that the artifacts show, defaults and keys of the author's own included, in order. Typed readers for
/// what the engine uses.
/// </summary>
public sealed class NodeConfig(Dictionary<string, object?>? values = null)
{
    private List<string>? _cleared;

    public Dictionary<string, object?> Values { get; } = values ?? new(StringComparer.Ordinal);

    public object? this[string key]
    {
        get => Values.GetValueOrDefault(key);
        set => Values[key] = value;
    }

    public bool Enabled => Values.GetValueOrDefault("enabled") is not false;

    /// <summary><c>view</c>, <c>table</c>, <c>incremental</c>, <c>ephemeral</c>, <c>materialized_view</c>, <c>seed</c>, <c>snapshot</c>, <c>test</c>, or a project's own.</summary>
    public string Materialized => Text("materialized") ?? "view";

    public string? Schema => InForce("schema");

    public string? Database => InForce("database");

    public string? Alias => InForce("alias");

    /// <summary>A nearer place set the key back to null: it is shown with the farther value, as in the reference, but names are made without it.</summary>
    internal void Clear(string key) => (_cleared ??= []).Add(key);

    private string? InForce(string key) => _cleared?.Contains(key) is true ? null : Text(key);

    public string? Text(string key) => Values.GetValueOrDefault(key) as string;

    public bool? Flag(string key) => Values.GetValueOrDefault(key) as bool?;

    public IReadOnlyDictionary<string, object?> Map(string key) =>
        Values.GetValueOrDefault(key) as IReadOnlyDictionary<string, object?> ?? System.Collections.ObjectModel.ReadOnlyDictionary<string, object?>.Empty;

    public IReadOnlyList<object?> List(string key) => Values.GetValueOrDefault(key) switch
    {
        IReadOnlyList<object?> list => list,
        null => [],
        var single => [single],
    };
}
