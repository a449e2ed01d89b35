namespace ControlPlane.Models.Selection;

/// <summary>Which nodes are asked for: one criterion, or a combination of others.</summary>
public abstract record SelectionSpec
{
    /// <summary>As written, for messages.</summary>
    public string Raw { get; init; } = "";

    public IndirectSelection Indirect { get; init; } = IndirectSelection.Eager;

    /// <summary>Matching nothing is worth a warning.</summary>
    public bool ExpectsSome { get; init; }
}

/// <summary><c>2+config.materialized:view+1</c></summary>
/// <param name="Method">One of <see cref="Methods.SelectionMethods"/>.</param>
/// <param name="Value">Text; from selectors.yml also a bool or a number.</param>
/// <param name="ParentsDepth">Null for all.</param>
public sealed record SelectionCriteria(
    string Method, IReadOnlyList<string> Arguments, object? Value, bool ChildrensParents, bool Parents, int? ParentsDepth, bool Children, int? ChildrenDepth) : SelectionSpec;

public sealed record SelectionUnion(IReadOnlyList<SelectionSpec> Parts) : SelectionSpec;

public sealed record SelectionIntersection(IReadOnlyList<SelectionSpec> Parts) : SelectionSpec;

public sealed record SelectionDifference(SelectionSpec Included, SelectionSpec Excluded) : SelectionSpec;

/// <summary>Which tests come with the nodes that they test.</summary>
public enum IndirectSelection
{
    /// <summary>Those with any parent selected.</summary>
    Eager,

    /// <summary>Those with all parents selected.</summary>
    Cautious,

    /// <summary>Those whose parents are selected or are ancestors of what is.</summary>
    Buildable,

    /// <summary>None.</summary>
    Empty,
}

/// <summary>A selection that cannot be understood or applied.</summary>
public sealed class SelectionException(string message) : Exception(message);
