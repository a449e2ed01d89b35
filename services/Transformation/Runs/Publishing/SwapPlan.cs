using ControlPlane.Reconciliation;
using ControlPlane.Transformation.Compilation;
using ControlPlane.Transformation.Engines;

namespace ControlPlane.Transformation.Runs.Publishing;

/// <summary>What publishing a run does to the warehouse: relations that go, and builds that take their names. A pure function of what was observed.</summary>
internal sealed record SwapPlan(IReadOnlyList<ObservedRelation> Drop, IReadOnlyList<(ObservedRelation Build, string Name)> Rename)
{
    /// <summary>The relations that stand where the models of the project go.</summary>
    public static IReadOnlyList<ObservedRelation> Replaced(CompiledProject project, IReadOnlyList<ObservedRelation> observed)
    {
        var names = Stored(project).Select(model => (model.Model.Published.Schema, model.Model.Published.Name)).ToHashSet();
        return [.. observed.Where(relation => names.Contains((relation.Schema, relation.Name)))];
    }

    /// <param name="dependents">What is defined by the replaced relations.</param>
    /// <exception cref="Fault">Rejected: something that is not ours stands in the way, named in the message.</exception>
    public static SwapPlan For(CompiledProject project, IReadOnlyList<ObservedRelation> observed, IReadOnlyList<Dependent> dependents)
    {
        var replaced = Replaced(project, observed);
        foreach (var relation in replaced.Where(relation => !relation.Ours || relation.Kind == RelationKind.Other))
            throw Blocked($"{relation.Schema}.{relation.Name} exists and was not made by the transformation; rename or drop it, or give the model another alias.");
        var builds = observed.ToDictionary(relation => (relation.Schema, relation.Name));
        foreach (var dependent in dependents)
        {
            var relation = dependent.Relation;
            if (Stored(project).FirstOrDefault(model => model.Relation.Schema == relation.Schema && model.Relation.Name == relation.Name) is { } build)
                throw Blocked($"{build.Model.File.File} reads {dependent.On} by its name; use ref(), so that it reads what the same run has built.");
            // A view of ours whose model is gone: it would hold on to what is replaced.
            if (!relation.Ours || relation.Marker is null)
                throw Blocked($"{relation.Schema}.{relation.Name} depends on {dependent.On}, which is replaced by every run; drop it or make it a model.");
        }
        return new SwapPlan(
            [.. replaced, .. dependents.Select(dependent => dependent.Relation).DistinctBy(relation => (relation.Schema, relation.Name))],
            [.. Stored(project).Select(model => (
                builds.GetValueOrDefault((model.Relation.Schema, model.Relation.Name)) ?? throw new Fault(FaultKind.Unavailable, "BuildMissing", $"The build of {model.Model.Name} disappeared; the models are built again."),
                model.Model.Published.Name))]);
    }

    private static IEnumerable<CompiledModel> Stored(CompiledProject project) => project.Models.Values.Where(model => !model.Model.IsEphemeral);

    private static Fault Blocked(string message) => new(FaultKind.Rejected, "PublishBlocked", message);
}
