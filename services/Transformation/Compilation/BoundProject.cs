using ControlPlane.Transformation.Projects;

namespace ControlPlane.Transformation.Compilation;

/// <summary>A project as one tenant has it: which models there are, where they go and what they depend on.</summary>
public sealed record BoundProject
{
    public required Project Project { get; init; }

    public required Binding Binding { get; init; }

    /// <summary>Each after what it depends on.</summary>
    public required IReadOnlyList<Model> Models { get; init; }

    public required IReadOnlyDictionary<string, SourceTable> Sources { get; init; }

    public required IReadOnlyList<DataTest> Tests { get; init; }

    internal TemplateContext Context { get; init; } = null!;

    /// <summary>Null when there is no such model, or it is disabled.</summary>
    public Model? Find(string name) => Models.FirstOrDefault(model => model.Name == name);

    /// <summary>Renders every model.</summary>
    /// <param name="place">Where each model is while compiling: its published relation, or the one that a run builds.</param>
    /// <exception cref="ProjectInvalidException">A template failed, each with its line.</exception>
    public CompiledProject Compile(Func<Model, Relation> place) => ProjectCompiler.Compile(this, place);
}
