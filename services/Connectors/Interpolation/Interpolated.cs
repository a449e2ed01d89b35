using System.Text.Json.Nodes;
using ControlPlane.Connectors.Manifests;
using ControlPlane.Templating;
using ControlPlane.Templating.Manifests;

namespace ControlPlane.Connectors.Interpolation;

/// <summary>A text of the manifest that may hold a template, parsed when the manifest is loaded.</summary>
internal sealed class Interpolated
{
    /// <summary>Variables of earlier versions of the vocabulary.</summary>
    private static readonly (string Name, string Instead)[] Retired =
    [
        ("stream_state", "use stream_interval for the bounds of the slice"),
        ("last_records", "use last_record or last_page_size"),
    ];

    private readonly Template _template;
    private readonly object? _parameters;
    private readonly bool _usesParameters;

    private Interpolated(string text, string path, Template template, object? parameters)
    {
        Text = text;
        Path = path;
        _template = template;
        _parameters = parameters;
        _usesParameters = Uses("parameters");
    }

    /// <summary>As it stands in the manifest.</summary>
    public string Text { get; }

    /// <summary>Where it stands in the manifest.</summary>
    public string Path { get; }

    public bool IsLiteral => _template.IsLiteral;

    /// <summary>Parses <paramref name="text"/>; a template that is not valid is recorded and stands for its own text from then on.</summary>
    public static Interpolated Parse(string text, string path, JsonObject? parameters, ManifestErrors errors, TimeProvider time)
    {
        try
        {
            return new(text, path, Template.Parse(text, path, Options(time)), TemplateValues.FromJson(parameters ?? []));
        }
        catch (TemplateException e)
        {
            errors.Add(path, $"not a valid template: {e.Problem}");
            return new(text, path, Template.Parse("", path), null);
        }
    }

    /// <summary>Made of the manifest and the config alone: no source has a say in it.</summary>
    public bool IsDeclared => _template.FreeVariables.All(name => name is "config" or "parameters");

    public bool Uses(string variable) => _template.FreeVariables.Contains(variable);

    /// <summary>The text with its templates filled in; empty when something missing is used on the way.</summary>
    /// <exception cref="ConnectorException">The template fails.</exception>
    public string Render(Scope scope) => IsLiteral ? Text : Run(scope, static (template, variables) =>
    {
        try
        {
            return template.Render(variables);
        }
        catch (TemplateException e) when (e.Kind == TemplateErrorKind.Undefined)
        {
            return "";
        }
    });

    /// <summary>The text with its templates filled in, where it must not be asked for anything that is missing.</summary>
    /// <exception cref="ConnectorException">The template fails, or uses a field of something that is missing.</exception>
    public string Require(Scope scope) => IsLiteral ? Text : Run(scope, static (template, variables) => template.Render(variables));

    /// <summary>The typed value: what is rendered, read as a Python literal where it is one. A text without a template stays as it is.</summary>
    /// <exception cref="ConnectorException">The template fails, or uses a field of something that is missing.</exception>
    public object? Evaluate(Scope scope) => IsLiteral ? Text : EvaluateAs(scope, null);

    /// <summary>The typed value also of a text without templates, as fields of records get it: '1' becomes a number.</summary>
    /// <param name="accepts">Values of the wanted type; anything else stays text. Null accepts all.</param>
    /// <exception cref="ConnectorException">The template fails, or uses a field of something that is missing.</exception>
    public object? EvaluateAs(Scope scope, Func<object?, bool>? accepts) => accepts is null
        ? Run(scope, static (template, variables) => ManifestInterpolation.Evaluate(template, variables, template))
        : Run(scope, (template, variables) => ManifestInterpolation.Evaluate(template, variables, template, accepts));

    /// <summary>The typed value where it has the wanted type, else the text as rendered; a text without a template is read as a literal too.</summary>
    /// <exception cref="ConnectorException">The template fails, or uses a field of something that is missing.</exception>
    public object? Evaluate(Scope scope, WantedType? wanted) => EvaluateAs(scope, wanted is { } type ? value => WantedTypes.Accepts(type, value) : null);

    /// <summary>The typed value as an entry of a request's parameters, headers or body: null, to leave it out, when it is empty or uses a field of something that is missing.</summary>
    /// <exception cref="ConnectorException">The template fails.</exception>
    public object? EvaluateEntry(Scope scope) => Run(scope, static (template, variables) => ManifestInterpolation.Evaluate(template, variables));

    /// <summary>The value as a condition: false for nothing, False, 0, what is empty, and the word false.</summary>
    /// <exception cref="ConnectorException">The template fails.</exception>
    public bool Test(Scope scope) => Run(scope, static (template, variables) => ManifestInterpolation.EvaluateCondition(template, variables));

    private string Hint() => Retired.FirstOrDefault(r => Uses(r.Name)) is { Instead: { } instead, Name: var name } ? $"; {name} is no longer given to templates: {instead}" : "";

    private static TemplateOptions Options(TimeProvider time) => OptionsCache.GetValue(time, static t => ManifestInterpolation.ManifestOptions(t));

    private static System.Runtime.CompilerServices.ConditionalWeakTable<TimeProvider, TemplateOptions> OptionsCache { get; } = [];

    private T Run<T>(Scope scope, Func<Template, IReadOnlyDictionary<string, object?>, T> use)
    {
        try
        {
            return use(_template, (_usesParameters ? scope.With("parameters", _parameters) : scope).Variables);
        }
        catch (TemplateException e)
        {
            throw new ConnectorException(ConnectorFaultKind.Configuration, $"{Path}: the template fails: {e.Problem}{Hint()}", e);
        }
    }
}
