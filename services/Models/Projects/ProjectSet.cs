using ControlPlane.Models.Jinja;

namespace ControlPlane.Models.Projects;

/// <summary>The root project with the packages that it uses and those of the engine itself (<c>dbt</c>, <c>dbt_postgres</c>).</summary>
/// <param name="All">The root first, then packages as declared, then the engine's; each name once.</param>
public sealed record ProjectSet(Project Root, IReadOnlyList<Project> All, TargetProfile Target)
{
    /// <summary>Configurations of one tenant's own, which go before all others, by the last parts of a resource's fqn: <c>orders</c>, <c>marts.orders</c>.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, object?>> Overrides { get; init; } = NoOverrides;

    /// <summary>What reading the project's files read of the invocation and the target.</summary>
    internal RenderInputs Inputs { get; init; } = new();

    private static readonly Dictionary<string, IReadOnlyDictionary<string, object?>> NoOverrides = new(StringComparer.Ordinal);

    public Project Find(string name) => All.First(project => project.Name == name);
}
