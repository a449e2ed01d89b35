namespace ControlPlane.Transformation.Runs;

/// <summary>dbt's words for how a node ended.</summary>
public static class NodeStatus
{
    public const string Success = "success";
    public const string Error = "error";
    public const string Skipped = "skipped";
    public const string Pass = "pass";
    public const string Fail = "fail";
    public const string Warn = "warn";
}

/// <summary>What became of one node in a run.</summary>
/// <param name="UniqueId"><c>model.shop.customers.v2</c>: what tells it from all others of its project.</param>
/// <param name="Kind"><c>model</c>, <c>seed</c>, <c>snapshot</c>, <c>test</c>, <c>unit_test</c>, <c>quality</c>, <c>operation</c>.</param>
/// <param name="Version">Of a model that has versions.</param>
/// <param name="Rows">Of a model; null where nobody counted.</param>
/// <param name="Failures">Of a test.</param>
/// <param name="Error">Why, and what to do; never data.</param>
/// <param name="Bytes">Of a model's relation; null where nobody looked.</param>
/// <param name="StatementMs">Time of its statements.</param>
public sealed record NodeResult(
    string UniqueId, string Kind, string Name, string? Version, string? Subject, string Status, string? Severity, long? Rows, long? Failures, long ElapsedMs, string? Error, string? SqlHash, long? Bytes, long StatementMs)
{
    public const string ModelKind = "model";
    public const string TestKind = "test";
    public const string UnitTestKind = "unit_test";

    /// <summary>A quality check.</summary>
    public const string QualityKind = "quality";

    /// <summary><c>customers</c>, or <c>customers.v2</c>.</summary>
    public string Title => Version is null ? Name : $"{Name}.v{Version}";

    public bool IsTest => Kind is TestKind or UnitTestKind or QualityKind;

    /// <summary>The run may not publish.</summary>
    public bool Gates => IsTest ? Status is NodeStatus.Fail or NodeStatus.Error or NodeStatus.Skipped : Status != NodeStatus.Success;
}
