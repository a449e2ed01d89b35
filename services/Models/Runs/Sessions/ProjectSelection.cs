using ControlPlane.Models.Artifacts;
using ControlPlane.Models.Selection;

namespace ControlPlane.Models.Runs.Sessions;

/// <summary>Turns what was asked for into unique ids: a selector by name, the project's default one, or select and exclude.</summary>
internal sealed class ProjectSelection(ProjectSession session, Action<string> warn)
{
    /// <exception cref="SelectionException">It cannot be understood.</exception>
    public HashSet<string> Select(SelectionRequest request)
    {
        var selector = new NodeSelector(session.Manifest, new ProjectGraph(session.Manifest), State(request), warn);
        return selector.Select(Spec(request), request.Types);
    }

    private SelectionSpec Spec(SelectionRequest request)
    {
        var indirect = SelectorDefinitions.Indirect(request.Indirect);
        if (request.Selector is null && (request.Select.Count > 0 || request.Exclude.Count > 0)) return CriteriaText.Parse(request.Select, request.Exclude, indirect);
        var definitions = SelectorDefinitions.Read(new Dictionary<string, object?>(StringComparer.Ordinal) { ["selectors"] = session.Projects.Root.Selectors }, indirect);
        var name = request.Selector ?? definitions.Default;
        if (name is null) return CriteriaText.Parse(null, null, indirect);
        return definitions.All.GetValueOrDefault(name) ?? throw new SelectionException(
            $"Could not find selector named {name}, expected one of [{string.Join(", ", definitions.All.Keys.Select(key => $"'{key}'"))}]");
    }

    private PreviousState? State(SelectionRequest request) => request.State is null ? null : new()
    {
        Manifest = ManifestFile.Read(request.State),
        Results = RunResultsFile.Read(request.State)?.Statuses,
        Sources = SourcesFile.Read(request.State),
        CurrentSources = SourcesFile.Read(session.TargetFolder),
    };
}
