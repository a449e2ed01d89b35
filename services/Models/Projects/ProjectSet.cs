namespace ControlPlane.Models.Projects;

/// <summary>The root project with the packages that it uses and those of the engine itself (<c>dbt</c>, <c>dbt_postgres</c>).</summary>
/// <param name="All">The root first, then packages as declared, then the engine's; each name once.</param>
public sealed record ProjectSet(Project Root, IReadOnlyList<Project> All, TargetProfile Target)
{
    public Project Find(string name) => All.First(project => project.Name == name);
}
