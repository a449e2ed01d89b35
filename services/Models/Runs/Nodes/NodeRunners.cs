using ControlPlane.Models.Manifests;
using ControlPlane.Models.Runs.Microbatch;
using ControlPlane.Models.Runs.UnitTests;

namespace ControlPlane.Models.Runs.Nodes;

/// <summary>Which runner a command uses for a node.</summary>
internal sealed class NodeRunners(RunContext run)
{
    private readonly ModelRunner _model = new(run);
    private readonly SeedRunner _seed = new(run);
    private readonly DataTestRunner _test = new(run);
    private readonly UnitTestRunner _unitTest = new(run);
    private readonly ExposureRunner _exposure = new();
    private readonly MicrobatchRunner _microbatch = new(run);
    private readonly FreshnessRunner _freshness = new(run);
    private readonly CompileRunner _compile = new(run);
    private readonly ShowRunner _show = new(run);
    private readonly CloneRunner _clone = new(run);

    public INodeRunner For(GraphNode node) => (run.Options.Command, node.ResourceType) switch
    {
        (RunCommand.Compile, _) => _compile,
        (RunCommand.Freshness, _) => _freshness,
        (RunCommand.Clone, _) => _clone,
        (_, ResourceType.Seed) => _seed,
        (RunCommand.Show, _) => _show,
        (_, ResourceType.Test) => _test,
        (_, ResourceType.UnitTest) => _unitTest,
        (_, ResourceType.Exposure or ResourceType.SavedQuery) => _exposure,
        _ => MicrobatchRunner.Handles(node) ? _microbatch : _model,
    };
}
