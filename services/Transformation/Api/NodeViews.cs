using ControlPlane.Transformation.Compilation;
using ControlPlane.Transformation.Runs;

namespace ControlPlane.Transformation.Api;

/// <summary>Nodes of a project as the API shows them.</summary>
internal sealed class NodeViews(BoundProject project, IReadOnlyDictionary<string, LastView> last)
{
    private readonly ILookup<string, DataTest> _tests = project.Tests.ToLookup(test => Key(test.Subject), StringComparer.Ordinal);

    public NodeView Of(SourceTable source) => new(
        source.Declaration.Key, "source", null, source.Relation.Schema, source.Relation.Name, source.Declaration.Description, [], [], Tests(new TestSubject(null, source)), null);

    public NodeView Of(Model model) => new(
        model.Name, NodeResult.ModelKind, model.Config.Materialized.ToString().ToLowerInvariant(), model.Published.Schema, model.Published.Name, model.Properties?.Description,
        model.Config.Tags, [.. model.Sources, .. model.DependsOn], Tests(new TestSubject(model, null)), last.GetValueOrDefault($"{NodeResult.ModelKind}.{model.Name}"));

    private IReadOnlyList<TestView> Tests(TestSubject subject) =>
        [.. _tests[Key(subject)].Select(test => new TestView(test.Name, Type(test), test.Column, test.Severity.ToString().ToLowerInvariant(), last.GetValueOrDefault($"{NodeResult.TestKind}.{test.Name}")))];

    private static string Key(TestSubject subject) => subject.Model is null ? $"source {subject.Name}" : $"model {subject.Name}";

    private static string Type(DataTest test) => test switch
    {
        NotNullTest => "not_null",
        UniqueTest => "unique",
        AcceptedValuesTest => "accepted_values",
        _ => "relationships",
    };
}
