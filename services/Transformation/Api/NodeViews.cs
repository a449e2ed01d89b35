using ControlPlane.Models.Manifests;
using ControlPlane.Transformation.Projects;
using ControlPlane.Transformation.Runs;

namespace ControlPlane.Transformation.Api;

/// <summary>Nodes of a project as the API shows them.</summary>
internal sealed class NodeViews(TenantProject project, IReadOnlyDictionary<string, LastView> last)
{
    private readonly ILookup<string, GraphNode> _tests = project.Tests.Select(project.Manifest.Find).OfType<GraphNode>()
        .Select(test => (Test: test, Subject: project.SubjectOf(test))).Where(pair => pair.Subject is not null).ToLookup(pair => pair.Subject!.UniqueId, pair => pair.Test, StringComparer.Ordinal);

    public NodeView Of(SourceDefinition source) =>
        new(source.SearchName, "source", null, source.Schema, source.Identifier, TextOf(source.Description), [], [], Tests(source), null, source.UniqueId);

    public NodeView Of(ManifestNode node)
    {
        var kind = node.ResourceType.Name();
        return new(
            node.Name, kind, node.Config.Materialized, node.Schema, node.Alias, TextOf(node.Description), node.Tags, [.. Parents<SourceDefinition>(node), .. Parents<ManifestNode>(node)],
            Tests(node), last.GetValueOrDefault(node.UniqueId), node.UniqueId, node.Version?.ToString());
    }

    private IEnumerable<string> Parents<T>(ManifestNode node)
        where T : GraphNode =>
        node.DependsOn.Nodes.Select(project.Manifest.Find).OfType<T>().Select(TenantProject.NameOf);

    private IReadOnlyList<TestView> Tests(GraphNode subject) =>
        [.. _tests[subject.UniqueId].Select(test => new TestView(test.Name, TypeOf(test), (test as ManifestNode)?.ColumnName ?? "", test.Config.Text("severity")?.ToLowerInvariant() ?? "error",
            last.GetValueOrDefault(test.UniqueId), test.UniqueId))];

    private static string TypeOf(GraphNode test) => test is UnitTest ? NodeResult.UnitTestKind : (test as ManifestNode)?.TestMetadata?.Name ?? "singular";

    private static string? TextOf(string description) => description.Length == 0 ? null : description;
}
