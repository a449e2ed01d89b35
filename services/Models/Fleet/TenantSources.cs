using ControlPlane.Models.Adapters;
using ControlPlane.Models.Jinja;
using ControlPlane.Models.Manifests;
using ControlPlane.Models.Projects;

namespace ControlPlane.Models.Fleet;

/// <summary>Puts sources where a tenant has them: in the target's database unless something else is said, which may be a template.</summary>
/// <param name="manifest">In the place that it was parsed for.</param>
internal sealed class TenantSources(Manifest manifest, Invocation invocation, IAdapter adapter, ProjectSet projects)
{
    private readonly YamlRenderer _renderer = new();
    private readonly ProjectVars _vars = new(projects, invocation);

    /// <summary>Whether what is written of its sources gives what parsing made of it.</summary>
    public static bool CanBind(Manifest manifest)
    {
        if (!manifest.Sources.Values.Any(source => IsTemplate(source.UnrenderedDatabase) || IsTemplate(source.UnrenderedSchema))) return true;
        using var adapter = AdapterFactory.Create(manifest.Projects.Target);
        var bound = ManifestCopy.Of(manifest, manifest.Projects, manifest.Invocation);
        new TenantSources(manifest, manifest.Invocation, adapter, manifest.Projects).Give(bound);
        return manifest.Sources.All(pair => (pair.Value.Database, pair.Value.Schema) == (bound.Sources[pair.Key].Database, bound.Sources[pair.Key].Schema));
    }

    public void Give(Manifest bound)
    {
        foreach (var (id, original) in manifest.Sources) Give(bound.Sources[id], original);
        foreach (var (id, disabled) in manifest.Disabled)
        {
            for (var i = 0; i < disabled.Count; i++)
            {
                if (disabled[i] is SourceDefinition original) Give((SourceDefinition)bound.Disabled[id][i], original);
            }
        }
    }

    private void Give(SourceDefinition source, SourceDefinition original)
    {
        if (original.IsInTargetDatabase) source.Database = projects.Target.Database;
        else if (IsTemplate(original.UnrenderedDatabase)) source.Database = Render(original.UnrenderedDatabase!, source);
        if (IsTemplate(original.UnrenderedSchema)) source.Schema = Render(original.UnrenderedSchema!, source) is { Length: > 0 } schema ? schema : source.SourceName;
        source.RelationName = adapter.Relation(source, projects).Render();
    }

    private string? Render(string text, SourceDefinition source) =>
        _renderer.Render(text, new YamlScope(invocation, _vars.Of(source.PackageName), projects.Target), source.OriginalFilePath) as string;

    private static bool IsTemplate(string? text) => text is not null && ConfigRendering.HasTemplate(text);
}
