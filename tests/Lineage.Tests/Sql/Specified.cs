using System.Reflection;

namespace ControlPlane.Lineage.Tests.Sql;

/// <summary>The queries of the other tests, to be held against the engines themselves.</summary>
internal static class Specified
{
    public static IReadOnlyList<string> Queries(params ReadOnlySpan<Type> tests)
    {
        List<string> queries = [];
        foreach (var test in tests)
        {
            foreach (var method in test.GetMethods())
                queries.AddRange(method.GetCustomAttributes<InlineDataAttribute>().Select(data => (string)data.Data[0]!).Where(sql => !sql.Contains("raw.", StringComparison.Ordinal)));
        }

        return queries;
    }
}
