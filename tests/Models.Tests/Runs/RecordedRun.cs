using ControlPlane.Models.Manifests;
using ControlPlane.Models.Runs;
using ControlPlane.Models.Runs.Events;
using ControlPlane.Models.Runs.Results;

namespace ControlPlane.Models.Tests.Runs;

/// <summary>Runs nodes with a scripted renderer and keeps what was told.</summary>
internal sealed class RecordedRun : IRunObserver
{
    private readonly List<RunEvent> _events = [];

    public IReadOnlyList<RunEvent> Events => _events;

    public void On(RunEvent happened) => _events.Add(happened);

    public RunResult Execute(ScriptedRenderer renderer, RunCommand command, int threads = 1, IReadOnlyCollection<string>? selected = null, CancellationToken cancellationToken = default) =>
        new ProjectRun(renderer, new() { Command = command, Threads = threads, Selected = selected ?? All(renderer.Manifest, command) }, this, TimeProvider.System).Execute(cancellationToken);

    private static List<string> All(Manifest manifest, RunCommand command) =>
    [
        .. manifest.GraphNodes.Where(node => node.ResourceType is not (ResourceType.Source or ResourceType.Operation) && (command == RunCommand.Build || node.ResourceType == ResourceType.Model))
            .Select(node => node.UniqueId),
    ];
}
