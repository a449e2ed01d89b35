using System.Collections.Frozen;
using ControlPlane.Templating.Evaluation;
using ControlPlane.Templating.Nodes;

namespace ControlPlane.Templating;

/// <summary>A macro at the top level of a template.</summary>
public sealed class MacroDefinition
{
    private static readonly FrozenDictionary<string, object?> NoVariables = FrozenDictionary<string, object?>.Empty;

    private readonly Callable _callable;
    private readonly Place _place;

    internal MacroDefinition(Place place, Callable callable, string name, string text) =>
        (_place, _callable, Name, Text) = (place, callable, name, text);

    public string Name { get; }

    /// <summary>The macro as written, tags included.</summary>
    public string Text { get; }

    /// <summary>The line of its first tag, from 1.</summary>
    public int Line => _place.Source.PositionOf(_place.Offset).Line;

    /// <summary>The names of its parameters, in order.</summary>
    public IReadOnlyList<string> Parameters => [.. _callable.Parameters.Select(parameter => parameter.Name)];

    /// <summary>The default of a parameter that is written as a constant; null when it has none.</summary>
    public object? DefaultOf(string parameter) =>
        Array.Find(_callable.Parameters, candidate => candidate.Name == parameter).Default?.Evaluate(new Frame(new Run(TemplateOptions.Default, NoVariables), null));

    /// <summary>
    /// The macro as a function whose body sees <paramref name="variables"/>. A render that calls it shares its limits with it.
    /// </summary>
    public TemplateFunction Bind(IReadOnlyDictionary<string, object?> variables, TemplateOptions? options = null) =>
        _callable.Bind(new Frame(new Run(options ?? TemplateOptions.Default, variables), null));
}
