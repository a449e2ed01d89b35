namespace ControlPlane.Transformation.Compilation;

/// <summary>The SQL of every model, for one choice of relations.</summary>
public sealed record CompiledProject(BoundProject Bound, IReadOnlyDictionary<string, CompiledModel> Models)
{
    /// <summary>With the hashes of another choice of relations, so that equal models have equal hashes in every run.</summary>
    public CompiledProject WithHashesOf(CompiledProject other) =>
        this with { Models = Models.ToDictionary(pair => pair.Key, pair => pair.Value with { SqlHash = other.Models[pair.Key].SqlHash }, StringComparer.Ordinal) };

    /// <summary>What a test's FROM holds.</summary>
    public string From(TestSubject subject)
    {
        if (subject.Model is not { } model) return subject.Source!.Relation.Sql(Bound.Binding.Quote);
        var compiled = Models[model.Name];
        return model.IsEphemeral ? $"(\n{compiled.Sql}\n) AS {Bound.Binding.Quote(model.Name)}" : compiled.Relation.Sql(Bound.Binding.Quote);
    }
}

/// <param name="Relation">What it is built as.</param>
/// <param name="Sql">One SELECT.</param>
/// <param name="SqlHash">SHA-256 in hexadecimal.</param>
public sealed record CompiledModel(Model Model, Relation Relation, string Sql, string SqlHash);
