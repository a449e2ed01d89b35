using ControlPlane.Transformation.Projects;

namespace ControlPlane.Transformation.Compilation;

/// <summary>One model of a bound project.</summary>
public sealed record Model
{
    public required ModelFile File { get; init; }

    public required ModelConfig Config { get; init; }

    /// <summary>What readers see; of an ephemeral model there is none in the warehouse.</summary>
    public required Relation Published { get; init; }

    /// <summary>The models it refers to, by name, each once.</summary>
    public required IReadOnlyList<string> DependsOn { get; init; }

    /// <summary>The source tables it reads, as <c>source.table</c>.</summary>
    public required IReadOnlyList<string> Sources { get; init; }

    public ModelProperties? Properties { get; init; }

    /// <summary>Everything that was configured, known to us or not.</summary>
    public required IReadOnlyDictionary<string, object?> Settings { get; init; }

    public string Name => File.Name;

    public bool IsEphemeral => Config.Materialized == Materialization.Ephemeral;
}

/// <summary>A source table with its names rendered.</summary>
public sealed record SourceTable(SourceDeclaration Declaration, Relation Relation);
