using System.Text.RegularExpressions;
using ControlPlane.Templating;
using ControlPlane.Transformation.Projects;
using ControlPlane.Transformation.Projects.Tests;

namespace ControlPlane.Transformation.Compilation;

/// <summary>Matches declared tests with the models and source tables that they are about.</summary>
internal sealed partial class TestBinder(Binding binding, TemplateContext context, IReadOnlyDictionary<string, Model> models, IReadOnlyDictionary<string, SourceTable> sources, ProjectErrors errors)
{
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    public IEnumerable<DataTest> Bind(TestSubject subject, IEnumerable<TestDeclaration> declared) =>
        declared.Where(test => test.Config.GetValueOrDefault("enabled") is not false).Select(test => Guarded(subject, test)).OfType<DataTest>();

    private DataTest? Guarded(TestSubject subject, TestDeclaration test)
    {
        try
        {
            return BindOne(subject, test);
        }
        catch (TemplateException exception)
        {
            errors.Add(test.Place, $"Jinja: {exception.Problem}.", "Correct the test's arguments.");
            return null;
        }
    }

    private DataTest? BindOne(TestSubject subject, TestDeclaration test)
    {
        var named = test.Column?.Name ?? Text(test.Arguments.GetValueOrDefault("column_name"));
        if (named is null) return Refuse(test, $"Test '{test.Type}' names no column.", "Put it below a column, or give it 'column_name'.");
        var column = test.Column is { Quote: true } ? binding.Quote(named) : named;
        if (Severity(test) is not { } severity) return null;
        var where = Text(test.Config.GetValueOrDefault("where"));
        var label = subject.Model?.Name ?? $"{subject.Source!.Declaration.Source}_{subject.Source.Declaration.Table}";
        var name = Unique(test.Name ?? (subject.Model is null ? "source_" : "") + TestNames.For(test, label, named));
        return test.Type switch
        {
            "not_null" => new NotNullTest(name, subject, column, severity, where),
            "unique" => new UniqueTest(name, subject, column, severity, where),
            "accepted_values" => AcceptedValues(test) is { } values ? new AcceptedValuesTest(name, subject, column, values, severity, where) : null,
            _ => Relationships(test) is var (to, field) ? new RelationshipsTest(name, subject, column, to, field, severity, where) : null,
        };
    }

    private List<string>? AcceptedValues(TestDeclaration test)
    {
        if (test.Arguments.GetValueOrDefault("values") is IReadOnlyList<object?> { Count: > 0 } values)
            return [.. values.Select(value => test.Arguments.GetValueOrDefault("quote") is false ? Text(value) ?? "NULL" : $"'{Text(value)?.Replace("'", "''", StringComparison.Ordinal)}'")];
        Refuse(test, "Test 'accepted_values' has no values.", "Add 'values: [a, b]'.");
        return null;
    }

    private (TestSubject To, string Field)? Relationships(TestDeclaration test)
    {
        var to = test.Arguments.GetValueOrDefault("to") as string;
        var field = Text(test.Arguments.GetValueOrDefault("field"));
        if (to is null || field is null)
        {
            Refuse(test, "Test 'relationships' needs 'to' and 'field'.", "Write to: ref('parent') and field: id.");
            return null;
        }
        // As in dbt, a call of ref or source is evaluated although it stands outside of braces.
        var finder = new SubjectFinder(models, sources);
        Template.Parse(Call().IsMatch(to) ? $"{{{{ {to} }}}}" : to, test.Place.File, ModelTemplates.Options).Render(context.ForReferences(finder));
        if (finder.Found is { } subject) return (subject, field);
        Refuse(test, finder.Missing ?? $"'{to}' names no model.", finder.Advice ?? "Write to: ref('parent').");
        return null;
    }

    private TestSeverity? Severity(TestDeclaration test)
    {
        var text = Text(test.Config.GetValueOrDefault("severity")) ?? "error";
        if (Enum.TryParse<TestSeverity>(text, ignoreCase: true, out var severity) && !char.IsAsciiDigit(text[0])) return severity;
        Refuse(test, $"Unknown severity '{text}'.", "Use error or warn.");
        return null;
    }

    private string? Text(object? value) => value switch
    {
        null => null,
        string text when ModelTemplates.IsTemplate(text) => Template.Parse(text, null, ModelTemplates.Options).Render(context.Shared),
        bool flag => flag ? "true" : "false",
        _ => Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture),
    };

    private DataTest? Refuse(TestDeclaration test, string message, string fix)
    {
        errors.Add(test.Place, message, fix);
        return null;
    }

    private string Unique(string name)
    {
        var unique = name;
        for (var again = 2; !_names.Add(unique); again++) unique = $"{name}_{again}";
        return unique;
    }

    [GeneratedRegex(@"\A\s*(ref|source)\s*\(.*\)\s*\z", RegexOptions.Singleline)]
    private static partial Regex Call();

    private sealed class SubjectFinder(IReadOnlyDictionary<string, Model> models, IReadOnlyDictionary<string, SourceTable> sources) : IReferences
    {
        public TestSubject? Found { get; private set; }

        public string? Missing { get; private set; }

        public string? Advice { get; private set; }

        public object Ref(string? project, string model)
        {
            if (models.TryGetValue(model, out var found)) Found = new TestSubject(found, null);
            else (Missing, Advice) = ($"There is no model '{model}'.", NearestNames.Advise(model, models.Keys, "Add the model or correct the name."));
            return "";
        }

        public object Source(string source, string table)
        {
            if (sources.TryGetValue($"{source}.{table}", out var found)) Found = new TestSubject(null, found);
            else (Missing, Advice) = ($"There is no source '{source}.{table}'.", NearestNames.Advise($"{source}.{table}", sources.Keys, "Declare it under 'sources:'."));
            return "";
        }
    }
}
