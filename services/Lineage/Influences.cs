namespace ControlPlane.Lineage;

/// <summary>How a column came to matter, as OpenLineage has it; one column can matter in several ways at once.</summary>
[Flags]
public enum Influences
{
    None = 0,

    /// <summary>The value is taken as it is.</summary>
    Identity = 1,

    /// <summary>The value is computed from it within a row.</summary>
    Transformation = 2,

    /// <summary>The value is computed from it over rows.</summary>
    Aggregation = 4,

    Join = 8,
    Filter = 16,
    GroupBy = 32,
    Sort = 64,
    Window = 128,

    /// <summary>It decides which value is taken, as the condition of a CASE does.</summary>
    Conditional = 256,

    Direct = Identity | Transformation | Aggregation,
    Indirect = Join | Filter | GroupBy | Sort | Window | Conditional,
}
