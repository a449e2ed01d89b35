namespace ControlPlane.Models.Manifests;

/// <summary>What a node of a project is.</summary>
public enum ResourceType
{
    Model,
    Seed,
    Snapshot,

    /// <summary>A data test, singular or generic.</summary>
    Test,
    Analysis,

    /// <summary>One statement of on-run-start or on-run-end.</summary>
    Operation,

    /// <summary>SQL given on the command line.</summary>
    SqlOperation,
    Source,
    Exposure,
    Metric,
    SemanticModel,
    SavedQuery,
    UnitTest,
    Macro,
    Doc,
    Group,
}

public static class ResourceTypes
{
    /// <summary>The name in artifacts, unique ids and selections: <c>model</c>, <c>unit_test</c>.</summary>
    public static string Name(this ResourceType type) => type switch
    {
        ResourceType.Model => "model",
        ResourceType.Seed => "seed",
        ResourceType.Snapshot => "snapshot",
        ResourceType.Test => "test",
        ResourceType.Analysis => "analysis",
        ResourceType.Operation => "operation",
        ResourceType.SqlOperation => "sql_operation",
        ResourceType.Source => "source",
        ResourceType.Exposure => "exposure",
        ResourceType.Metric => "metric",
        ResourceType.SemanticModel => "semantic_model",
        ResourceType.SavedQuery => "saved_query",
        ResourceType.UnitTest => "unit_test",
        ResourceType.Macro => "macro",
        ResourceType.Doc => "doc",
        _ => "group",
    };

    /// <summary>Models, seeds and snapshots: what a ref can name.</summary>
    public static bool IsRefable(this ResourceType type) => type is ResourceType.Model or ResourceType.Seed or ResourceType.Snapshot;
}
