namespace ControlPlane.Models.Tests.Compatibility;

/// <summary>Calls, each behind a <c>$</c>, and under each its answer as dbt Core gave it.</summary>
internal static class Transcript
{
    private const string Asked = "$ ";

    /// <summary>The same calls with other answers.</summary>
    public static string Of(string expected, Func<DbtCall, IEnumerable<string>> answer) => string.Concat(
        expected.Split('\n').Where(line => line.StartsWith(Asked, StringComparison.Ordinal)).SelectMany(line => answer(DbtCall.Parse(line[Asked.Length..])).Prepend(line)).Select(line => $"{line}\n"));
}
