using ControlPlane.Transformation.Compilation;

namespace ControlPlane.Transformation.Runs.Testing;

/// <summary>One statement that answers several tests of one subject.</summary>
/// <param name="Sql">One row with a count for each test.</param>
internal sealed record TestQuery(IReadOnlyList<DataTest> Tests, string Sql);

/// <summary>
/// Tests as statements. What can be counted in one scan is counted in one scan; the counts are those that dbt would report: rows for
/// not_null, relationships and accepted_values (distinct values there), duplicated values for unique.
/// </summary>
internal static class TestQueries
{
    /// <summary>The statements that answer all tests of one subject when all is well.</summary>
    public static IEnumerable<TestQuery> For(CompiledProject project, TestSubject subject, IReadOnlyList<DataTest> tests)
    {
        // Reading a table twice is cheap; a view or a SELECT is computed anew each time, so there uniqueness joins the scan.
        var stored = subject.Source is not null || subject.Model!.Config.Materialized == Materialization.Table;
        var scanned = tests.Where(test => test is NotNullTest or AcceptedValuesTest || (test is UniqueTest && !stored)).ToList();
        if (scanned.Count == 1) yield return Exact(project, scanned[0]);
        else if (scanned.Count > 1) yield return new TestQuery(scanned, $"SELECT {string.Join(",\n    ", scanned.Select(Counted))}\nFROM {project.From(subject)}");
        foreach (var test in tests.Except(scanned)) yield return Exact(project, test);
    }

    /// <summary>The statement that answers one test with the exact count.</summary>
    public static TestQuery Exact(CompiledProject project, DataTest test)
    {
        var from = $"FROM {project.From(test.Subject)}";
        return new TestQuery([test], test switch
        {
            NotNullTest => $"SELECT count(*)\n{from}\nWHERE {And(test, $"{test.Column} IS NULL")}",
            UniqueTest => $"SELECT count(*) FROM (\n    SELECT 1 {from}\n    WHERE {And(test, $"{test.Column} IS NOT NULL")}\n    GROUP BY {test.Column} HAVING count(*) > 1\n) AS duplicated",
            AcceptedValuesTest accepted => $"SELECT count(DISTINCT {test.Column})\n{from}\nWHERE {And(test, NotIn(accepted))}",
            RelationshipsTest related => $"""
                SELECT count(*) FROM (
                    SELECT {test.Column} AS from_field {from}
                    WHERE {And(test, $"{test.Column} IS NOT NULL")}
                ) AS child
                WHERE NOT EXISTS (SELECT 1 FROM (SELECT {related.Field} AS to_field FROM {project.From(related.To)}) AS parent WHERE parent.to_field = child.from_field)
                """,
            _ => throw new InvalidOperationException($"There is no statement for {test.GetType().Name}."),
        });
    }

    private static string Counted(DataTest test) => test switch
    {
        // Not the number of duplicated values, but zero exactly when that is; the exact count is asked for when it is not.
        UniqueTest => $"count({test.Column}){Filter(test, null)} - count(DISTINCT {test.Column}){Filter(test, null)}",
        AcceptedValuesTest accepted => $"count({test.Column}){Filter(test, NotIn(accepted))}",
        _ => $"count(*){Filter(test, $"{test.Column} IS NULL")}",
    };

    private static string Filter(DataTest test, string? condition) =>
        test.Where is null && condition is null ? "" : $" FILTER (WHERE {And(test, condition)})";

    private static string And(DataTest test, string? condition) => (test.Where, condition) switch
    {
        (null, _) => condition ?? "true",
        (_, null) => $"({test.Where})",
        _ => $"({test.Where}) AND {condition}",
    };

    private static string NotIn(AcceptedValuesTest test) => $"{test.Column} NOT IN ({string.Join(", ", test.Values)})";
}
