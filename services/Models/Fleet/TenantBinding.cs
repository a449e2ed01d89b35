using ControlPlane.Models.Projects;

namespace ControlPlane.Models.Fleet;

/// <summary>What is a tenant's own about a project that many share.</summary>
public sealed record TenantBinding(TargetProfile Target)
{
    private static readonly Dictionary<string, object?> Off = new(StringComparer.Ordinal) { ["enabled"] = false };

    /// <summary>They go before those of <see cref="Invocation"/> and of dbt_project.yml.</summary>
    public IReadOnlyDictionary<string, object?> Vars { get; init; } = new Dictionary<string, object?>(StringComparer.Ordinal);

    /// <summary>What the tenant goes without, by the last parts of its fqn: <c>orders</c>, <c>marts.orders</c>.</summary>
    public IReadOnlyCollection<string> Disabled { get; init; } = [];

    /// <summary>Configurations that go before the project's, by the last parts of a resource's fqn.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, object?>> Configs { get; init; } =
        new Dictionary<string, IReadOnlyDictionary<string, object?>>(StringComparer.Ordinal);

    public Invocation Invocation { get; init; } = new();

    internal Invocation Call => Vars.Count == 0 ? Invocation : Invocation with { Vars = Merged(Invocation.Vars, Vars) };

    internal IReadOnlyDictionary<string, IReadOnlyDictionary<string, object?>> Overrides => Disabled.Count == 0
        ? Configs
        : Configs.Where(pair => !Disabled.Contains(pair.Key)).Select(pair => (pair.Key, pair.Value)).Concat(Disabled.Select(name => (name, Without(name))))
            .OrderBy(pair => pair.Item1, StringComparer.Ordinal).ToDictionary(pair => pair.Item1, pair => pair.Item2, StringComparer.Ordinal);

    private IReadOnlyDictionary<string, object?> Without(string name) => Configs.TryGetValue(name, out var config) ? Merged(config, Off) : Off;

    private static Dictionary<string, object?> Merged(IReadOnlyDictionary<string, object?> farther, IReadOnlyDictionary<string, object?> nearer)
    {
        var merged = new Dictionary<string, object?>(farther, StringComparer.Ordinal);
        foreach (var (name, value) in nearer) merged[name] = value;
        return merged;
    }
}
