namespace ControlPlane.Transformation.Tests;

/// <summary>Pieces of projects that many tests use.</summary>
internal static class SmallProjects
{
    public const string Settings = """
        name: shop
        version: 1.0.0
        models:
          shop:
            +materialized: table
            staging:
              +schema: STAGING
              +materialized: view
            marts:
              +schema: MARTS
        """;

    public const string Sources = """
        version: 2
        sources:
          - name: app
            schema: RAW
            tables:
              - name: orders
        """;
}
