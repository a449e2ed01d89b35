namespace ControlPlane.Transformation.Compilation;

/// <summary>What a project is bound to: everything about a tenant that compiled SQL depends on.</summary>
public sealed record Binding
{
    public required Target Target { get; init; }

    /// <summary>The tenant's; they go before the project's own.</summary>
    public IReadOnlyDictionary<string, object?> Vars { get; init; } = new Dictionary<string, object?>();

    /// <summary>The schemas in which models may be built.</summary>
    public required IReadOnlyList<string> Schemas { get; init; }

    public required int MaxIdentifierBytes { get; init; }

    public required Func<string, string> Quote { get; init; }
}

/// <summary>dbt's <c>target</c>.</summary>
/// <param name="Name">The environment: <c>dev</c>, <c>stage</c> or <c>prod</c>.</param>
/// <param name="Schema">Where a model goes that names no schema.</param>
/// <param name="Type">The dialect by dbt's name: <c>postgres</c>.</param>
public sealed record Target(string Name, string Database, string Schema, string Type, int Threads)
{
    internal Dictionary<string, object?> ToValue() => new(StringComparer.Ordinal)
    {
        ["name"] = Name,
        ["target_name"] = Name,
        ["database"] = Database,
        ["dbname"] = Database,
        ["schema"] = Schema,
        ["type"] = Type,
        ["threads"] = (long)Threads,
        ["profile_name"] = "control_plane",
    };
}
