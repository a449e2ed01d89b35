namespace ControlPlane.Models.Manifests;

/// <summary>Rows given to a model in place of its inputs, and the rows expected.</summary>
public sealed class UnitTest : GraphNode
{
    /// <summary>The tested model's name as declared.</summary>
    public required string Model { get; init; }

    public required List<UnitTestInput> Given { get; init; }

    public required UnitTestRows Expect { get; init; }

    /// <summary>Keys <c>macros</c>, <c>vars</c>, <c>env_vars</c>; null when none is overridden.</summary>
    public Dictionary<string, object?>? Overrides { get; init; }

    /// <summary>Unique id of the tested model; null before linking.</summary>
    public string? TestedNode { get; set; }

    public string Schema { get; set; } = "";

    public string? Checksum { get; set; }

    public object? Version { get; init; }

    public Dictionary<string, object?>? Versions { get; init; }
}

/// <param name="Input"><c>ref('orders')</c>, <c>source('a', 'b')</c> or <c>this</c>.</param>
public sealed record UnitTestInput(string Input, UnitTestRows Rows);

/// <param name="Format"><c>dict</c>, <c>csv</c> or <c>sql</c>.</param>
/// <param name="Rows">A list of mappings; for csv and sql the text; null when a fixture has them.</param>
public sealed record UnitTestRows(string Format, object? Rows, string? Fixture);
