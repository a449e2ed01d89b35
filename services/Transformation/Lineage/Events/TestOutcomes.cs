using System.Collections.Concurrent;
using ControlPlane.Lineage.OpenLineage;
using ControlPlane.Lineage.OpenLineage.Facets;
using ControlPlane.Models.Manifests;
using ControlPlane.Transformation.Projects;
using ControlPlane.Transformation.Runs;

namespace ControlPlane.Transformation.Lineage.Events;

/// <summary>The tests of a run, by what each is about.</summary>
internal sealed class TestOutcomes(TenantProject project)
{
    private readonly ConcurrentDictionary<string, (GraphNode Subject, ConcurrentQueue<TestOutcome> Tests)> _subjects = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, long> _rows = new(StringComparer.Ordinal);

    public IEnumerable<TestedRelation> Results => _subjects.Values.Select(each => new TestedRelation(each.Subject, [.. each.Tests], _rows.TryGetValue(each.Subject.UniqueId, out var rows) ? rows : null));

    /// <summary>All tests of a relation are one job.</summary>
    public static string JobOf(GraphNode subject) => $"{subject.UniqueId}.tests";

    /// <summary>Null for what is no test, and for a test of no one relation.</summary>
    public GraphNode? SubjectOf(GraphNode test) => test.ResourceType is ResourceType.Test or ResourceType.UnitTest ? project.SubjectOf(test) : null;

    public void Add(GraphNode test, NodeResult result)
    {
        if (SubjectOf(test) is { } subject) Add(subject, new TestOutcome(test.Name, KindOf(test), (test as ManifestNode)?.ColumnName, result));
    }

    public void Add(GraphNode subject, TestOutcome outcome) => _subjects.GetOrAdd(subject.UniqueId, _ => (subject, new())).Tests.Enqueue(outcome);

    public void Counted(GraphNode node, long? rows)
    {
        if (rows is { } count) _rows[node.UniqueId] = count;
    }

    private static string KindOf(GraphNode test) => test is UnitTest ? NodeResult.UnitTestKind : (test as ManifestNode)?.TestMetadata?.Name ?? "singular";
}

/// <param name="Kind">A test's macro (<c>not_null</c>), or a quality check's kind.</param>
internal sealed record TestOutcome(string Name, string Kind, string? Column, NodeResult Result);

/// <param name="Rows">Of the relation; null where nobody counted.</param>
internal sealed record TestedRelation(GraphNode Subject, IReadOnlyList<TestOutcome> Tests, long? Rows)
{
    public string Job => TestOutcomes.JobOf(Subject);

    /// <summary>Which of severity error failed; null when none did.</summary>
    public string? Failed => Tests.Where(test => test.Result.Gates).Select(test => test.Name).Order(StringComparer.Ordinal).ToList() is { Count: > 0 } failed
        ? $"{failed.Count} tests failed: {string.Join(", ", failed.Take(20))}"
        : null;

    public InputDataset Of(InputDataset dataset) => dataset with
    {
        Metrics = Rows is null ? null : new DataQualityMetrics(new Dictionary<string, ColumnMetrics>()) { Rows = Rows },
        Assertions = [.. Tests.OrderBy(test => test.Name, StringComparer.Ordinal).Select(test => new Assertion(test.Kind, test.Result.Status == NodeStatus.Pass, test.Column, test.Result.Severity, test.Name))],
    };
}
