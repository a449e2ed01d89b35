using ControlPlane.Models.Errors;
using ControlPlane.Models.Manifests;
using ControlPlane.Models.Projects;

namespace ControlPlane.Models.Parsing.Properties.UnitTests;

/// <summary>The rows of an input or of what is expected: in place, in a file of fixtures, or a seed's own.</summary>
internal sealed class FixtureReader(ParseState state)
{
    private static readonly string[] Formats = ["dict", "csv", "sql"];

    /// <summary>Null where something is wrong, which is then among the errors.</summary>
    /// <param name="side"><c>input</c> or <c>expected</c>.</param>
    /// <param name="input">What the rows stand for; null for those expected.</param>
    public UnitTestRows? Read(PropertyEntry entry, string test, string side, string? input)
    {
        var format = entry.Text("format") ?? "dict";
        if (!Formats.Contains(format, StringComparer.Ordinal))
        {
            entry.File.Fail(entry.Map.LineOf("format"), $"'{format}' is no format of rows (unit test '{test}').", NearestNames.Advise(format, Formats, "Use dict, csv or sql."));
            return null;
        }
        var fixture = entry.Text("fixture", nullable: true);
        var rows = entry.Value("rows");
        if (format == "dict")
        {
            if (rows is null && fixture is null && input is not null) rows = Seed(entry, input, test);
            if (rows is List<object?> list && list.TrueForAll(row => row is IReadOnlyDictionary<string, object?>)) return new UnitTestRows(format, WholeFirst(list), fixture);
            return Mismatch(entry, test, side, format, "Write rows as '- {column: value}', or name a format.");
        }
        if (rows is not string && fixture is null) return Mismatch(entry, test, side, format, format == "csv" ? "Write rows as a text ('rows: |') with a header." : "Write rows as a query.");
        var text = rows as string;
        if (fixture is not null && (text = Fixture(entry, fixture)?.Text) is null) return null;
        return new UnitTestRows(format, format == "csv" ? WholeFirst(CsvRows.Read(text!)) : text, fixture);
    }

    private ProjectFile? Fixture(PropertyEntry entry, string name)
    {
        var known = state.Properties.Fixtures.GetValueOrDefault(entry.File.Package) ?? [];
        if (known.Find(file => file.Name == name) is { } found) return found;
        entry.File.Fail(entry.Map.LineOf("fixture"), $"File not found for fixture '{name}' in unit tests in {entry.File.Path}.",
            NearestNames.Advise(name, known.Select(file => file.Name), "Put it into the folder 'fixtures' below the tests, as .csv or .sql."));
        return null;
    }

    private List<object?>? Seed(PropertyEntry entry, string input, string test)
    {
        var call = InputCall.Read(input);
        var seed = call is null ? null : state.Manifest.Nodes.Values.FirstOrDefault(node =>
            node.ResourceType == ResourceType.Seed && node.Name == call.Name && node.PackageName == (call.Package ?? entry.File.Package));
        if (seed is not null) return CsvRows.Read(File.ReadAllText(Path.Combine(seed.RootPath!, seed.OriginalFilePath)));
        entry.File.Fail(entry.Line, $"The input {input} of the unit test '{test}' has no rows, and is no seed that has its own.", "Add 'rows:'.");
        return null;
    }

    private static UnitTestRows? Mismatch(PropertyEntry entry, string test, string side, string format, string fix)
    {
        entry.File.Fail(entry.Map.LineOf("rows"), $"Unit test {test} has {side} rows which do not match format {format}.", fix);
        return null;
    }

    /// <summary>The first row without nulls changes places with the first one, as some engines take a column's type from there.</summary>
    private static List<object?> WholeFirst(List<object?> rows)
    {
        var ordered = rows.ToList();
        var whole = ordered.FindIndex(row => row is IReadOnlyDictionary<string, object?> values && values.Values.All(value => value is not null));
        if (whole > 0) (ordered[0], ordered[whole]) = (ordered[whole], ordered[0]);
        return ordered;
    }
}
