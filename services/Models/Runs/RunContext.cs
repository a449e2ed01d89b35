using ControlPlane.Models.Adapters;
using ControlPlane.Models.Jinja;
using ControlPlane.Models.Manifests;
using ControlPlane.Models.Projects;
using ControlPlane.Models.Runs.Events;
using ControlPlane.Models.Runs.Scheduling;

namespace ControlPlane.Models.Runs;

/// <summary>What all parts of one run share.</summary>
internal sealed record RunContext(IRuntimeRenderer Renderer, RunOptions Options, IRunObserver Observer, TimeProvider Time, GraphQueue Queue, TargetFolder Target)
{
    public Manifest Manifest => Renderer.Manifest;

    public IAdapter Adapter => Renderer.Adapter;

    public Invocation Invocation => Manifest.Invocation;

    public Relation RelationOf(ManifestNode node) => Adapter.Relation(node, Manifest.Projects);
}
