using ControlPlane.Transformation.Compilation;

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

/// <summary>What became of one model or test in a run.</summary>
/// <param name="Rows">Of a model; null where nobody counted.</param>
/// <param name="Failures">Of a test.</param>
/// <param name="Error">Why, and what to do; never data.</param>
public sealed record NodeResult(
    string Kind, string Name, string? Subject, string Status, string? Severity, long? Rows, long? Failures, long ElapsedMs, string? Error, string? SqlHash)
{
    public const string ModelKind = "model";
    public const string TestKind = "test";

    public string Node => $"{Kind}.{Name}";

    /// <summary>The run may not publish.</summary>
    public bool Gates => Kind == ModelKind ? Status != NodeStatus.Success : Status is NodeStatus.Fail or NodeStatus.Error;

    public static NodeResult Built(CompiledModel model, long? rows, TimeSpan elapsed) =>
        new(ModelKind, model.Model.Name, null, NodeStatus.Success, null, rows, null, (long)elapsed.TotalMilliseconds, null, model.SqlHash);

    public static NodeResult Failed(CompiledModel model, string error, TimeSpan elapsed) =>
        new(ModelKind, model.Model.Name, null, NodeStatus.Error, null, null, null, (long)elapsed.TotalMilliseconds, error, model.SqlHash);

    public static NodeResult Skipped(CompiledModel model, string because) =>
        new(ModelKind, model.Model.Name, null, NodeStatus.Skipped, null, null, null, 0, $"Not built, because '{because}' failed.", model.SqlHash);

    public static NodeResult Tested(DataTest test, long failures, TimeSpan elapsed) =>
        Test(test, failures == 0 ? NodeStatus.Pass : test.Severity == TestSeverity.Warn ? NodeStatus.Warn : NodeStatus.Fail, failures, elapsed, null);

    /// <summary>The test itself could not run.</summary>
    public static NodeResult Broken(DataTest test, string error, TimeSpan elapsed) => Test(test, NodeStatus.Error, null, elapsed, error);

    private static NodeResult Test(DataTest test, string status, long? failures, TimeSpan elapsed, string? error) =>
        new(TestKind, test.Name, test.Subject.Name, status, test.Severity.ToString().ToLowerInvariant(), null, failures, (long)elapsed.TotalMilliseconds, error, null);
}
