using System.Text.Json.Nodes;

namespace ControlPlane.Transformation.Tests.Runs.External;

/// <summary>A run_results.json as dbt writes it.</summary>
internal static class RunResultsJson
{
    private const string Invocation = "6f6b4d62-1d3c-4c55-9a5e-3f1b7c8d9e0a";

    public static string Of(params (string Id, string Status, string? Message, long? Failures, long? Rows, string? Relation)[] nodes) => new JsonObject
    {
        ["metadata"] = new JsonObject
        {
            ["dbt_schema_version"] = "https://schemas.getdbt.com/dbt/run-results/v6.json", ["dbt_version"] = "1.10.15", ["generated_at"] = "2999-01-01T00:00:00.000000Z",
            ["invocation_id"] = Invocation, ["env"] = new JsonObject(),
        },
        ["results"] = new JsonArray([.. nodes.Select(node => new JsonObject
        {
            ["status"] = node.Status, ["timing"] = new JsonArray(), ["thread_id"] = "Thread-1", ["execution_time"] = 1.5, ["message"] = node.Message, ["failures"] = node.Failures, ["unique_id"] = node.Id,
            ["adapter_response"] = node.Rows is { } rows ? new JsonObject { ["rows_affected"] = rows } : new JsonObject(), ["relation_name"] = node.Relation,
        })]),
        ["elapsed_time"] = 4.0,
        ["args"] = new JsonObject { ["which"] = "build" },
    }.ToJsonString();

    /// <summary>A build of two models, one of them a mart, with a test.</summary>
    public static string Built(string database) => Of(
        ("model.shop.stg_orders", "success", "CREATE VIEW", null, null, $"\"{database}\".\"STAGING\".\"stg_orders\""), ("model.shop.customers", "success", "SELECT 7", null, 7, $"\"{database}\".\"MARTS\".\"customers\""),
        ("test.shop.unique_customers.a1", "pass", null, 0, null, null));

    /// <summary>What a build of the same that was interrupted leaves: what it had done by then.</summary>
    public static string Interrupted(string database) => Of(("model.shop.stg_orders", "success", "CREATE VIEW", null, null, $"\"{database}\".\"STAGING\".\"stg_orders\""));

    /// <summary>The manifest of a project of two models with a test, and of what a build leaves out.</summary>
    public static string Manifest() => new JsonObject
    {
        ["metadata"] = new JsonObject { ["dbt_schema_version"] = "https://schemas.getdbt.com/dbt/manifest/v12.json", ["dbt_version"] = "1.10.15", ["generated_at"] = "2999-01-01T00:00:00.000000Z", ["invocation_id"] = Invocation },
        ["nodes"] = new JsonObject
        {
            ["model.shop.stg_orders"] = Node("model", "view"), ["model.shop.customers"] = Node("model", "table"), ["model.shop.passing"] = Node("model", "ephemeral"),
            ["test.shop.unique_customers.a1"] = Node("test", "test"), ["analysis.shop.looked_at"] = Node("analysis", "view"),
        },
        ["sources"] = new JsonObject { ["source.shop.app.orders"] = Node("source", null) },
    }.ToJsonString();

    private static JsonObject Node(string type, string? materialized) => new() { ["resource_type"] = type, ["name"] = type, ["config"] = new JsonObject { ["materialized"] = materialized } };

    /// <summary>A model whose error quotes a row, what that skips, and a test that failed.</summary>
    public static string Failed() => Of(
        ("model.shop.customers.v2", "error", "Database Error in model customers (models/customers_v2.sql)\n  invalid input syntax for type integer: \"a@b.c\"", null, null, null),
        ("model.shop.totals", "skipped", null, null, null, null), ("test.shop.unique_orders.a1", "fail", "Got 3 results, configured to fail if != 0", 3, null, null));
}
